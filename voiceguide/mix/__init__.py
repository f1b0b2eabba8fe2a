"""Timeline to samples, as a pure function; and the measuring of what came out."""
