"""French pages are French: no English word, no decimal point, elisions and spaces where due."""

import re
from pathlib import Path

import pytest
from catalogues import catalogue_files, read_catalogue
from french import COMMONEST, OURS, faults

GOLDEN = Path(__file__).parent / "golden"
# Golden pages in a folder fr, or named mazur.fr.txt.
PAGES = sorted(
    path
    for path in GOLDEN.rglob("*")
    if path.is_file() and ("fr" in path.relative_to(GOLDEN).parts or ".fr." in path.name)
)

WRONG = [
    ("Le coût vaut 0.298371.", "a decimal point"),
    ("entre 1.5 et 2", "a decimal point"),
    ("une valeur d' entrée", "a space behind an apostrophe"),
    ("ce qu’ on veut", "a space behind an apostrophe"),
    ("le entrée nette", "no elision"),
    ("la erreur", "no elision"),
    ("la valeur de out_h1", "no elision"),
    ("parce que il", "no elision"),
    ("Si il change", "no elision"),
    ("Pourquoi?", "no space before a sign"),
    ("Un indice:", "no space before a sign"),
    ("a; b", "no space before a sign"),
    ("Juste!", "no space before a sign"),
    ("le mot «biais»", "no space inside quotes"),
    ("Correct. The error is", "an English word"),
    ("la valeur is", "an English word"),
    ("un weight", "an English word"),
    ("Value : 0,5", "an English word"),
]


@pytest.mark.parametrize(("text", "what"), WRONG)
def test_what_is_wrong_is_found(text: str, what: str) -> None:
    assert what in {fault for _, fault, _ in faults(f"Bonjour.\n{text}\n")}
    assert {line for line, _, _ in faults(f"Bonjour.\n{text}\n")} == {2}
    among_code = f"Pour continuer :\nbackprop-tutor walk mazur\n{text}\n```\n0.5\n```\n"
    assert {line for line, _, _ in faults(among_code)} == {3}


RIGHT = [
    "Le coût vaut 0,298371 ; il baisse.",
    "Pourquoi ? Parce que l'entrée nette change d'un neurone à l'autre.",
    "Tapez « indice » : il y en a trois.",
    "max(0 ; net_h1) et out_h1 = 0,593270",
    "D'après Matt Mazur, « A Step by Step Backpropagation Example ».",
    "Pour continuer :\nbackprop-tutor train mazur --rate 0.5",
    "Dans mazur.yaml:8:14, `rate: 0.5` est le taux.",
    "```yaml\nlearning_rate: 0.5\n```",
    "la dérivée par rapport à y, de x à z",
    "$`0{,}5 \\cdot out`$",
    "le onzième pas, le oui",
    "target_o1, net_h1, E_total",
    "E = −target·ln(out)",
    "½·(target − out)²",
    "2 500 pas",
    "Ajoutez au fichier learning_rate: 0.5 ou method: error_split, et rien d'autre.",
    "la dérivée de u",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left(text: str) -> None:
    assert list(faults(text)) == []


def test_the_list_of_words_is_long() -> None:
    assert len(COMMONEST) >= 300
    assert {"the", "is", "weight"} <= COMMONEST | OURS


def test_a_french_page_is_french() -> None:
    for page in PAGES:
        found = sorted(faults(page.read_text(encoding="utf-8")))
        assert found == [], f"{page.name}: {found[:12]}"


_OF_FILES = ("backprop_tutor/cli/", "backprop_tutor/loader/")
_YAML = re.compile(r"\{\{.*?\}\}|\w+: \[.*\]|(?<=«\u00a0)[\wé]+: [^»]*")
_KEYS = {"given", "layers", "loss", "state", "update"}
_FUNCTIONS = {"where", "hard"}


def test_a_french_sentence_is_french() -> None:
    """A message about a file or a command line quotes keys and numbers as they stand there.

    And where is a function, and so is hard tanh.
    """
    (file,) = (file for file in catalogue_files() if file.parts[-3] == "fr")
    for message in read_catalogue(file):
        of_files = all(path.startswith(_OF_FILES) for path, _ in message.locations)
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            found = faults(_YAML.sub("", str(said)))
            quoted = {"0.5", "0.9", "0.01", "0.15", "0.20", *_KEYS} if of_files else _FUNCTIONS
            assert not message.id or [each for each in found if each[2] not in quoted] == [], said


def test_no_french_sentence_is_broken_before_its_sign() -> None:
    """The space before a colon is one at which no line ends."""
    (file,) = (file for file in catalogue_files() if file.parts[-3] == "fr")
    for message in read_catalogue(file):
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not message.id or not re.search(r"\S [:;!»]|« |\w \?(?!\w)", str(said)), said
