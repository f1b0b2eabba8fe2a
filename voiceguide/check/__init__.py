"""The linter. It checks the text of a script as a careful teacher would, and the outlines and plans of its sessions.
Errors are mistakes that stop a session or its file from being made; warnings are things that a careful teacher would
change. Every path and both kinds of session are checked, because a listener may choose any of them.
"""

from voiceguide.check._pronunciations import pronunciations
from voiceguide.check._sessions import session_findings
from voiceguide.check._text import CheckContext, text_findings
from voiceguide.errors import Mistake
from voiceguide.script.model import Script

__all__ = ["CheckContext", "check", "pronunciations"]


def check(script: Script, context: CheckContext) -> list[Mistake]:
    """All findings about a parsed script, errors and warnings, in order of their files and lines; each kind at most
    once per line.
    """
    first: dict[tuple[str, int, str], Mistake] = {}
    for finding in (*text_findings(script, context), *session_findings(script, context)):
        first.setdefault((finding.file, finding.line, finding.code), finding)
    return sorted(first.values(), key=lambda finding: (finding.file, finding.line, finding.severity))
