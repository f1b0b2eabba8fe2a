"""A person's own recordings of a practice: the sheet of its lines, the microphone, and long takes cut into lines."""
