"""Practices as people write them: the model, the parser, the writer, and where practices are found."""
