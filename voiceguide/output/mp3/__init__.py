"""MP3 files: encoded in spans by several threads, and joined into one stream."""
