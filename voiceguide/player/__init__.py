"""A session while it is heard: the ring, the controls, the keys, the screen, the log."""
