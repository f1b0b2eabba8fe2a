"""A session while it is heard: the ring, the deck, the keys, the screen, the log."""
