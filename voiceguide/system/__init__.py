"""The operating system's business: files, the keyboard, other programs, downloads, sleep."""
