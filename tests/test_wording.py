"""The room of words: sentences and their holes, languages, and catalogues of any quality."""

import os
import random
import re
import struct
from collections.abc import Iterator
from fractions import Fraction
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from catalogues import (
    catalogue_files,
    compile_catalogue,
    extracted,
    read_catalogue,
    write_catalogue,
)
from program import Run

from backprop_tutor.invocation import Program
from backprop_tutor.teaching.glossary import lookup
from backprop_tutor.wording import (
    catalogue,
    in_quotes,
    language,
    language_of,
    languages,
    listed_and,
    listed_or,
    marked,
    marked_in,
    say,
    say_in,
    say_so_many,
    speak,
    spoken,
    text,
    text_in,
    text_listed_and,
    text_listed_or,
    text_so_many,
    text_with_semicolons,
    with_commas,
)
from backprop_tutor.wording.message import template

HALF = Fraction(1, 2)
"""Stands for mathematics: the door takes whatever a paragraph can hold."""


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


def test_what_is_said_stands_where_its_hole_stood() -> None:
    assert say("{half} of {what} is {n}.", half=HALF, what="two", n=1) == (HALF, " of two is 1.")
    assert say("one {half}{half} two", half=HALF) == ("one ", HALF, HALF, " two")
    assert say("a {parts} b", parts=("x ", HALF, " y")) == ("a x ", HALF, " y b")
    assert say("{nothing}", nothing=()) == say("{nothing}", nothing="") == ()
    assert say("{{a}} is {a}", a="set") == ("{a} is set",)
    assert text("{a} and {{b}}, {n}", a="{b}", n=2) == "{b} and {b}, 2"


def test_a_hole_that_gets_nothing_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        say("{half} of {what}", half=HALF)
    with pytest.raises(KeyError):
        text("{what}")


@pytest.mark.parametrize("wrong", ["{a!r}", "{a:>3}", "{a.b}", "{a[0]}", "{0}", "{}", "{a", "a}"])
def test_a_hole_is_a_name_alone(wrong: str) -> None:
    with pytest.raises(ValueError):
        template(wrong)


def test_so_many() -> None:
    def steps(n: int) -> str:
        return text_so_many("one step", "{n} steps", n)

    assert [steps(n) for n in (0, 1, 2)] == ["0 steps", "one step", "2 steps"]
    assert say_so_many("{a} moves", "{a} move", 2, a=HALF) == (HALF, " move")


def test_several_things_in_a_row() -> None:
    assert [text_listed_and(["a", "b", "c"][:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert text_listed_or(["a", "b", "c"]) == "a, b or c"
    assert listed_and([HALF, HALF]) == (HALF, " and ", HALF)
    assert listed_or(["a", HALF]) == ("a or ", HALF)
    assert with_commas(["a", HALF, "b"]) == ("a, ", HALF, ", b")
    assert with_commas([]) == ("",)


# A language with what can be wrong in it.


PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "{half} of {what}"
msgstr "de {what}, {half}"

msgid "one step"
msgid_plural "{n} steps"
msgstr[0] "{n} pas"
msgstr[1] "{n} pas en tout"

msgid "one {half}"
msgid_plural "{n} {half}"
msgstr[0] "un {demi}"
msgstr[1] "{n} {half} fois"

msgid "weight"
msgstr "poids"

msgctxt "on a scale"
msgid "weight"
msgstr "masse"

msgctxt "glossary"
msgid "weight"
msgstr "Poids"

msgctxt "glossary"
msgid "weights | w"
msgstr "poids des arcs | pondération"

msgid "fewer {a} {b}"
msgstr "moins {a}"

msgid "more {a}"
msgstr "plus {a} {b}"

msgid "braces {a}"
msgstr "{a"

msgid "not yet"
msgstr ""

msgctxt "list"
msgid "{before} and {last}"
msgstr "{before} et {last}"
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the catalogue of a language that is made for a test, with all else away."""
    file = tmp_path / "fr" / "LC_MESSAGES" / f"{language.DOMAIN}.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO, encoding="utf-8")
    monkeypatch.setattr(language, "LOCALE", tmp_path)
    compile_catalogue(file)
    return file.with_suffix(".mo")


def test_another_language_has_its_own_order_and_its_own_plural(made: Path) -> None:
    assert made.exists()
    speak("fr")
    assert spoken() == "fr"
    assert say("{half} of {what}", half=HALF, what="x") == ("de x, ", HALF)
    said = [text_so_many("one step", "{n} steps", n) for n in (0, 1, 2)]
    assert said == ["0 pas", "1 pas", "2 pas en tout"]
    assert (text("weight"), text_in("on a scale", "weight")) == ("poids", "masse")
    assert say_in("on a scale", "weight") == ("masse",)
    assert text_in("in a gym", "weight") == "weight"
    assert text_listed_and(["a", "b", "c"]) == "a, b et c"


def test_what_data_holds_is_said_in_the_language_of_then(made: Path) -> None:
    assert made.exists()
    kept, other = marked("weight"), marked_in("on a scale", "weight")
    assert not isinstance(kept, str)
    speak("fr")
    assert (text(kept), text(other), say(kept)) == ("poids", "masse", ("poids",))
    speak("en")
    assert (text(kept), text(other)) == ("weight", "weight")


def test_a_text_with_other_holes_is_not_used(made: Path) -> None:
    assert made.exists()
    speak("fr")
    assert text("fewer {a} {b}", a=1, b=2) == "fewer 1 2"
    assert text("more {a}", a=1) == "more 1"
    assert text("braces {a}", a=1) == "braces 1"
    assert text("not yet") == "not yet"
    assert text("of a newer version {a}", a=1) == "of a newer version 1"
    assert text_so_many("one {half}", "{n} {half}", 1, half="½") == "one ½"
    assert text_so_many("one {half}", "{n} {half}", 2, half="½") == "2 ½ fois"


def test_the_glossary_knows_its_words_in_english_and_in_the_language(made: Path) -> None:
    assert made.exists()
    lookup._entries_by_name.cache_clear()
    speak("fr")
    found = lookup.entries_by_name()
    names = ("poids", "poids des arcs", "pondération", "weight", "weights", "w")
    assert len({id(found[name]) for name in names}) == 1
    lookup._entries_by_name.cache_clear()


def test_no_catalogue_is_english(made: Path) -> None:
    made.unlink()
    for unknown in ("fr", "xx", "", "../fr", "en"):
        speak(unknown)
        assert spoken() == "en"
        assert text("weight") == "weight"


def test_a_damaged_catalogue_is_english_at_worst(made: Path) -> None:
    whole, dice = made.read_bytes(), random.Random(7)
    damaged = [whole[:length] for length in range(0, len(whole), 7)]
    for _ in range(300):
        bytes_ = bytearray(whole)
        for _ in range(dice.choice((1, 1, 4))):
            bytes_[dice.randrange(len(bytes_))] = dice.randrange(256)
        damaged.append(bytes(bytes_))
    spoken_in = set()
    for each in damaged:
        made.write_bytes(each)
        speak("fr")
        spoken_in.add(spoken())
        assert HALF in say("{half} of {what}", half=HALF, what="x")
        assert text_so_many("one step", "{n} steps", 2)
        assert text("weight")
    assert spoken_in == {"en", "fr"}


def test_what_is_found_is_what_gettext_finds(made: Path) -> None:
    speak("fr")
    with made.open("rb") as file:
        theirs = GNUTranslations(file)
    assert theirs.gettext("weight") == text("weight") == "poids"
    assert theirs.pgettext("on a scale", "weight") == text_in("on a scale", "weight")
    for n in range(4):
        said = theirs.ngettext("one step", "{n} steps", n).format(n=n)
        assert said == text_so_many("one step", "{n} steps", n)


@pytest.mark.parametrize("rule", ["1/0", "n%0", "n +", "n ** 9", "-(n)", "7", "import os"])
def test_a_rule_of_plurals_that_is_nonsense_is_english(made: Path, rule: str) -> None:
    raw = PO.replace("(n > 1)", rule).encode()
    made.write_bytes(_mo_of(raw))
    speak("fr")
    assert text_so_many("one step", "{n} steps", 2) in {"2 steps", "2 pas en tout", "2 pas"}


def _mo_of(po: bytes) -> bytes:
    """Return a catalogue as gettext reads it, whatever its header says."""
    pairs = [
        ("", re.search(rb"Plural-Forms: [^\\]*", po)[0].decode() + "\n"),  # type: ignore[index]
        ("one step\0{n} steps", "{n} pas\0{n} pas en tout"),
    ]
    keys = [key.encode() for key, _ in pairs]
    values = [value.encode() for _, value in pairs]
    start = 28 + 16 * len(pairs)
    offsets, data = [], b""
    for each in (*keys, *values):
        offsets.append((len(each), start + len(data)))
        data += each + b"\0"
    table = b"".join(struct.pack("<II", *each) for each in offsets)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + table + data


def test_english_loads_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a catalogue is loaded")

    monkeypatch.setattr(catalogue.Catalogue, "__init__", refuse)
    speak("en")
    assert text("weight") == "weight"


ENVIRONMENTS: list[tuple[dict[str, str], str]] = [
    ({}, "en"),
    ({"LANG": "fr_FR.UTF-8"}, "fr"),
    ({"LANG": "fr"}, "fr"),
    ({"LANG": "C.UTF-8"}, "en"),
    ({"LANG": "POSIX"}, "en"),
    ({"LANG": "tlh_QO"}, "en"),
    ({"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "en"),
    ({"LC_ALL": "", "LC_MESSAGES": "fr_CA@euro", "LANG": "en_US"}, "fr"),
    ({"LANGUAGE": "tlh:fr:en", "LANG": "en_US.UTF-8"}, "fr"),
    ({"LANGUAGE": "en:fr"}, "en"),
    ({"LANGUAGE": "tlh", "LANG": "fr"}, "en"),
    ({"BACKPROP_TUTOR_LANG": "fr", "LC_ALL": "en_US"}, "fr"),
    ({"BACKPROP_TUTOR_LANG": "FR-ca", "LANG": "C"}, "fr"),
    ({"BACKPROP_TUTOR_LANG": "en", "LANG": "fr_FR.UTF-8"}, "en"),
    ({"BACKPROP_TUTOR_LANG": "../fr"}, "en"),
]


@pytest.mark.parametrize(("environment", "asked"), ENVIRONMENTS)
def test_the_language_that_an_environment_asks_for(environment: dict[str, str], asked: str) -> None:
    assert language_of(environment) == asked


def test_what_was_typed_stands_in_quotes_as_it_is() -> None:
    assert in_quotes("0.5") == "'0.5'"
    speak("fr")
    assert in_quotes("0.5") == "«\u00a00.5\u00a0»"
    assert text_with_semicolons(["0,5", "1"]) == "0,5\u00a0; 1"


# The command line.


def test_a_command_line_says_its_language(run: Run, made: Path) -> None:
    assert made.exists()
    assert run("--lang", "xx", "list") == (2, "", "--lang: 'xx' is not one of en, fr\n")
    assert run("list", "--lang") == (2, "", "--lang needs a value: --lang LANGUAGE\n")
    for arguments in (("--lang", "fr", "list"), ("list", "--lang=fr"), ("list", "--lang", "fr")):
        assert run(*arguments)[0] == 0
        assert spoken() == "fr"
    assert run("list")[0] == 0
    assert spoken() == "en"
    made.unlink()
    assert run("list", "--lang", "fr")[:2] == run("list")[:2], "no catalogue is no error"


def test_an_environment_says_the_language(
    run: Run, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made.exists()
    monkeypatch.setitem(os.environ, "BACKPROP_TUTOR_LANG", "fr")
    run("list")
    assert spoken() == "fr"
    run("list", "--lang", "en")
    assert spoken() == "en"


def test_what_is_told_to_be_typed_keeps_the_language(run: Run) -> None:
    assert Program(language="fr").command("walk", "mazur") == "backprop-tutor walk mazur --lang fr"
    assert "backprop-tutor walk --lang fr" in run("--lang", "fr")[1]
    assert "--lang" not in run()[1]


# The catalogues of the program.


def test_the_catalogues_are_those_of_the_source() -> None:
    """``CATALOGUE=write pytest tests/test_wording.py`` puts what is new into each of them."""
    assert set(languages()) == {"en", *(file.parts[-3] for file in catalogue_files())} >= {"fr"}
    for file in catalogue_files():
        if os.environ.get("CATALOGUE") == "write":
            catalogue = read_catalogue(file)
            catalogue.update(extracted(), no_fuzzy_matching=True)
            write_catalogue(file, catalogue)
        catalogue = read_catalogue(file)
        wanted, there = _keys(extracted()), _keys(catalogue)
        assert there - wanted == set(), "said nowhere any more"
        assert wanted - there == set(), "not yet in the catalogue"
        assert not catalogue.obsolete


def _keys(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalogue if message.id}


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parts[-3])
def test_every_message_is_translated(file: Path) -> None:
    for message in read_catalogue(file):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.id or all(said), message.id


@pytest.mark.parametrize("file", catalogue_files(), ids=lambda file: file.parts[-3])
def test_a_translation_has_the_holes_of_its_message(file: Path) -> None:
    for message in read_catalogue(file):
        if message.id and message.string:
            assert not message.fuzzy, message.id
            assert _faults(message) == [], message.id


def _faults(message: Message) -> list[str]:
    """Return the translations that leave a hole out, or have one too many."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    optional = {"n"} if len(ids) > 1 else set()
    wanted = template(ids[-1]).holes
    return [
        each
        for each in strings
        if each and not wanted - optional <= template(each).holes <= wanted | optional
    ]
