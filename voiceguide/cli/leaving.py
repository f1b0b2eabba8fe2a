"""What is said of an error."""

from voiceguide.errors import ScriptError, VoiceguideError


def told(error: VoiceguideError) -> str:
    """What is said of an error: mistakes of a script by their places alone, as editors read them."""
    return str(error) if isinstance(error, ScriptError) else f"voiceguide: {error}"
