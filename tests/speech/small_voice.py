"""Makes a real but very small piper voice. Its model hums in place of speaking.

Each phoneme id becomes a hum of 26 ms at the usual pace, whose loudness depends on the id. Before the hums there is
silence. After them there may be static, as in some real voices.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

NAME = "en_US-hum-medium"
SAMPLE_RATE = 22_050
PER_ID = 580
"""How many samples each phoneme id lasts. piper puts padding between phonemes, so this gives about eleven phonemes a
second.
"""

_LEAD = 1_000
_GROUND = 120.0


def small_voice(
    folder: Path, name: str = NAME, *, static: float = 0.0, rest: float = 0.0, level: float = 0.3, **more: object
) -> Path:
    """Write a voice into `folder`, and return the path of its model.

    `static` is the level of 0.6 s of noise, which begins `rest` seconds after the last hum. `level` is the level of the
    hums. `more` is added to the JSON file beside the model.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    save(_model(static, rest, level), str(model))
    config = {
        "audio": {"sample_rate": SAMPLE_RATE, "quality": "medium"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        **more,
    }
    model.with_name(f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    return model


def _model(static: float, rest: float, level: float) -> Any:
    waves = " + ".join(f"hum{part}" for part in range(1, 9)).split(" + ")
    constants = {
        "zero": np.float32(0),
        "one": np.float32(1),
        "lead": np.float32(_LEAD),
        "per_id": np.float32(PER_ID),
        "rest": np.float32(rest * SAMPLE_RATE),
        "tail": np.float32((rest + 0.6) * SAMPLE_RATE),
        "first": np.int64(1),
        "shape": np.array([1, 1, -1], np.int64),
        "flat": np.array([-1], np.int64),
        "level": np.float32(level),
        "static": np.float32(static),
        "half": np.float32(0.5),
        "third": np.float32(0.3),
        **{f"turn{part}": np.float32(2 * np.pi * _GROUND * part / SAMPLE_RATE) for part in range(1, 9)},
        **{f"part{part}": np.float32(1 / part) for part in range(1, 9)},
    }
    node = helper.make_node
    nodes = [
        node("Gather", ["scales", "first"], ["stretch"]),
        node("Mul", ["per_id", "stretch"], ["each"]),
        node("Reshape", ["input", "flat"], ["ids"]),
        node("Size", ["ids"], ["count"]),
        node("Cast", ["count"], ["count_f"], to=TensorProto.FLOAT),
        node("Mul", ["count_f", "each"], ["spoken"]),
        node("Add", ["lead", "spoken"], ["last"]),
        node("Add", ["last", "rest"], ["noisy"]),
        node("Add", ["last", "tail"], ["end_exact"]),
        node("Floor", ["end_exact"], ["end"]),
        node("Range", ["zero", "end", "one"], ["time"]),
        # which id sounds now, and how loud it is
        node("Sub", ["time", "lead"], ["since"]),
        node("Div", ["since", "each"], ["turns"]),
        node("Sub", ["count_f", "one"], ["most"]),
        node("Clip", ["turns", "zero", "most"], ["turn"]),
        node("Cast", ["turn"], ["which"], to=TensorProto.INT64),
        node("Gather", ["ids", "which"], ["sounding"]),
        node("Cast", ["sounding"], ["sounding_f"], to=TensorProto.FLOAT),
        node("Sin", ["sounding_f"], ["swing"]),
        node("Mul", ["swing", "third"], ["sway"]),
        node("Add", ["sway", "half"], ["loudness"]),
        # the hum
        *(
            n
            for part in range(1, 9)
            for n in (
                node("Mul", ["time", f"turn{part}"], [f"angle{part}"]),
                node("Sin", [f"angle{part}"], [f"sine{part}"]),
                node("Mul", [f"sine{part}", f"part{part}"], [f"hum{part}"]),
            )
        ),
        node("Sum", waves, ["hum"]),
        node("Mul", ["hum", "loudness"], ["swaying"]),
        node("Mul", ["swaying", "level"], ["speech"]),
        # the static
        node("RandomUniformLike", ["time"], ["noise"], low=-1.0, high=1.0, seed=1.0),
        node("Mul", ["noise", "static"], ["hiss"]),
        node("GreaterOrEqual", ["time", "lead"], ["begun"]),
        node("Less", ["time", "last"], ["unfinished"]),
        node("And", ["begun", "unfinished"], ["speaking"]),
        node("GreaterOrEqual", ["time", "noisy"], ["over"]),
        node("Where", ["over", "hiss", "zero"], ["around"]),
        node("Where", ["speaking", "speech", "around"], ["sound"]),
        node("Reshape", ["sound", "shape"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "hum",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "samples"])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8  # read by every onnxruntime that piper may come with
    checker.check_model(model)
    return model
