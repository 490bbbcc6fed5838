"""What the bundled scenarios say: the same in each language, and French as it is printed."""

import json
import re
from collections.abc import Iterator

import pytest
from program import Run

from backprop_tutor.loader import bundled, load
from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.variants.variants import variant
from backprop_tutor.views.text.layout import ASCII, UNICODE, Signs, text_of
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.wording import speak

GREEK = "U+03BB"
"""λ, which the prose writes out beside it for screens that do not show it."""
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


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


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
    assert "" not in texts or re.match("Matt|Andrej|Siraj|Aidan", texts[""]), "who wrote it"


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


def _printed(run: Run, *arguments: str, typed: str = "") -> str:
    code, printed, remarked = run(*arguments, "--lang", "fr", typed=typed)
    assert (code, remarked) == (0, "")
    return printed.replace("\u00a0", " ")


def test_what_is_shown_is_in_the_language_that_is_asked_for(run: Run) -> None:
    title = "Un exemple de rétropropagation pas à pas"
    assert {each["title"] for each in json.loads(_printed(run, "list", "--json"))} >= {title}
    assert "remonter une couche cachée" in _printed(run, "list", "--plain")
    assert title in _printed(run, "train", "mazur", "--after", "1", "--plain")
    assert title in _printed(run, "quiz", "mazur", "--plain", typed="quitter\nquit\n")
    shown = _printed(run, "show", "mazur", "--plain")
    assert title in shown
    assert "Les deux biais sont utilisés, mais n'apprennent pas ici : l'exemple" in shown
    walked = _printed(run, "walk", "mazur", "--only", "w5", "--auto", "--plain")
    assert "qu'une fois tous les gradients connus" in walked
    assert _printed(run, "export", "mazur").startswith(f"# {title}\n")
    source = _printed(run, "show", "defend-intelligence", "--plain")
    assert "la vidéo « BACKPROPAGATION algorithm »" in source
    assert "La vidéo ne précise pas w1 ; 0,30 a été choisi" in source


@pytest.mark.parametrize("name", ["mazur", "house", "defend-intelligence"])
def test_a_variant_says_what_is_true_of_it_in_both_languages(name: str) -> None:
    """What speaks of the file's own numbers is left out, of each language alike."""
    kept = []
    for language in LANGUAGES:
        speak(language)
        drawn = variant(load(name), 1)
        kept.append((in_learners_language(drawn.about).count("\n\n"), list(drawn.notes)))
    assert kept[0] == kept[1]
    whole = load(name).about.in_language("en").count("\n\n")
    assert kept[0][0] == whole, "one paragraph is left out, and that it is a variant is said"


@pytest.mark.parametrize("signs", [UNICODE, ASCII])
def test_no_row_begins_with_a_sign(signs: Signs) -> None:
    speak("fr")
    for scenario in map(load, bundled()):
        blocks = (*first_page.title(scenario), *first_page.notes_on_given(scenario))
        for width in (36, 43, 60, 76):
            drawn = [row for block in blocks for row in rows_of(block, width, signs)]
            rows = [row for row in (text_of(each).strip("│ ") for each in drawn) if row]
            assert [row for row in rows if row[0] in ":;?!»"] == []
            assert [
                row for row in rows if row.endswith("«") or "U+0" in row.replace(GREEK, "")
            ] == []
