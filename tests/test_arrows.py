import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "voiceguide"

LEVELS = (
    ("__main__",),
    ("cli",),
    ("recording",),
    ("player", "check", "disclosure", "overview", "report", "sampling", "saving", "saying", "voices"),
    ("session",),
    ("backdrop",),
    ("wishes",),
    ("output",),
    ("mix", "alike"),
    ("timeline",),
    ("plan",),
    ("speech",),
    ("sound",),
    ("script", "dsp"),
    ("person",),
    ("config",),
    ("lengths", "tomlfile"),
    ("errors",),
    ("envelope",),
    ("units", "quiet", "__init__"),
)
"""From the door to the ground: a room may import from the rooms below it, and from itself."""

HEIGHT = {room: -depth for depth, rooms in enumerate(LEVELS) for room in rooms}


def room_of(module: str) -> str:
    return [*module.split("."), "__init__"][1]


def arrows() -> Iterator[tuple[str, str, str]]:
    """(file, its room, the room it imports from), also for imports inside functions."""
    for file in sorted(PACKAGE.rglob("*.py")):
        here = file.relative_to(PACKAGE)
        room = here.parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "voiceguide":
                names = [f"{node.module}.{alias.name}" for alias in node.names] if "." not in node.module else []
                for module in names or [node.module]:
                    known = room_of(module) if room_of(module) in HEIGHT else "__init__"
                    yield str(here), room, known
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] == "voiceguide":
                        yield str(here), room, room_of(alias.name)


def test_every_room_has_its_place() -> None:
    """No room stands outside the picture."""
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
    assert rooms <= set(HEIGHT)


def test_no_arrow_points_upward() -> None:
    """A room imports only from itself and from rooms below it, so there is no circle between rooms."""
    upward = [arrow for arrow in set(arrows()) if arrow[1] != arrow[2] and HEIGHT[arrow[2]] >= HEIGHT[arrow[1]]]
    assert not sorted(upward)


def test_the_arrows_are_seen() -> None:
    """The looking itself works: arrows known to be there are found, also those inside functions."""
    assert {("session.py", "session", "plan"), ("session.py", "session", "mix")} <= set(arrows())
