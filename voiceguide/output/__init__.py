"""Files that a session can be written to, with their tags and captions."""
