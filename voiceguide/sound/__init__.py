"""Backgrounds and bells: made from recipes, or read from a user's own files."""
