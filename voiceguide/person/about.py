"""What to know before listening: what this program is not, when to stop, and where to find help."""

from typing import Final

ABOUT: Final = """\
What this is
  Guided practices for rest, and for being a friend to yourself. They are not
  treatment, and no replacement for a doctor or a therapist.

Where not to listen
  Not while driving, and not while anything else needs you wide awake.

You may stop
  At any time, without a reason. You can open your eyes, move, or leave things
  out. While a session plays, the key g plays a short practice that brings you
  back to the room, and q stops.

When kindness hurts
  Kindness can make you feel worse at times: sad, numb, angry or afraid. This
  is called backdraft. It happens to many people, and it is nobody's fault.
  You can stop, feel the soles of your feet, look around, have something warm
  to drink, or stroke a dog. Because of it, practices begin gently;
  'voiceguide checkin' lets you choose. If listening keeps making things
  worse, stop using it, and speak with someone who knows about this: a doctor,
  or a therapist.

When to practise with somebody
  Do not practise alone if you sometimes lose touch with what is real, as in a
  psychosis, if something terrible happened to you not long ago, or if you
  think of taking your own life. Tell a doctor or a therapist before you begin,
  have somebody near, and choose short practices, with your eyes open and the
  ground under you. If you are in danger now, the next lines are for you.

In a crisis
  If you or somebody else could come to harm, call your local emergency number,
  or go to the nearest hospital. You can also turn to a doctor, to someone you
  trust, or to a crisis line of your country: to find one, search for "crisis
  line" and the name of your country. Many of them listen day and night. You
  need not wait for the worst night of all before you call.
"""

_ON_A_TERMINAL: Final = (
    "While a session plays, the key g plays a short practice that brings you\n  back to the room, and q stops."
)
_CHECKIN: Final = ";\n  'voiceguide checkin' lets you choose"


def about_parts(while_it_plays: str) -> tuple[tuple[str, str], ...]:
    """(heading, paragraph) of each part, for the web page. `while_it_plays` replaces the sentence about the keys, and
    the command that starts the check-in is left out.
    """
    parts: list[tuple[str, str]] = []
    for block in ABOUT.replace(_ON_A_TERMINAL, while_it_plays).replace(_CHECKIN, "").strip().split("\n\n"):
        title, *lines = block.split("\n")
        parts.append((title, " ".join(line.strip() for line in lines)))
    return tuple(parts)
