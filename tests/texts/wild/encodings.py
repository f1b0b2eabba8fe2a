"""Plain text from other machines and programs: in other encodings, with other line ends, or as RTF."""

from tests.texts.wild.expecting import Wild, gather

TEXTS: list[Wild] = []
case = gather(TEXTS)

case(
    "rich.rtf",
    r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Helvetica;}}{\info{\title x}}
\pard\b Slow River\b0\par
\par
Sit by the water.\par
(pause 10 seconds)\par
Caf\'e9 sounds fade away.\par
\i [pause for 20 seconds]\i0\par
And rest.\par}""",
    says=["sit by the water", "café sounds fade away", "and rest"],
    never=["helvetica", "pause"],
    title="Slow River",
    pauses={"the water": 10, "fade away": 20},
)
case(
    "u16le.txt",
    "Sit down here, and let the day be.\n(pause 5s)\nThe floor is holding you.\n".encode("utf-16-le"),
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "u16be.txt",
    "Sit down here, and let the day be.\n(pause 5s)\nThe floor is holding you.\n".encode("utf-16-be"),
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "macle.txt",
    b"Sit down here, and let the day be.\r(pause 5s)\rThe floor is holding you.\r",
    says=["sit down here", "the floor is holding you"],
    pauses={"day be": 5},
)
case(
    "macroman.txt",
    "Sit at the café, “your” place.\rLet it be…\r(pause 5s)\rDone.\r".encode("mac_roman"),
    says=["sit at the café your place", "let it be", "done"],
    pauses={"let it be": 5},
)
