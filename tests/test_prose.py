r"""An author's prose: paragraphs, lists, and formulas between dollar signs."""

from time import perf_counter

import pytest

from backprop_tutor.blocks.blocks import Block, Bullets, Prose, Table, Tone
from backprop_tutor.errors import ScenarioError
from backprop_tutor.formula.expression import Expr, Name
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import load_text
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.prose import passages, runs
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.lesson import first_page
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.authors_words import authors_blocks
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import variant
from backprop_tutor.views.html import page
from backprop_tutor.views.markdown import markdown
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.wording import speak

NEURON = """\
version: 1
title: One neuron
inputs: {x: 0.5}
targets: {y: 1}
layers:
  - {neurons: [y], activation: sigmoid, weights: [{w: 0.4}], bias: {b: 0.1}}
loss: half_squared_error
learning_rate: 0.5
"""
ABOUT = r"""about: |
  The net input is $net_y = w*x + b$, and it
  costs \$5.

  What you do:

  - work out $dE_total/dw = dE_total/dnet_y*x$;
  - look at $1/2*(t_y - y)^2 ≈ 0.125$,
    and go on.

  That is all.
"""


def _with(about: str) -> Scenario:
    return load_text(NEURON + about, "t.yaml")


def _told(about: str) -> list[Block]:
    scenario = _with(about)
    return list(authors_blocks(scenario.about, scenario))


def _spelled(parts: tuple[object, ...]) -> str:
    """Return a paragraph with its formulas as they are typed, in brackets."""
    return "".join(one if isinstance(one, str) else f"[{typed(one)}]" for one in parts)  # type: ignore[arg-type]


PASSAGES = [
    ("One.", [(False, "One.")]),
    ("One\ntwo.\n\nThree.", [(False, "One two."), (False, "Three.")]),
    ("- a\n- b", [(True, "a"), (True, "b")]),
    ("A:\n- a\n  more\n- b\n\nB.", [(False, "A:"), (True, "a   more"), (True, "b"), (False, "B.")]),
    ("- a\n\n- b", [(True, "a"), (True, "b")]),
    ("  - a", [(True, "a")]),
    ("-1 is no item", [(False, "-1 is no item")]),
    ("a - b", [(False, "a - b")]),
    ("- ", [(False, "- ")]),
    ("", []),
    (" \n\n ", []),
]  # fmt: skip


@pytest.mark.parametrize(("prose", "expected"), PASSAGES)
def test_paragraphs_and_items(prose: str, expected: list[tuple[bool, str]]) -> None:
    found = list(passages(prose))
    assert [(one.is_item, one.text) for one in found] == expected
    for one in found:
        here = prose[one.start : one.start + len(one.text)]
        assert here.replace("\n", " ") == one.text


RUNS = [
    ("a", [(False, "a")]),
    ("a $b$ c", [(False, "a "), (True, "b"), (False, " c")]),
    ("$b$", [(True, "b")]),
    (r"\$5 and \$6", [(False, "$5 and $6")]),
    (r"$a$\$", [(True, "a"), (False, "$")]),
    ("$a$$b$", [(True, "a"), (True, "b")]),
    ("$$", [(True, "")]),
]


@pytest.mark.parametrize(("passage", "expected"), RUNS)
def test_words_and_formulas(passage: str, expected: list[tuple[bool, str]]) -> None:
    found = list(runs(passage))
    assert [(one.is_formula, one.formula if one.is_formula else one.words) for one in found] == (
        expected
    )
    assert all(one.is_closed for one in found)
    assert not list(runs("a $b"))[-1].is_closed


def test_prose_becomes_blocks() -> None:
    first, second, third, last = _told(ABOUT)
    assert isinstance(first, Prose)
    assert _spelled(first.parts) == "The net input is [net_y] = [w*x + b], and it costs $5."
    assert second == Prose(("What you do:",))
    assert isinstance(third, Bullets)
    assert [_spelled(item) for item in third.items] == [
        "work out [dE_total/dw] = [dE_total/dnet_y * x];",
        "look at [1/2 * (target_y - out_y)^2] ≈ [0.125], and go on.",
    ]
    assert last == Prose(("That is all.",))


def test_every_view_shows_it() -> None:
    blocks = _told(ABOUT)
    spoken = [line for block in blocks for line in lines_of(block, UNICODE)]
    assert "- work out ∂E_total/∂w = ∂E_total/∂net_y · x;" in spoken
    assert "The net input is net_y = w·x + b, and it costs $5." in spoken
    rows = [
        "".join(text for text, _ in row) for block in blocks for row in rows_of(block, 40, UNICODE)
    ]
    assert all(len(row) <= 40 for row in rows)
    begins = [at for at, row in enumerate(rows) if row.strip().startswith("- ")]
    assert len(begins) == 2
    assert rows[begins[1] + 1].startswith(rows[begins[1]].partition("-")[0] + "  ")
    document = markdown.document(blocks)
    assert "\n- work out $`\\frac{\\partial E_{\\mathrm{total}}}{\\partial w}`$ = " in document
    assert "costs \\$5." in document
    hypertext = page.html_page(blocks)
    assert hypertext.count("<li>") == 2
    assert "<ul><li>work out <math" in hypertext.replace("\n", "")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    try:
        speak("fr")
        told = [line for block in _told(ABOUT) for line in lines_of(block, UNICODE)]
    finally:
        speak("en")
    assert any("≈ 0,125, and go on." in line for line in told)


def test_names_are_shown_in_the_notation_of_the_file() -> None:
    from backprop_tutor.blocks.renaming import in_notation

    scenario = _with(ABOUT + "notation: z-a\n")
    shown = in_notation(authors_blocks(scenario.about, scenario), scenario)
    lines = [line for block in shown for line in lines_of(block, UNICODE)]
    assert "The net input is z_y = w·x + b, and it costs $5." in lines
    assert "- look at 1/2 · (target_y − a_y)² ≈ 0.125, and go on." in lines


NOTES = r"""notes:
  w: Drawn.
  out_y: |
    Between $0$ and $1$.

    - never $0$
    - never $1$
"""


def test_a_note_may_be_more_than_a_sentence() -> None:
    lesson = Lesson(subject_of(_with(NOTES)))
    working = lesson[lesson.asked().index("out_y")].working
    assert working[-2:] == (
        Prose(("Between ", *_numbers(0), " and ", *_numbers(1), "."), Tone.REMARK),
        Bullets((("never ", *_numbers(0)), ("never ", *_numbers(1))), Tone.REMARK),
    )
    after = lesson.said_after("out_y")
    assert isinstance(after[0], Prose)
    assert after[0].parts[:2] == (Name("out_y"), ": ")


def _numbers(*values: int) -> tuple[Expr, ...]:
    from backprop_tutor.formula.expression import number

    return tuple(number(value) for value in values)


def test_notes_on_given_numbers_stand_in_a_table_while_they_are_plain() -> None:
    (table,) = first_page.notes_on_given(_with(NOTES))
    assert isinstance(table, Table)
    assert table.rows == ((Name("w"), "Drawn."),)
    drawn, list_lead, listed = first_page.notes_on_given(
        _with(NOTES.replace("w: Drawn.", 'w: Drawn.\n  b: "- kept\\n- small: $b$"'))
    )
    assert drawn == Prose((Name("w"), ": ", "Drawn."), Tone.REMARK)
    assert list_lead == Prose((Name("b"), ": "), Tone.REMARK)
    assert listed == Bullets((("kept",), ("small: ", Name("b"))), Tone.REMARK)


def test_quantities_of_samples_and_of_after_the_update_have_names_too() -> None:
    text = """\
version: 1
title: Two samples
about: From $E_total = E_total[1] + E_total[2]$ by $dE_total[2]/dw$, $dE_total/dw[1]$, $w_new$.
samples:
  - {inputs: {x: 0.5}, targets: {y: 1}}
  - {inputs: {x: -0.5}, targets: {y: 0}}
update: batch_sum
layers:
  - {neurons: [y], activation: sigmoid, weights: [{w: 0.4}]}
loss: half_squared_error
learning_rate: 0.5
"""
    scenario = load_text(text, "t.yaml")
    assert list(scenario.formulas_in_prose.values())[1:] == [
        (Name("dE_total/dw[2]"),),
        (Name("dE_total/dw[1]"),),
        (Name("w_new"),),
    ]


def test_a_variant_keeps_the_formulas_of_what_is_still_true() -> None:
    scenario = variant(_with("about: It is $net_y = w*x + b$.\n"), 2)
    first, *_ = authors_blocks(scenario.about, scenario)
    assert isinstance(first, Prose)
    assert _spelled(first.parts) == "It is [net_y] = [w*x + b]."


REFUSED = [
    (
        "about: It is $net_z$.\n",
        "9:15: in about, 'net_z' is not a name here; did you mean 'net_y'?",
    ),
    ("about: |\n  Look.\n\n  - at $w + $\n", "12:12: in about, "),
    ("about: |\n  Look at $w*foo$.\n", "10:14: in about, 'foo' is not a name here"),
    ("about: {en: It is $u$., fr: $w$}\n", "9:20: in about.en, 'u' is not a name here"),
    ("about: It costs $5.\n", r"9:17: in about, this $ has no partner; write \$ for a dollar sign"),
    ("about: |\n  One $w\n\n  two$.\n", r"10:7: in about, this $ has no partner; write \$"),
    ("about: It is $$w$$.\n", "9:15: about lacks a formula; write one, such as w*x + b"),
    ("about: It is $w = $.\n", "9:18: about lacks a formula"),
    ("notes: {net_y: $v$}\n", "9:17: in notes.net_y, 'v' is not a name here"),
    ("about: $dE_total/dv$\n", "9:9: in about, "),
    ("about: $__import__('os')$\n", "9:9: about calls '__import__', which is no function"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_a_formula_that_cannot_be_read_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        _with(text)
    assert str(caught.value).startswith(f"t.yaml:{said}")


def test_a_flood_of_dollar_signs_is_refused_at_once() -> None:
    began = perf_counter()
    with pytest.raises(ScenarioError) as caught:
        _with("about: |\n  " + "$" * 200_000 + "\n")
    assert len(str(caught.value).splitlines()) <= 52
    assert perf_counter() - began < 5


def test_a_text_that_was_not_read_with_its_formulas_is_shown_as_it_is() -> None:
    scenario = _with("")
    (told,) = authors_blocks(in_every_language("See $nowhere$."), scenario)
    assert told == Prose(("See ", "$nowhere$", "."))
