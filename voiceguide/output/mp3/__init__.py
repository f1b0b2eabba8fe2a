"""MP3 files: encoded in stretches by several threads, and joined into one stream as they come."""
