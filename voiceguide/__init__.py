"""Voice-guided meditation of exactly the length you choose."""

__version__ = "0.1.0"
