"""One word, one meaning: a name stands for one thing in the whole package."""

import ast
from collections import defaultdict

from tests.test_arrows import MODULES

THINGS = {"matching", "meaning", "pairing", "recording", "ring"}
"""Words in -ing that are things: of these we have modules."""


def test_no_type_has_the_name_of_another() -> None:
    """The name of a class, or of a type alias, means the same everywhere. Private names count in their module only."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module, file in MODULES.items():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module)
            elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
                found[ast.unparse(node.target)].append(module)
    assert "FrameSpan" in found
    assert not {name: modules for name, modules in found.items() if len(modules) > 1 and not name.startswith("_")}


def test_modules_are_named_for_things() -> None:
    """A module is named for what it makes or holds, and not for a doing: `export`, not `exporting`."""
    last_words = {module: module.rpartition(".")[2].rpartition("_")[2] for module in MODULES}
    assert not [module for module, word in last_words.items() if word.endswith("ing") and word not in THINGS]
