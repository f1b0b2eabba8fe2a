"""Makes a recipe from the table in its TOML file. Every mistake is a `RecipeError` with the file, the dotted key and a
remedy.
"""

import re
from itertools import pairwise
from typing import Final

from voiceguide.errors import nearest, or_list
from voiceguide.sound._recipe import (
    HIGHEST,
    Bounds,
    Common,
    Drift,
    Echo,
    Follow,
    Grains,
    Layer,
    Noise,
    Recipe,
    Rolls,
    SoundKind,
    Strikes,
    Swell,
    Tones,
    Waves,
)
from voiceguide.sound._toml_table import Table

AUDIBLE: Final[Bounds] = (10.0, HIGHEST)
"""The range of frequencies that a recipe may contain, in Hz."""
MOST_AT_ONCE: Final = 60.0
"""The most grains of one layer that may sound at the same time, on average. More would take longer, and sound no
denser.
"""
MOST_A_SECOND: Final = 2_000.0
"""The most grains of one layer per second, on average: far more than it takes to sound like noise."""
MOST_SMEARED: Final = 60_000.0
"""The most smearing in a layer, in Hz: how far each harmonic is smeared to one side, summed over all harmonics of all
notes.
"""
MOST_RINGING: Final = 4_000.0
"""The most ringing in a layer: the seconds that each partial rings, summed over all partials of all pitches. More would
take too long to compute.
"""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")


def recipe_from(table: Table, name: str) -> Recipe:
    """Make the recipe called `name` from its table. Raises `RecipeError`."""
    title = table.text("title")
    summary = table.text("summary")
    kind: SoundKind = "bell" if table.choice("kind", ("background", "bell"), "background") == "bell" else "background"
    length = table.number("length", 1, 30, 10) if kind == "bell" else 0.0
    seed = table.whole("seed", 0, 1_000_000, 0)
    swells = tuple(_swell(inner, _name(inner, key)) for key, inner in table.tables("swells", 12, needed=False))
    layers = tuple(_layer(inner, _name(inner, key)) for key, inner in table.tables("layers", 12, needed=True))
    table.finish()
    recipe = Recipe(name, title, summary, kind, seed, length, swells, layers)
    _check_names(table, recipe)
    _check_bell(table, recipe)
    return recipe


def _name(table: Table, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise table.mistake("", "a name may have lower-case letters, digits, - and _")
    return name


def _swell(table: Table, name: str) -> Swell:
    kind = table.choice("kind", tuple(_SWELLS))
    swell = _SWELLS[kind](table, name)
    table.finish()
    return swell


def _drift(table: Table, name: str) -> Swell:
    return Drift(name, table.number("period", 0.05, 60), table.number("spread", 0, 1, 0))


def _waves(table: Table, name: str) -> Swell:
    return Waves(
        name,
        every=table.span("every", 1, 40),
        rise=table.number("rise", 0.05, 0.95, 0.4),
        height=table.span("height", 0, 1, (0.5, 1.0)),
        across=table.number("across", 0, 5, 0),
    )


def _rolls(table: Table, name: str) -> Swell:
    swell = Rolls(
        name,
        every=table.span("every", 2, 120),
        rise=table.span("rise", 0.1, 30),
        fall=table.span("fall", 0.1, 60),
        height=table.span("height", 0, 1, (0.5, 1.0)),
    )
    if swell.rise[1] + swell.fall[1] > swell.every[0]:
        raise table.mistake(
            "every", "must be longer than rise and fall together; make 'every' longer, or 'rise' or 'fall' shorter"
        )
    return swell


def _follow(table: Table, name: str) -> Swell:
    return Follow(name, table.text("follows"), table.number("delay", -10, 10, 0))


def _layer(table: Table, name: str) -> Layer:
    kind = table.choice("kind", tuple(_LAYERS))
    common = Common(
        name,
        level_db=table.number("level", -60, 20, 0),
        width=table.number("width", 0, 1, 1),
        swells=_depths(table),
    )
    layer = _LAYERS[kind](table, common)
    table.finish()
    return layer


def _depths(table: Table) -> tuple[tuple[str, float], ...]:
    inner = table.table("swell")
    return tuple((name, inner.number(name, -40, 80)) for name in inner.unread_keys()) if inner else ()


def _echo(table: Table) -> Echo | None:
    inner = table.table("room")
    if inner is None:
        return None
    echo = Echo(inner.number("seconds", 0.1, 8), inner.number("mix", 0, 1, 0.4))
    inner.finish()
    return echo


def _noise(table: Table, common: Common) -> Layer:
    return Noise(
        **vars(common),
        slope=table.number("slope", -18, 12, 0),
        band=table.span("band", *AUDIBLE, (20.0, 18_000.0)),
        steepness=table.number("steepness", 1, 96, 18),
        points=_points(table),
    )


def _points(table: Table) -> tuple[tuple[float, float], ...]:
    rows = table.rows("points", (("Hz", *AUDIBLE), ("dB", -80, 40)), 24, needed=False)
    points = tuple((hertz, gain) for hertz, gain in rows)
    if any(one[0] >= other[0] for one, other in pairwise(points)):
        raise table.mistake("points", "must go from low to high frequencies")
    return points


def _grains(table: Table, common: Common) -> Layer:
    bunch = table.span("bunch", 1, 40, (1.0, 1.0))
    if any(count != int(count) for count in bunch):
        raise table.mistake("bunch", "must be whole numbers, for example [1, 4]")
    grains = Grains(
        **vars(common),
        rate=table.number("rate", 0.01, 1_000),
        regular=table.number("regular", 0, 1, 0),
        pitch=table.span("pitch", *AUDIBLE),
        length=table.span("length", 0.001, 3),
        attack=table.number("attack", 0.0002, 1, 0.001),
        tone=table.number("tone", 0, 1, 0),
        blur=table.number("blur", 0.05, 4, 1),
        glide=table.number("glide", -3, 3, 0),
        spread=table.number("spread", 0, 40, 12),
        bunch=(int(bunch[0]), int(bunch[1])),
        gap=table.span("gap", 0.001, 2, (0.02, 0.05)),
        echo=_echo(table),
    )
    sounding = sum(grains.length) / 2 + (grains.echo.seconds if grains.echo else 0)
    at_once = grains.rate * sum(grains.bunch) / 2 * sounding
    if at_once > MOST_AT_ONCE:
        remedy = (
            f"makes {at_once:.0f} grains sound at once, and {MOST_AT_ONCE:g} is the limit; "
            "make 'rate', 'bunch' or 'length' smaller"
        )
        raise table.mistake("rate", remedy)
    if (a_second := grains.rate * sum(grains.bunch) / 2) > MOST_A_SECOND:
        remedy = (
            f"makes {a_second:.0f} grains a second, and {MOST_A_SECOND:g} is the limit; make 'rate' or 'bunch' smaller"
        )
        raise table.mistake("rate", remedy)
    return grains


def _tones(table: Table, common: Common) -> Layer:
    notes = table.rows("notes", (("Hz", *AUDIBLE), ("dB", -60, 20)), 24, needed=True)
    tones = Tones(
        **vars(common),
        notes=tuple((hertz, gain) for hertz, gain in notes),
        harmonics=table.whole("harmonics", 1, 40, 1),
        tilt=table.number("tilt", -36, 6, -9),
        blur=table.number("blur", 0, 200, 8),
        shimmer=table.number("shimmer", 0, 1, 0.5),
    )
    heard = [hertz * count for hertz, _ in notes for count in range(1, tones.harmonics + 1) if hertz * count < HIGHEST]
    if sum(heard) * (2 ** (tones.blur / 1_200) - 1) > MOST_SMEARED:
        raise table.mistake("blur", "is too much for the notes; make 'blur' or 'harmonics' smaller, or use fewer notes")
    return tones


def _strikes(table: Table, common: Common) -> Layer:
    columns = (("ratio", 0.1, 40.0), ("dB", -80.0, 20.0), ("seconds", 0.05, 60.0))
    partials = table.rows("partials", columns, 24, needed=True)
    pitches = table.numbers("pitches", 20, 8_000, 12)
    ringing = len(pitches) * sum(seconds for _, _, seconds in partials)
    if ringing > MOST_RINGING:
        remedy = (
            f"ring for {ringing:.0f} s, all pitches added up, and {MOST_RINGING:g} s is the limit; "
            "use fewer or shorter partials, or fewer pitches"
        )
        raise table.mistake("partials", remedy)
    if max(pitches) * min(ratio for ratio, _, _ in partials) > HIGHEST:
        raise table.mistake(
            "partials", f"are all above {HIGHEST:g} Hz for a pitch of {max(pitches):g}; lower the ratios"
        )
    return Strikes(
        **vars(common),
        every=table.span("every", 0.5, 120, (10.0, 20.0)),
        pitches=pitches,
        partials=tuple((ratio, gain, seconds) for ratio, gain, seconds in partials),
        attack=table.number("attack", 0.001, 2, 0.02),
        beat=table.number("beat", 0, 20, 0),
        spread=table.number("spread", 0, 40, 6),
    )


_SWELLS: Final = {"drift": _drift, "waves": _waves, "rolls": _rolls, "follow": _follow}
_LAYERS: Final = {"noise": _noise, "grains": _grains, "tones": _tones, "strikes": _strikes}


def _check_names(table: Table, recipe: Recipe) -> None:
    """Check that every swell that is mentioned exists, and that a `Follow` comes after the swell it follows."""
    known: list[str] = []
    for swell in recipe.swells:
        if isinstance(swell, Follow):
            _known_swell(table, f"swells.{swell.name}.follows", swell.follows, known, " above it")
        known.append(swell.name)
    for layer in recipe.layers:
        for name, _ in layer.swells:
            _known_swell(table, f"layers.{layer.name}.swell.{name}", name, known, "")


def _known_swell(table: Table, key: str, name: str, known: list[str], where: str) -> None:
    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean {or_list(near)}?" if near else f"write its values below a heading [swells.{name}]"
        raise table.mistake(key, f"there is no swell {name!r}{where}; {hint}")


def _check_bell(table: Table, recipe: Recipe) -> None:
    if recipe.kind == "bell":
        for layer in recipe.layers:
            if not isinstance(layer, Strikes):
                raise table.mistake(f"layers.{layer.name}.kind", 'a bell has only strikes; write kind = "strikes"')
            if layer.swells:
                raise table.mistake(f"layers.{layer.name}.swell", "a bell has no swells; remove it")
