from dataclasses import astuple, fields, make_dataclass, replace
from typing import Any

import pytest

from voiceguide.sound._recipe import Drift, Follow, Grains, Noise, Recipe, Rolls, Strikes, Tones, Waves
from voiceguide.sound.backgrounds import loop_key

NOISE = Noise("hush", -3.0, 0.5, (("tide", 2.0),), -3.0, (20.0, 9_000.0), 12.0, ((100.0, 1.0),))


def recipe(layer: Noise) -> Recipe:
    return Recipe("calm", "Calm", "A hush.", "background", 7, 0.0, (Drift("tide", 9.0, 0.5),), (layer,))


def test_a_loop_keeps_its_name_where_a_class_is_called_otherwise() -> None:
    """The key under which a loop is stored depends only on the values of its recipe. So when a class in the code is
    renamed, no loop is rendered again.
    """
    other = make_dataclass("Hiss", [], bases=(Noise,), frozen=True)(*astuple(NOISE))
    assert loop_key(recipe(other)) == loop_key(recipe(NOISE))


def test_every_number_of_a_recipe_is_in_its_key() -> None:
    """A change of any number in a recipe changes its key."""
    assert loop_key(recipe(replace(NOISE, slope=-3.1))) != loop_key(recipe(NOISE))


@pytest.mark.parametrize("kinds", [(Noise, Grains, Tones, Strikes), (Drift, Waves, Rolls, Follow)])
def test_values_alone_tell_layers_and_swells_apart(kinds: tuple[Any, ...]) -> None:
    """The key of a loop contains the values of a layer or swell, but not its kind. So no two kinds may have fields of
    the same types in the same order.
    """
    shapes = [tuple(str(field.type) for field in fields(kind)) for kind in kinds]
    assert len(set(shapes)) == len(kinds)
