"""The imports between the package's modules: each room imports only from rooms below it, and there are no cycles."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "voiceguide"

LEVELS = (
    ("__main__", "__init__"),
    ("cli",),
    ("web",),
    ("publish", "player", "course"),
    ("recording",),
    ("check", "session"),
    ("texts",),
    ("pictures",),
    ("output", "mix"),
    ("timeline",),
    ("plan", "person"),
    ("speech",),
    ("config",),
    ("sound", "devices", "script"),
    ("system", "lengths"),
    ("dsp", "errors"),
    ("units",),
)
"""The rooms (folders of the package) from top to bottom: a room may import from the rooms below it, and from itself.
`__init__` is the public interface: it imports from below, and nothing in the package imports from it.
"""

HEIGHT = {room: -depth for depth, rooms in enumerate(LEVELS) for room in rooms}


def dotted(file: Path) -> str:
    """The dotted name of the module in a file, such as ``voiceguide.plan.fit``."""
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(file): file for file in sorted(PACKAGE.rglob("*.py"))}


def room_of(module: str) -> str:
    """The room of a module: the folder, or the module, directly below the package."""
    return [*module.split("."), "__init__"][1]


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the package that this module imports, anywhere in it: at the top, inside functions, or only for
    types. Importing `__version__` does not count as importing the package's `__init__`.
    """
    return frozenset(_imports(ast.parse(MODULES[module].read_text(encoding="utf-8")))) - {module}


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "voiceguide":
            wholes = [f"{node.module}.{alias.name}" for alias in node.names if alias.name != "__version__"]
            yield from (whole if whole in MODULES else str(node.module) for whole in wholes)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "voiceguide")


def arrows() -> list[tuple[str, str]]:
    return [(module, other) for module in MODULES for other in imports(module)]


def test_every_room_has_its_place() -> None:
    """Every room is in `LEVELS`, and every imported module of the package exists."""
    assert {room_of(module) for module in MODULES} <= set(HEIGHT)
    assert {other for _, other in arrows()} <= set(MODULES)


def test_no_arrow_points_upward() -> None:
    """A room imports only from itself and from rooms below it, so that there is no cycle between rooms."""
    upward = [
        (module, other)
        for module, other in arrows()
        if (here := room_of(module)) != (there := room_of(other)) and HEIGHT[there] >= HEIGHT[here]
    ]
    assert not upward


def test_no_circle_among_files() -> None:
    """No module imports itself by way of others, whether the imports are at the top, inside functions, or only for
    types.
    """
    left = {module: set(imports(module)) for module in MODULES}
    while free := [module for module, needed in left.items() if not needed & left.keys()]:
        for module in free:
            del left[module]
    assert not left


def test_what_is_private_to_a_room_stays_in_it() -> None:
    """A module whose name begins with an underscore is imported only from its own folder."""
    entered = [
        (module, other)
        for module, other in arrows()
        if other.rsplit(".", 1)[-1].startswith("_") and MODULES[other].parent != MODULES[module].parent
    ]
    assert not entered


def test_a_plain_name_is_a_door() -> None:
    """Every module whose name does not begin with an underscore is imported by a module of another folder. Commands and
    engines are exempt, because users choose them by name.
    """
    used = {other for module, other in arrows() if MODULES[other].parent != MODULES[module].parent}
    by_name = {PACKAGE / "cli", PACKAGE / "speech" / "engines"}
    unused = [
        module
        for module, file in MODULES.items()
        if module not in used and not file.name.startswith("_") and file.parent not in by_name
    ]
    assert not unused


def test_the_arrows_are_seen() -> None:
    """The search for imports is itself tested: it finds two imports that `voiceguide.session.stages` is known to have,
    one of them inside a function.
    """
    assert {"voiceguide.plan.fit", "voiceguide.mix.mixer"} <= imports("voiceguide.session.stages")
