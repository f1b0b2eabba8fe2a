"""The version of voiceguide, which files and `--version` tell."""

from typing import Final

__version__: Final = "0.1.0"
