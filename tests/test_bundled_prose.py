"""What the bundled scenarios say: the same in each language, and French as it is printed."""

import re
from collections.abc import Iterator

import pytest

from backprop_tutor.loader import bundled, load
from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.scenario.scenario import Scenario

LANGUAGES = ["en", "fr"]
DECIMAL = re.compile(r"\d+[.,]\d+")
NAME = re.compile(r"\b(?:[a-z]\d+|[A-Za-z]+_\w+(?:/\w+)?)\b")
COMMAND = re.compile(r"backprop-tutor .*")
MISPRINTS = {
    "a space that a row may end at": r" [;:?!»]|« ",
    "no space before a sign": r"[^\s\u00a0][;?!»]|[^\s\u00a0]:(?=\s|$)|«[^\u00a0]",
    "a decimal point": r"\d\.\d",
    "no elision": r"\b(?:[cdjlmnst]|qu|[Qq]ue|[Ll][ea]|de|ne|se)(?:' | (?!ou\b)(?=[aeéèêiouy]\w))",
}


def _prose(scenario: Scenario) -> Iterator[ByLanguage]:
    yield scenario.title
    yield scenario.about
    yield from scenario.notes.values()
    yield from (erratum.note for erratum in scenario.errata)
    yield from (stop.teaches for stop in scenario.course)


@pytest.mark.parametrize("name", bundled())
def test_a_text_says_the_same_in_both_languages(name: str) -> None:
    for text in _prose(load(name)):
        assert list(text.texts) == LANGUAGES
        english, french = text.texts.values()
        assert [found.replace(".", ",") for found in DECIMAL.findall(english)] == [
            found.replace(".", ",") for found in DECIMAL.findall(french)
        ]
        assert {*NAME.findall(english)} == {*NAME.findall(french)}
        assert english.count("\n\n") == french.count("\n\n")
        assert COMMAND.findall(english) == COMMAND.findall(french)


@pytest.mark.parametrize("name", bundled())
def test_a_source_is_a_name_or_is_told_in_both_languages(name: str) -> None:
    texts = load(name).source.texts
    assert list(texts) in ([], [""], LANGUAGES)
    assert "" not in texts or re.match("Matt|Andrej|Siraj", texts[""]), "who wrote it"


@pytest.mark.parametrize("name", bundled())
def test_french_is_printed_as_french_is(name: str) -> None:
    scenario = load(name)
    for text in (*_prose(scenario), scenario.source):
        french = COMMAND.sub("", text.texts.get("fr", ""))
        for what, misprint in MISPRINTS.items():
            assert not re.search(misprint, french), (what, french)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a space that a row may end at", "Pourquoi ?"),
        ("no space before a sign", "Ici: rien"),
        ("a decimal point", "0.5"),
        ("no elision", "la entrée"),
        ("no elision", "d' un"),
    ],
)
def test_a_misprint_would_be_found(what: str, said: str) -> None:
    assert re.search(MISPRINTS[what], said)
    assert not re.search(
        MISPRINTS[what], "Voici\u00a0: l'entrée d'un neurone vaut 0,5\u00a0; bien."
    )
