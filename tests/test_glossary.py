"""The glossary: at any prompt, and as a page of the documents."""

import io
import os
from pathlib import Path

import pytest

from backprop_tutor.blocks.blocks import Block, Equation, Prose
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.dialogue.commands import Command, Word, command
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.glossary.entries import ENTRIES, GlossaryEntry
from backprop_tutor.teaching.glossary.lookup import entries_by_name, entry_told, meaning, term_asked
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.notation import plain
from backprop_tutor.views.text.terminal import Terminal
from backprop_tutor.wording import speak

MAZUR = subject_of(load("mazur"))
CIRCUIT = subject_of(load("circuit"))
PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"
HEAD = """\
# The words of the lesson

At any question, `what is net input` or `? delta` tells a word of this list, with the names of the
network at hand. Here the examples are those of `mazur`.

| word | also | what it means |
|---|---|---|
"""


def words(blocks: tuple[Block, ...]) -> str:
    file = io.StringIO()
    Terminal(plain=True, width=400, colour=False, file=file).show(*blocks)
    return file.getvalue().strip()


def asked(term: str, subject: Subject = MAZUR) -> str:
    return words(meaning(term, subject))


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("is net input", "net input"),
        ("is a partial derivative?", "partial derivative"),
        ("'s the loss", "loss"),
        ("delta", "delta"),
        ("does delta mean?", "delta"),
        ("are weights", "weights"),
        ("a", "a"),
        ("", ""),
    ],
)
def test_the_word_is_found_in_the_question(typed: str, term: str) -> None:
    assert term_asked(typed) == term


@pytest.mark.parametrize(
    "typed",
    ["what is net input", "? net input", "What's a net input?", "what net_input", "?net input"],
)
def test_it_is_heard_at_any_question(typed: str) -> None:
    walk = Walk(Lesson(MAZUR))
    said = words(walk.hear(typed).blocks)
    assert said.startswith("The net input of a neuron is its weighted sum")
    assert said.endswith("net_o1 is one.")
    assert walk.step.name == "net_h1"


def test_a_question_mark_alone_is_help() -> None:
    assert command("?", MAZUR) == Command(Word.HELP, "")


def _names(entry: GlossaryEntry) -> tuple[str, ...]:
    also = () if entry.also is None else tuple(entry.also.english.split(" | "))
    return (entry.term.english, *also)


def test_each_term_and_each_other_name_finds_its_entry_and_no_two_share_one() -> None:
    spellings = [s.casefold() for entry in ENTRIES for s in _names(entry)]
    assert len(spellings) == len(set(spellings)) == len(entries_by_name())
    assert len(ENTRIES) > 35
    for entry in ENTRIES:
        for spelling in _names(entry):
            if spelling not in MAZUR.tape:
                assert asked(f"is {spelling}").startswith(entry.meaning.english[:30]), spelling


def test_an_entry_has_one_to_three_sentences() -> None:
    for entry in ENTRIES:
        told = (entry.meaning, entry.example)
        count = sum(f"{each.english} ".count(". ") for each in told if each is not None)
        assert 1 <= count <= 4, entry.term
        assert entry.meaning.english.endswith("."), entry.term


def test_a_network_without_neurons_is_told_no_example_of_one() -> None:
    assert asked("net input", CIRCUIT).endswith("is applied to it.")
    assert "{" not in "".join(asked(entry.term.english, CIRCUIT) for entry in ENTRIES)


@pytest.mark.parametrize("source", bundled())
def test_the_names_of_each_example_are_on_the_tape(source: str) -> None:
    subject = subject_of(load(source))
    for entry in ENTRIES:
        for part in entry_told(entry, subject.scenario):
            assert (
                not isinstance(part, Name)
                or part.id in subject.tape
                or part.id in (subject.layer_of)
            ), (entry.term, part)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("w5", "w5 is a weight."),
        ("net_h1", "net_h1 is a net input."),
        ("eta", "eta is the learning rate."),
        ("dE_total/dw5", "is a gradient."),
        ("dnet_o1/dw5", "is a partial derivative."),
    ],
)
def test_a_name_of_the_lesson_is_explained_by_what_it_is(name: str, said: str) -> None:
    assert said in asked(f"is {name}").replace("∂", "d").replace("η", "eta")


@pytest.mark.parametrize(
    ("source", "name", "formulas"),
    [
        ("mazur", "E_total", ("E_total = E_o1 + E_o2", "E = ½·(target − out)²")),
        ("mazur", "E_o1", ("E = ½·(target − out)²",)),
        ("siraj-xor", "E_total", ("E = ½·(target − out)²",)),
        ("softmax", "E_total", ("E = −target·ln(out)",)),
    ],
)
def test_a_loss_has_its_formula(source: str, name: str, formulas: tuple[str, ...]) -> None:
    said = asked(f"is {name}", subject_of(load(source)))
    assert all(formula in said for formula in formulas), said
    assert "0." not in said


def test_every_quantity_of_each_role_is_explained() -> None:
    for source in bundled():
        subject = subject_of(load(source))
        seen: set[Role] = set()
        for name, line in subject.tape.items():
            if line.role not in seen:
                seen.add(line.role)
                assert "not in the glossary" not in asked(f"is {name}", subject), name


def test_a_near_miss_is_asked_about_and_anything_else_gets_the_list() -> None:
    assert "Did you mean gradient?" in asked("is gradeint")
    assert "These words are" in asked("is a spaceship")
    assert "net input" in asked("")


def test_accents_neither_hide_a_word_nor_put_it_last() -> None:
    subject = subject_of(load("mazur"))
    speak("fr")
    try:
        assert words(meaning("epoque", subject)) == words(meaning("époque", subject))
        assert "que signifie sigmoïde" in words(meaning("sygmoide", subject)), "not sigmoid"
        listed = words(meaning("", subject))
    finally:
        speak("en")
    assert listed.index("époque") < listed.index(", poids,")


def test_the_page_is_the_same_list() -> None:
    """``DOCS=write pytest tests/test_glossary.py`` writes it anew."""
    page = HEAD
    for entry in ENTRIES:
        term, *also = _names(entry)
        told = Prose(entry_told(entry, MAZUR.scenario))
        text = markdown.document([told]).strip().replace("\n", " ").replace("|", "\\|")
        page += f"| {term} | {', '.join(also)} | {text} |\n"
    if os.environ.get("DOCS") == "write":
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
    terms = [entry.term.english for entry in ENTRIES]
    assert terms == sorted(terms, key=str.casefold)


@pytest.mark.parametrize(
    ("typed", "formula"),
    [
        ("what is gelu", "gelu(x) = 0.5 * x * (1 + erf(x/sqrt(2)))"),
        ("what is Swish", "silu(x) = x*sigmoid(x)"),
        ("what is hard tanh", "hard_tanh(x) = max(-1, min(1, x))"),
        ("what is leaky ReLU", "leaky_relu(x) = max(0.01*x, x)"),
    ],
)
def test_an_activation_without_an_entry_has_its_formula_told(typed: str, formula: str) -> None:
    told = [block for block in meaning(typed, MAZUR) if isinstance(block, Equation)]
    assert [f"{plain(one.left)} = {plain(one.right[0])}" for one in told] == [formula]
