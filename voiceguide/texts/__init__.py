"""Makes a practice from any text that people have. Each form of text has a reader, and one table lists the readers.
What they read is then understood in one way for all forms.
"""
