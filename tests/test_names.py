"""One word, one meaning: a name means the same thing in the whole package."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.test_arrows import MODULES
from voiceguide.system.plain_text import word_set

THINGS = {"beginning", "matching", "meaning", "pairing", "recording", "ring", "wording"}
"""Words in -ing that are nouns, with which the name of a module may end."""

VERBS = word_set(
    "align choose compose decode denoise encode fetch find make normalise parse read render resolve speak write"
)
"""Verbs that no module's name may contain. Verbs that are nouns as well, such as fit, measure, say and splice, are not
in this set.
"""

PARTICIPLES = word_set("chosen cut done found given heard kept made said seen shown told written")
"""Participles, with which no module's name may end. Before a noun they are allowed: `kept_parts`."""


def test_no_type_has_the_name_of_another() -> None:
    """No two modules define a class or type alias of the same name, also inside a class or function. Private names are
    exempt.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module, file in MODULES.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(module)
            elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
                found[ast.unparse(node.target)].append(module)
    assert "FrameSpan" in found
    assert not {name: modules for name, modules in found.items() if len(modules) > 1 and not name.startswith("_")}


def test_modules_are_named_for_things() -> None:
    """A module is named with a noun, not with a verb: `export`, not `exporting`; `recipe_file`, not `read_recipe`."""
    last_words = {module: module.rpartition(".")[2].rpartition("_")[2] for module in MODULES}
    assert not [module for module, word in last_words.items() if word.endswith("ing") and word not in THINGS]
    verbs = {module for module in MODULES if VERBS & set(module.rpartition(".")[2].split("_"))}
    assert not verbs
    assert not [module for module, word in last_words.items() if word in PARTICIPLES]


def test_test_modules_are_named_for_things() -> None:
    """The name of a module of tests does not end with a word in -ing, unless this word is in `THINGS`."""
    here = Path(__file__).parent
    last_words = {file: file.stem.rpartition("_")[2] for file in here.rglob("test_*.py")}
    assert Path(__file__) in last_words
    assert not [file for file, word in last_words.items() if word.endswith("ing") and word not in THINGS]
