"""Texts of many forms, each with what a careful reader would read aloud. That was decided before
the program read them.
"""
