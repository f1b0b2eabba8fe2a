"""MP3 files: encoded in spans by several threads, and laid into one stream."""
