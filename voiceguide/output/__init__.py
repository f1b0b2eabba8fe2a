"""Where a session goes: files of every kind, their tags and captions."""
