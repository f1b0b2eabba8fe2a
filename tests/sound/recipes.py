"""Recipes as they are read from files."""

from pathlib import Path

from voiceguide.sound._recipe import Recipe
from voiceguide.sound._recipe_file import recipe_from
from voiceguide.sound._toml_table import read_table


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file; its name is the file's. Raises `RecipeError`, `AudioFileError`."""
    return recipe_from(read_table(path), path.stem)
