"""What we need from the operating system: files, the keyboard, other programs, downloads, staying awake."""
