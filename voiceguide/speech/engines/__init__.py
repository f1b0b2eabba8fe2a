"""Speech engines: one file for each, and one table of them all."""
