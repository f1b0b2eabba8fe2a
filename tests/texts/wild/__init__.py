"""Texts of many forms, each with what a careful reader would hear in it, written before they were read."""
