"""Texts of many forms, each with the words and pauses that a careful reader would read aloud. These were written down
before the program had read the text.
"""
