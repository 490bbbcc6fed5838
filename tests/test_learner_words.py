"""The learner's words, hint and indice, are heard in every language; records have English ones."""

from collections.abc import Iterator
from functools import cache

import pytest
from program import Run
from together import together

from backprop_tutor.blocks.blocks import Prose, Table
from backprop_tutor.formula import names
from backprop_tutor.formula.names import COMMANDS, COMMANDS_IN, without_accents
from backprop_tutor.loader import load
from backprop_tutor.progress.place import place_of_record
from backprop_tutor.progress.rows import Event
from backprop_tutor.progress.store import open_record
from backprop_tutor.reading import Read, read
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.dialogue.commands import (
    Command,
    Word,
    command,
    is_for_the_shell,
    leaves,
    looks_up,
    offered,
)
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.glossary.lookup import term_asked
from backprop_tutor.teaching.judging.vocabulary import everything
from backprop_tutor.teaching.lesson.first_page import helped
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.notation import screen
from backprop_tutor.wording import speak, spoken

MAZUR = subject_of(load("mazur"))
LANGUAGES = ("en", "fr")


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


@cache
def lesson() -> Lesson:
    return Lesson(MAZUR, frozenset({Part.FORWARD}))


TYPED: list[tuple[str, Word, str]] = [
    *((said, Word(word), "") for word, said in COMMANDS_IN["fr"].items() if word != "what"),
    *((without_accents(said), Word(word), "") for word, said in COMMANDS_IN["fr"].items()
      if word != "what"),
    ("Indice", Word.HINT, ""),
    ("indice 3", Word.HINT, "3"),
    (":aide", Word.HELP, ""),
    ("pourquoi ?", Word.WHY, ""),
    ("pourquoi\u00a0?", Word.WHY, ""),
    ("why ?", Word.WHY, ""),
    ("RÉSEAU !", Word.NET, ""),
    ("suivant", Word.SKIP, ""),
    ("Précédent", Word.BACK, ""),
    ("sortir", Word.QUIT, ""),
    ("calc 0,5*2", Word.CALC, "0,5*2"),
    ("variation w5 0,001", Word.NUDGE, "w5 0,001"),
    ("qu'est-ce que le delta ?", Word.WHAT, "que le delta ?"),
    ("qu’est-ce qu'un delta ?", Word.WHAT, "qu'un delta ?"),
    ("qu'est ce que le delta ?", Word.WHAT, "que le delta ?"),
    ("Quest ce qu'un delta", Word.WHAT, "qu'un delta"),
    ("c'est quoi un delta ?", Word.WHAT, "que un delta ?"),
    ("C’est quoi, net_h1", Word.WHAT, "que net_h1"),
    ("l'entrée nette, c'est quoi ?", Word.WHAT, "que l'entrée nette"),
    ("que signifie delta", Word.WHAT, "signifie delta"),
    ("idk", Word.HINT, ""),
    ("I don’t know!", Word.HINT, ""),
    ("no idea...", Word.HINT, ""),
    ("Aucune idée", Word.HINT, ""),
]  # fmt: skip


@together("language", LANGUAGES)
@together(("typed", "word", "rest"), TYPED)
def test_a_word_is_heard_in_every_language(
    typed: str, word: Word, rest: str, language: str
) -> None:
    speak(language)
    found = command(typed, MAZUR)
    assert isinstance(found, Command)
    assert (found.word, found.rest) == (word, rest)


def test_what_leaves_and_what_looks_up_before_a_question() -> None:
    assert leaves("quitter") and not leaves("quitter", taken={"quitter"})
    assert looks_up("c'est quoi un delta") and not looks_up("c'est quoi ?")
    assert looks_up("aide") and looks_up("valeurs ?") and looks_up("qu'est-ce que le delta")
    assert not looks_up("passer") and not looks_up("indice")


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("que le delta ?", "delta"),
        ("que la rétropropagation", "rétropropagation"),
        ("qu'une entrée nette\u00a0?", "entrée nette"),
        ("que l'entrée nette", "entrée nette"),
        ("qu’un delta", "delta"),
        ("que un delta ?", "delta"),
        ("signifie delta ?", "delta"),
        ("veut dire out_h1", "out_h1"),
        ("is the net input?", "net input"),
        ("delta", "delta"),
        ("", ""),
    ],
)
def test_what_is_asked_for(typed: str, term: str) -> None:
    assert term_asked(typed) == term


def _said(typed: str) -> str:
    found = command(typed, MAZUR)
    assert isinstance(found, Prose), typed
    return "".join(part for part in found.parts if isinstance(part, str))


def test_a_word_that_is_misspelt() -> None:
    assert "hint" in _said("hnit")
    assert command("pourqoi", MAZUR) is None, "in English no French word is suggested"
    speak("fr")
    for typed, meant in (
        ("hnit", "hint"),
        ("indcie", "indice"),
        ("pourqoi", "pourquoi"),
        ("decomposre", "décomposer"),
        ("réseua", "réseau"),
        ("valeus", "valeurs"),
    ):
        assert meant in _said(typed)
    assert command("out_h3", MAZUR) is None


def test_what_is_completed_is_in_the_language_that_is_spoken() -> None:
    walk = Walk(lesson())
    assert {*COMMANDS} - {*walk.offered()} == {"apart"}, "there is nothing to take apart"
    walk.go_to(next(k for k in range(len(walk.lesson)) if walk.lesson[k].question.terms))
    assert {*COMMANDS} <= {*walk.offered()}
    speak("fr")
    now = walk.offered()
    assert {"indice", "réseau", "calc", "menu", "qu'est-ce que"} <= set(now)
    assert not {"hint", "net", "what", "why"} & set(now)
    assert offered(walk._at_hand, frozenset({Word.HINT}))[0] != "indice"


def test_help_tells_the_words_of_the_language() -> None:
    walk = Walk(lesson())
    speak("fr")
    (table,) = walk.hear("aide").blocks
    assert isinstance(table, Table)
    told = [str(row[0]) for row in table.rows]
    assert {"indice", "décomposer", "variation …", "qu'est-ce que …", "calc …"} <= set(told)
    assert not {"hint", "what is …", "nudge …"} & set(told)
    for word in COMMANDS:
        assert any(each.startswith(names.command_in("fr", word)) for each in told), word


@pytest.mark.parametrize(
    ("name", "formula", "moved"),
    [
        ("mazur", "out_o1*(1-out_o1)", "nudge w5 0.001"),
        ("circuit", "y*(1-x)", "nudge x 0.001"),
        ("skip", "out_o*(1-out_o)", "nudge w5 0.001"),
    ],
)
def test_the_examples_of_help_are_in_the_lessons_own_names(
    name: str, formula: str, moved: str
) -> None:
    scenario = load(name)
    told = " ".join(does for _, does in helped(scenario))
    assert f"such as {formula}" in told
    assert moved in told
    assert is_spoken_of(formula, scenario)


def is_spoken_of(formula: str, scenario: Scenario) -> bool:
    """Whether a formula reads, in the names of a scenario."""
    vocabulary = everything(subject_of(scenario))
    return isinstance(read(formula, vocabulary), Read)


def test_the_record_keeps_the_english_word_and_is_heard_again_alike() -> None:
    french, english = Walk(lesson()), Walk(lesson())
    texts = ("indice", "indice 2", "RÉSEAU", "montrer", "0,5933", "variation w1 0,001", "Passer")
    texts += ("qu'est-ce que le delta ?", "suivant", "hint", "q")
    kept = []
    speak("fr")
    for text in texts:
        heard = french.hear(text).heard
        assert heard is not None
        kept.append(heard)
    assert [heard.typed for heard in kept] == [
        *("hint", "hint 2", "net", "show", "0,5933", "nudge w1 0,001", "skip"),
        *("what que le delta ?", "skip", "hint", "q"),
    ]
    assert [heard.event for heard in kept][:4] == [
        *(Event.HINT, Event.HINT, Event.OTHER, Event.SHOWN),
    ]
    speak("en")
    again = [english.hear(heard.typed).heard for heard in kept]
    assert again == kept


def test_a_comma_that_may_be_either_is_a_decimal_one_in_french() -> None:
    def heard(typed: str) -> Event:
        found = Walk(lesson()).hear(typed).heard
        assert found is not None
        return found.event

    def calculated(typed: str) -> str:
        blocks = Walk(lesson()).hear(typed).blocks
        told = (block for block in blocks if isinstance(block, Prose))
        return "".join(screen(part) for block in told for part in block.parts)

    assert (heard("999,999"), heard("0,3775")) == (Event.INVALID, Event.RIGHT)
    assert "may mean" in calculated("calc 1,476*2")
    speak("fr")
    assert (heard("999,999"), heard("0,3775")) == (Event.WRONG, Event.RIGHT)
    assert calculated("calc 1,476*2") == "1,476 · 2 = 2,952"
    assert "1,626" in calculated("variation w1 1,476"), "0.15 and 1.476 more"


@pytest.mark.parametrize("word", ["indice", "reseau", "decomposer", "quitter", "valeurs", "hint"])
def test_a_word_is_the_name_of_nothing(word: str) -> None:
    assert names.reserved(word, ()) == "it is a command in the lesson"
    assert names.reserved(f"{word}s1", ()) is None


@pytest.mark.parametrize("sitting", [("walk", "mazur"), ("quiz", "mazur", "--seed", "1")])
def test_going_on_speaks_the_language_it_was_begun_in(run: Run, sitting: tuple[str, ...]) -> None:
    run("--lang", "fr", *sitting, "--plain", typed="0,3775\nindice\n")
    status, shown, _ = run(*sitting, "--plain", typed="aide\n")
    assert (status, spoken()) == (0, "fr")
    assert "Un réseau à deux entrées" in shown or sitting[0] == "quiz"
    assert "neurons" not in shown, "no page of it is in English"
    for language in ("en", "fr"):
        run("--lang", language, *sitting, "--plain", typed="help\n")
        assert spoken() == language
    with open_record(place_of_record(None)) as record:
        typed = [row.heard.typed for row in record.rows()]
        (one,) = record.sittings()
    assert typed == ["0,3775", "hint", "help", "help", "help"]
    assert one.options["lang"] == "fr"
    run(*sitting, "--restart", "--plain", typed="help\n")
    assert spoken() == "en"


@pytest.mark.parametrize(
    "typed",
    [
        ".venv/bin/backprop-tutor progress",
        "backprop-tutor",
        r"C:\net\backprop-tutor.exe quiz mazur",
        "python -m backprop_tutor walk",
        "progress",
        "quiz mazur --seed 3",
        "walk --restart",
    ],
)
def test_a_command_of_the_program_is_no_answer(typed: str) -> None:
    reply = Walk(lesson()).hear(typed)
    assert not reply.moved
    assert isinstance(reply.blocks[0], Prose)
    assert "Type quit first" in screen(reply.blocks[0].parts[0])


@pytest.mark.parametrize("typed", ["list*0.5", "check 0.5", "w5", "quizz"])
def test_what_is_like_one_is_judged_as_an_answer(typed: str) -> None:
    assert not is_for_the_shell(typed)
    assert not is_for_the_shell("walk", {"walk"})
