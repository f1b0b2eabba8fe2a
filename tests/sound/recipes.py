"""Reads recipes from files."""

from pathlib import Path

from voiceguide.sound._recipe import Recipe
from voiceguide.sound._recipe_file import recipe_from
from voiceguide.sound._toml_table import read_table


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from a file. Its name is that of the file without the ending. Raises `RecipeError` and
    `AudioFileError`.
    """
    return recipe_from(read_table(path), path.stem)
