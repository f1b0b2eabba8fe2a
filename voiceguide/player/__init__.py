"""Plays sessions: the ring buffer, the controls, the keys, the screen and the log."""
