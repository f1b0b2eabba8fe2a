"""From a timeline to samples, as a pure function."""
