"""Makes a practice from any text that people have. Each form of text has a reader, and one table lists the readers.
A reader divides its text into passages. These are then interpreted in the same way for all forms.
"""
