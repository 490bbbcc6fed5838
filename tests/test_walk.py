"""The walk without a terminal: whole conversations, commands, terms, and what stays lazy."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import mazur, network
from thorough import some
from tried import FEW, TRIED
from walks import right_letter

from backprop_tutor.blocks.blocks import (
    Block,
    Equation,
    Figure,
    Prose,
    Table,
    Tone,
    Value,
    WithNumbers,
    value_of,
)
from backprop_tutor.blocks.pictures import Network
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Negative, Number, names_in
from backprop_tutor.formula.spelling import typed
from backprop_tutor.invocation import Program
from backprop_tutor.loader import load, load_text
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.session.loop import hear_again
from backprop_tutor.teaching.dialogue.reply import Reply
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson import step_maker
from backprop_tutor.teaching.lesson.first_page import HELP
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.line_kinds import kind_of
from backprop_tutor.teaching.lesson.openings import opening_of
from backprop_tutor.teaching.lesson.planner import MOST_PATHS
from backprop_tutor.teaching.lesson.teachers import TEACHERS
from backprop_tutor.teaching.subject.step import Form, Question, Step
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.wording import Marked

SOFTMAX = str(Path(__file__).parent / "data" / "softmax.yaml")
SOURCES = (*TRIED, SOFTMAX)
"""What is walked through whole: every bundled scenario, and a net of tanh, ReLU and softmax."""

WRONG = "123456.789"
GARBAGE = "out_o1**"


@cache
def subject(source: str) -> Subject:
    return subject_of(load(source))


@cache
def lesson(source: str) -> Lesson:
    return Lesson(subject(source))


def words(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line for block in blocks for line in lines_of(block, UNICODE))


def number_for(step: Step, of: Subject) -> str:
    """The right number in just the figures asked for (a change, for an update)."""
    place = Judge(step.question, of).numbers.place
    return f"{figures.rounded(of.values[step.name], place):f}"


def formula_for(step: Step, of: Subject) -> str:
    """The formula of the step's line, as one types it; softmax has no name of its own to type."""
    return typed(of.ways(step.name)[-1])


ANSWERS: Mapping[str, Callable[[Step, Subject], str]] = {
    "numbers": number_for,
    "formulas": formula_for,
}


def at(source: str, quantity: str, **options: object) -> Walk:
    """A walk that stands at the question for a quantity."""
    place = lesson(source).find(quantity)
    assert place is not None
    walk = Walk(lesson(source), position=place)
    assert walk.step.name == quantity
    return walk


def tones(reply: Reply) -> list[Tone]:
    return [block.tone for block in reply.blocks if isinstance(block, Prose)]


# Whole walks


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (source, answers)
        for place, source in enumerate(SOURCES)
        for answers in ANSWERS
        if answers == "numbers" or place % 3 == 0
    ],
    ids=lambda one: Path(one).stem,
)
def test_right_answers_lead_straight_to_the_end(source: str, answers: str) -> None:
    walk = Walk(lesson(source))
    of = walk.subject
    asked = []
    while not walk.finished:
        step = walk.step
        said = ANSWERS[answers](step, walk.lesson.subject)
        reply = walk.hear(said)
        if reply.heard is not None and reply.heard.quantity.startswith("nudge "):
            assert tones(reply)[0] is Tone.RIGHT, "where a nudge gives the slope itself"
            assert walk.step == step, "the slope is asked still"
            continue
        asked.append(step.name)
        assert reply.moved, f"{step.name}: {said} is refused: {words(reply.blocks)}"
        assert tones(reply)[0] in (Tone.RIGHT, Tone.REMARK), (step.name, said)
        assert "Correct." in words(reply.blocks), (step.name, said)
        assert "a little off" not in words(reply.blocks), (step.name, said)
    assert walk.completed
    assert not walk.left
    every = [walk.lesson[place].name for place in range(len(walk.lesson))]
    assert asked == [name for name in every if name in asked], "in the order of the lesson"
    kinds = Counter((of[name].sample, *kind_of(of[name], of)) for name in asked)
    for place, name in enumerate(every):
        kind = (of[name].sample, *kind_of(of[name], of))
        assert name in asked or walk.lesson.is_told(place) or kinds[kind] == 3, name


@pytest.mark.slow
@pytest.mark.parametrize("digits", [4, 9])
@pytest.mark.parametrize("source", ["mazur", "house", "siraj-xor"])
def test_what_is_shown_is_enough_to_go_on_with(source: str, digits: int) -> None:
    """Who works with the numbers on the screen gets every answer right, to any figures.

    But for the last one, which may be off by one: that is forgiven.
    """
    scenario = replace(load(source), digits=digits)
    about = subject_of(scenario)
    walk = Walk(Lesson(about))
    while not walk.finished:
        step = walk.step
        seen = {name: float(about.spelled(name)) for name in about[step.name].uses}
        worked = float_value(about[step.name].formula, seen.__getitem__)
        place = Judge(step.question, about).numbers.place
        reply = walk.hear(f"{figures.rounded(worked, place):f}")
        assert tones(reply)[0] is Tone.RIGHT, (step.name, seen, worked, words(reply.blocks))


ASIDES = ("", GARBAGE, "hint", ":why", "values", "net", "calc 1/3 + 0.5", "calc", "help", " \t")
"""What can be said at any step without going anywhere."""


OF_A_KIND = 2
"""At so many questions of a kind everything is said; at the others they are answered."""


@pytest.mark.slow
@pytest.mark.parametrize("source", (*FEW, SOFTMAX), ids=lambda source: Path(source).stem)
def test_nothing_is_lost_on_the_way(source: str) -> None:
    """At steps of every kind all that is not an answer, a wrong one, back and forth: same end."""
    walk = Walk(lesson(source))
    of = walk.subject
    seen: list[str] = []
    apart: set[str] = set()
    kinds: Counter[object] = Counter()
    asides = cycle(ASIDES)
    for _ in range(4 * len(walk.lesson) + 4000):
        if walk.finished:
            break
        if right_letter(walk) is not None:
            assert walk.hear("skip").moved
            continue
        step, whole = walk.step, walk.lesson[walk.position]
        kind = (of[step.name].sample, *kind_of(of[step.name], of))
        kinds[kind] += step.name not in seen
        if kinds[kind] <= OF_A_KIND:
            for aside in islice(asides, 2):
                reply = walk.hear(aside)
                assert not reply.moved, (step.name, aside)
                assert reply.blocks, (step.name, aside)
                assert walk.step.name == step.name, aside
        if step.name not in seen:
            seen.append(step.name)
            if kinds[kind] <= OF_A_KIND:
                before = walk.position
                reply = walk.hear(WRONG)
                assert Tone.WRONG in tones(reply)
                assert not reply.moved, "one slip takes nothing apart"
                assert walk.position == before
                reply = walk.hear(WRONG)
                assert reply.moved == (bool(step.question.terms) and step.name == whole.name)
                assert walk.position == before
                if reply.moved:
                    apart.add(step.name)
                elif walk.position and len(seen) % 3 == 0 and step.name == whole.name:
                    assert walk.hear("back").moved
                    assert walk.hear("skip").moved
                    assert walk.position == before
                continue
        assert walk.hear(formula_for(step, walk.lesson.subject)).moved, step.name
    assert walk.completed
    asked = [place for place in range(len(walk.lesson)) if not walk.lesson.is_told(place)]
    wanted = [
        name
        for place in asked
        for name in walk.lesson.quantities(place + 1, place)
        if name == walk.lesson[place].name or walk.lesson[place].name in apart
    ]
    assert set(seen) <= set(wanted)
    assert len(seen) == len(set(seen))
    for name in wanted:  # Who answers three of a kind rightly is told the others.
        kind = (of[name].sample, *kind_of(of[name], of))
        assert name in seen or kinds[kind] > OF_A_KIND, name


def test_a_walk_through_each_part_covers_the_lesson() -> None:
    every = [step.name for part in Part for step in Lesson(subject("mazur"), frozenset({part}))]
    assert every == [step.name for step in lesson("mazur")]


SAID = (
    *("0.5", WRONG, GARBAGE, "hint", "why", "show", "skip", "back", "apart", "do", "net", "values"),
    "calc 2",
)


@settings(max_examples=some(60))
@given(
    st.lists(
        st.sampled_from(SAID) | st.just("the right number") | st.text(max_size=8), max_size=60
    ),
    st.integers(0, len(Lesson(subject_of(load("mazur")))) - 1),
)
def test_whatever_is_said_the_walk_stands_at_a_question(said: list[str], start: int) -> None:
    walk = Walk(lesson("mazur"), position=start)
    for text in said:
        if walk.finished:
            break
        step, before, prompt = walk.step, walk.position, walk.prompt()
        right = number_for(step, walk.lesson.subject)
        reply = walk.hear(right if text == "the right number" else text)
        assert reply.blocks or reply.moved
        if text not in ("back", "do") and "Three of these" not in words(reply.blocks):
            assert abs(walk.position - before) <= 1
        if not walk.finished:
            main = walk.lesson[walk.position]
            assert walk.step.name in (main.name, *main.question.terms)
            assert reply.moved == (walk.step.name != step.name or walk.prompt() != prompt)
            words(walk.presented())


# Terms


def test_terms_fall_out_after_two_wrong_answers_and_then_the_question_returns() -> None:
    walk = at("mazur", "out_h2")
    main, place = walk.step, walk.position
    assert main.question.terms == ("net_h2",)
    reply = walk.hear("0.9")
    assert not reply.moved
    assert "type apart" in words(reply.blocks)
    reply = walk.hear("0.8")
    assert reply.moved
    assert "one part at a time" in words(reply.blocks)
    assert walk.step.name == "net_h2"
    assert "a part of the question" in words(walk.presented())
    assert walk.position == place
    assert walk.hear("0.3925").moved
    assert walk.step.name == "out_h2"
    again = words(walk.presented())
    assert "a part of the question" not in again
    assert "net_h2 = 0.3925." in again
    assert "Known: " in again
    assert "net_h2" in words(walk.hear("values").blocks)
    for text in ("0.9", "0.8"):
        assert not walk.hear(text).moved, "a question that was taken apart stays whole"
    assert walk.hear("0.5969").moved
    assert walk.position == place + 1


def test_where_nothing_is_to_be_taken_apart_it_is_said_why() -> None:
    walk = Walk(Lesson(subject_of(load("mazur"), "w5"), only="w5"), position=4)
    assert "∂E_total/∂net_o1 and ∂net_o1/∂w5" in words(walk.hear("apart").blocks)
    walk = Walk(walk.lesson, position=1)
    assert "nothing to take apart" in words(walk.hear("apart").blocks)


def test_apart_takes_a_question_apart_and_its_own_answer_ends_that() -> None:
    walk = at("mazur", "dE_total/dnet_o2")
    place, terms = walk.position, walk.step.question.terms
    assert len(terms) == 2
    assert walk.hear("apart").moved
    assert walk.step.name == terms[0]
    assert walk.read_as("-0.03810") is not None, "the whole can be previewed too"
    reply = walk.hear("-0.03810")
    assert reply.moved
    said = words(reply.blocks)
    assert said.index("already, the whole answer.") < said.index("Correct.")
    assert reply.heard is not None
    assert (reply.heard.quantity, reply.heard.event) == ("dE_total/dnet_o2", Event.RIGHT)
    assert walk.position == place + 1


def test_a_formula_of_the_whole_ends_it_where_it_names_the_term() -> None:
    walk = at("mazur", "dE_total/dnet_o2")
    walk.hear("apart")
    reply = walk.hear("dE_total/dout_o2 * dout_o2/dnet_o2")
    assert reply.moved
    assert reply.heard is not None
    assert reply.heard.quantity == "dE_total/dnet_o2"


def test_back_in_a_question_taken_apart_goes_to_the_whole_of_it() -> None:
    walk = at("mazur", "dE_total/dnet_o2")
    place = walk.position
    walk.hear("apart")
    assert walk.hear("-0.2171").moved
    assert walk.step.name == "dout_o2/dnet_o2"
    assert walk.hear("back").moved
    assert walk.step.name == "dE_total/dnet_o2"
    assert "−0.217072" in words(walk.presented()), "what was worked out stays known"
    assert walk.hear("apart").moved
    assert walk.step.name == "dout_o2/dnet_o2", "it goes on where it was left"
    assert not walk.hear("apart").moved
    walk.hear("back")
    assert walk.hear("back").moved
    assert walk.position == place - 1


def test_what_has_no_terms_is_not_taken_apart() -> None:
    walk = at("mazur", "net_h1")
    reply = walk.hear("apart")
    assert not reply.moved
    assert "nothing to take apart" in words(reply.blocks)
    assert not walk.hear("0.9").moved
    assert not walk.hear("0.8").moved


@pytest.mark.parametrize("typed_in_it", ["-0.03810", "-0.2171", "back", "0.9"])
def test_what_was_typed_at_a_question_taken_apart_is_heard_again(typed_in_it: str) -> None:
    walk, again = at("mazur", "dE_total/dnet_o2"), at("mazur", "dE_total/dnet_o2")
    for text in ("0.5", "0.6", typed_in_it):
        heard = walk.hear(text).heard
        assert heard is not None
        assert again.takes(heard.quantity, heard.seed)
        again.hear(heard.typed)
    assert again.position == walk.position
    assert again.finished or again.step == walk.step


def test_text_that_is_no_answer_takes_nothing_apart() -> None:
    walk = at("mazur", "out_h2")
    for text in (GARBAGE, "", "0.597", "out_h2", "597,000"):
        assert not walk.hear(text).moved, text
    assert walk.step.name == "out_h2"


# Hints


def test_hints_go_from_the_principle_over_the_formula_to_the_numbers() -> None:
    for step in lesson("mazur"):
        principle, formula, numbers = step.hints
        (first,) = principle
        assert isinstance(first, Prose), step.name
        assert first.tone is Tone.HINT
        assert not re.search(r"\d\.\d", words(principle)), "the principle holds no numbers"
        assert formula[-1] == Equation(Name(step.name), lesson("mazur").subject.ways(step.name))
        assert not any(isinstance(side, Value) for b in formula for side in b.right)  # type: ignore[union-attr]
        (side,) = numbers[-1].right  # type: ignore[union-attr]
        assert isinstance(side, WithNumbers), step.name


@pytest.mark.slow
def test_no_hint_says_the_same_as_the_one_before_it() -> None:
    for source in SOURCES:
        for step in lesson(source):
            said = [words(hint) for hint in step.hints]
            assert all(map(str.__ne__, said, said[1:])), (source, step.name, said)


def test_hints_come_in_order_and_then_the_answer_is_offered() -> None:
    walk = at("mazur", "net_h1")
    step = walk.step
    assert [walk.hear("hint").blocks for _ in range(3)] == list(step.hints)
    assert "no more hints" in words(walk.hear("hint").blocks)
    assert "Type show" in words(walk.hear(WRONG).blocks)


def test_two_wrong_tries_offer_a_hint() -> None:
    walk = at("mazur", "net_h1")
    assert "hint" not in words(walk.hear("0.9").blocks)
    assert "hint" not in words(walk.hear(GARBAGE).blocks)
    assert "Type hint" in words(walk.hear("0.8").blocks)
    walk.hear("0.3775")
    assert "hint" not in words(walk.hear("0.9").blocks), "counted for each question anew"


def test_why_of_a_derivative_tells_each_rule() -> None:
    why = words(at("mazur", "dE_total/dout_o1").hear("why").blocks)
    for said in ("Constant factor", "Power rule", "inner derivative", "Sum rule", "−1"):
        assert said in why


# Commands


@pytest.mark.parametrize(
    "command", ["show", "skip", ":show", "  skip  ", "n", "next", "Next", "\ufeffskip"]
)
def test_show_and_skip_go_on(command: str) -> None:
    walk = at("mazur", "out_h1")
    reply = walk.hear(command)
    assert reply.moved
    assert "0.593270" in words(reply.blocks)
    assert walk.position == at("mazur", "out_h1").position + 1


def test_back_at_the_first_question_says_so() -> None:
    walk = Walk(lesson("mazur"))
    reply = walk.hear("back")
    assert not reply.moved
    assert "first question" in words(reply.blocks)
    assert walk.position == 0


def test_back_goes_to_the_question_before_and_not_through_its_terms() -> None:
    walk = at("mazur", "out_h2")
    walk.hear("apart")
    walk.hear("0.3925")
    walk.hear("0.5969")
    trail = []
    for _ in range(2):
        assert walk.hear("back").moved
        trail.append(walk.step.name)
    assert trail == ["out_h2", "out_h1"]


def test_back_and_again_show_what_was_said_there() -> None:
    walk = at("mazur", "out_h1")
    said = walk.hear("0.5933").blocks
    walk.hear("show")
    for word, answered in (("back", "show"), ("back", "0.5933")):
        assert walk.hear(word).moved
        shown = walk.presented()
        assert ("You answered 0.5933." in words(shown)) is (answered == "0.5933")
        assert shown == walk.hear("again").blocks
    assert all(block in shown for block in said)
    assert "skip to go on" in words(shown[-1:])
    walk.hear("skip")
    assert "0.596884" in words(walk.presented()), "skipped or not, what was said there stays"
    fresh = at("mazur", "out_h2")
    assert "0.596884" not in words(fresh.presented())


def test_what_is_answered_once_more_counts_once() -> None:
    """Its answer stands there by then: it says nothing about the next of its kind."""
    answers = [f"{lesson('mazur').subject.values[name]:.9g}" for name in lesson("mazur").asked()]
    once, more = Walk(lesson("mazur")), Walk(lesson("mazur"))
    for answer in answers[:5]:
        once.hear(answer)
        more.hear(answer)
        more.hear("back")
        more.hear(answer if answer == answers[0] else "skip")
        assert (more.position, more.presented()) == (once.position, once.presented())


def test_quit_says_how_to_come_back() -> None:
    walk = at("mazur", "dE_total/dw5")
    reply = walk.hear("quit")
    assert walk.finished
    assert walk.left
    assert not walk.completed
    assert "backprop-tutor walk mazur --from dE_total/dw5" in words(reply.blocks)


@pytest.mark.parametrize("command", ["quit", "q", "exit", "bye", "Bye!", "quit()", "exit()"])
def test_there_are_many_words_to_leave(command: str) -> None:
    walk = at("mazur", "out_h1")
    walk.hear(command)
    assert walk.left


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("hnit", "hint"),
        ("hints", "hint"),
        ("hepl", "help"),
        ("vlaues", "values"),
        ("qiut", "quit"),
        ("hlep", "help"),
        ("Hlep", "help"),
        (":hlep", "help"),
        (": hlep", "help"),
        ("hlep?", "help"),
        ("agian", "again"),
        ("manu", "menu"),
    ],
)
def test_what_is_nearly_a_command_is_asked_about(text: str, meant: str) -> None:
    walk = Walk(lesson("mazur"))  # It may be the first thing that is typed.
    reply = walk.hear(text)
    assert f"Did you mean {meant}?" in words(reply.blocks)
    assert not reply.moved
    assert reply.heard is not None
    assert reply.heard.attempt == 0


@pytest.mark.parametrize("text", ["eta", "step", "o1", "foo", "bias", "12", "hnit*2", "net_h1"])
def test_what_is_not_nearly_a_command_is_an_answer(text: str) -> None:
    assert "Did you mean" not in words(at("mazur", "out_h1").hear(text).blocks)


@pytest.mark.parametrize("command", ["hint", "why", "values", "net", "help"])
def test_a_colon_may_stand_before_a_command(command: str) -> None:
    bare, colon = at("mazur", "out_h1").hear(command), at("mazur", "out_h1").hear(f":{command}")
    assert (bare.blocks, bare.moved) == (colon.blocks, colon.moved)
    assert bare.heard is not None
    assert colon.heard == replace(bare.heard, typed=f":{command}")
    assert bare.blocks


@pytest.mark.parametrize(
    "text", ["hint me", "show me", "back to w5", "quit now", "skip it", "helpme"]
)
def test_a_command_with_more_behind_it_is_an_answer(text: str) -> None:
    walk = at("mazur", "out_h1")
    reply = walk.hear(text)
    assert "Cannot be read as an answer" in words(reply.blocks)
    assert not reply.moved
    assert not walk.left


@pytest.mark.parametrize("command", ["again", ":again", "Again."])
def test_again_shows_the_step_from_its_heading(command: str) -> None:
    walk = at("mazur", "out_h1")
    walk.presented()
    walk.hear("hint")
    reply = walk.hear(command)
    assert words(reply.blocks) == words(walk.presented())
    assert words(reply.blocks).startswith("Step 2 of 38")
    assert not reply.moved
    assert walk.hear("hint").blocks == walk.step.hints[1], "what was shown is not forgotten"


def test_what_is_not_recognised_again_is_said_to_be_so_and_no_remark_is_repeated() -> None:
    walk = at("mazur", "out_h1")
    assert "do not recognise" in words(walk.hear("0.71234567").blocks)
    again = words(walk.hear("0.31234567").blocks)
    assert "do not recognise where this number comes from either" in again
    assert "still holds" not in again


def test_the_last_result_of_the_calculator_is_an_answer() -> None:
    walk = at("mazur", "out_h1")
    assert not walk.hear("ans").moved, "nothing was worked out yet"
    walk.hear("calc 2*0.3")
    wrong = walk.hear("ans")
    assert "Read as 0.6." in words(wrong.blocks)
    assert not wrong.moved
    walk.hear("calc 1/(1 + exp(-net_h1))")
    right = walk.hear("Ans")
    assert right.moved
    assert "Read as 0.5932699921" in words(right.blocks)


def test_words_in_place_of_an_answer_get_advice() -> None:
    walk = at("mazur", "out_h1")
    for said in ("this is hard", "please tell me", ""):
        assert "type hint" in words(walk.hear(said).blocks), said
    french = ("je ne sais pas", "j'ai pas compris", "aidez-moi !", "un indice", "bloqué")
    for said in ("I don't know", "I don’t know", "I dont know", "no idea", *french):
        heard = walk.hear(said).heard
        assert heard is not None and heard.event is Event.HINT, said


def test_again_in_a_question_taken_apart_shows_the_term() -> None:
    walk = at("mazur", "dE_total/dnet_o2")
    walk.hear("apart")
    shown = words(walk.hear("again").blocks)
    assert shown == words(walk.presented())
    assert "a part of the question" in shown


def test_menu_leaves_and_shows_what_else_there_is() -> None:
    walk = Walk(lesson("mazur"), program=Program(record="my record"))
    said = words(walk.hear("menu").blocks)
    assert walk.left
    assert "To go on from here:\nbackprop-tutor walk mazur" in said
    for command in ("list", "walk mazur", "quiz mazur", "progress"):
        assert f"backprop-tutor {command} --progress-file 'my record'" in said


# Commas


def test_who_has_typed_a_decimal_comma_means_one() -> None:
    walk = at("mazur", "out_h2")
    assert "may mean" in words(walk.hear("597,000").blocks)
    walk.hear("0,6")  # Too few figures; but it is a decimal comma.
    assert "Read as 597." in words(walk.hear("597,000").blocks)


@pytest.mark.parametrize("text", ["0,3775", "9,5", "calc 0,5*2", "1,5 = 1.5"])
def test_any_decimal_comma_tells(text: str) -> None:
    walk = Walk(lesson("mazur"))
    walk.hear(text)
    assert words(walk.hear("calc 1,476*2").blocks).endswith("= 2.952")


@pytest.mark.parametrize(
    "text", ["0.5", "0,5 +", "0,5 * foo", "calc 0,5 +", "max(1, 2)", "1,476,000"]
)
def test_what_is_not_read_tells_nothing(text: str) -> None:
    walk = Walk(lesson("mazur"))
    walk.hear(text)
    assert "1,476 may mean 1.476 or 1476" in words(walk.hear("calc 1,476*2").blocks)


def test_the_habit_lasts_from_step_to_step_and_is_known_to_who_goes_on() -> None:
    first = Walk(lesson("mazur"))
    texts = ("0,3775", "calc 12*2", "0.5933", "597,000")
    rows = []
    for number, text in enumerate(texts, 1):
        heard = first.hear(text).heard
        assert heard is not None
        rows.append(Row("sitting", number, "2026-01-01T00:00:00.000Z", 1, heard))
    assert rows[-1].heard.read_as == "597.000" or rows[-1].heard.event is Event.WRONG
    second = Walk(lesson("mazur"))
    hear_again(second, rows)
    assert second.step.name == first.step.name
    assert words(second.hear("calc 1,476 + ans").blocks).endswith("= 25.476")
    other = Walk(lesson("mazur"))
    assert "may mean" in words(other.hear("calc 1,476").blocks)


def _english(words: str | Marked, **examples: str) -> str:
    return words if isinstance(words, str) else words.english.format(**examples)


def test_every_command_is_in_the_help() -> None:
    explained = {word.split()[0] for word, _ in HELP if isinstance(word, str)}
    assert explained >= set(names.COMMANDS)
    (table,) = at("mazur", "out_h1").hear("help").blocks
    assert isinstance(table, Table)
    examples = {"formula": "out_o1*(1-out_o1)", "name": "w5"}
    assert table.rows == tuple((_english(word), _english(does, **examples)) for word, does in HELP)


@pytest.mark.parametrize(
    ("typed_text", "said"),
    [
        ("calc 0.15*0.05 + 0.20*0.10 + 0.35", "0.3775"),
        ("calc net_h1", "0.3775"),
        ("calc 1/3", "0.3333333333"),
        ("calc 0,5*3", "1.5"),
        ("calc exp(0)", "= 1"),
        ("calc", "calc 0.15"),
        ("calc 1/0", "Cannot be worked out"),
        ("calc log(net_h1 - 1)", "no finite value"),
        ("calc log(0-1)", "Cannot be worked out"),
        ("calc nonsense", "Cannot be worked out"),
        ("calc 9^9^9^9", "Cannot be worked out"),
    ],
)
def test_calc(typed_text: str, said: str) -> None:
    reply = at("mazur", "out_h1").hear(typed_text)
    assert said in words(reply.blocks)
    assert not reply.moved


def test_ans_is_the_last_result() -> None:
    walk = at("mazur", "out_h1")
    assert "Nothing has been worked out yet" in words(walk.hear("calc ans*2").blocks)
    walk.hear("calc 1/3")
    walk.hear("calc 1/0")
    walk.hear("calc log(0*w1 - 1)")
    walk.hear("calc")
    assert words(walk.hear("calc ans*3 + 1").blocks).endswith("ans·3 + 1 = 2")
    assert words(walk.hear("calc ans^2").blocks).endswith("= 4")
    assert "Read as 4." in words(walk.hear("ans").blocks)


def test_a_quantity_may_be_called_ans() -> None:
    text = "version: 1\ntitle: t\ninputs: {ans: 3, b: 2}\nnodes:\n  - y = ans*b\ndifferentiate: y\n"
    walk = Walk(Lesson(subject_of(load_text(text, "ans.yaml"))))
    walk.hear("calc 5")
    assert words(walk.hear("calc ans").blocks).endswith("= 3")


def test_what_tab_offers_can_be_typed() -> None:
    walk = at("mazur", "out_o1")
    offered = walk.offered()
    assert {"hint", "again", "net_o1", "out_h1", "h1", "sigmoid"} <= {*offered}
    assert not {"out_o1", "E_total", "dE_total/dw5"} & {*offered}, (
        "what is asked, and what is later"
    )
    assert len({*offered}) == len(offered)


def test_calc_does_not_give_the_answer_away() -> None:
    walk = at("mazur", "out_h1")
    assert "0.593" not in words(walk.hear("calc out_h1").blocks)
    assert "0.751" not in words(walk.hear("calc out_o1").blocks)


def test_values_hold_what_is_known_and_nothing_later() -> None:
    (table,) = at("mazur", "out_o1").hear("values").blocks
    assert isinstance(table, Table)
    listed = [row[0] for row in table.rows]
    for name in ("w1", "eta", "net_h1", "out_h1", "net_h2", "out_h2", "net_o1"):
        assert Name(name) in listed
    for name in ("out_o1", "net_o2", "E_total", "dE_total/dw5"):
        assert Name(name) not in listed


def test_values_of_one_part_hold_what_the_parts_before_worked_out() -> None:
    walk = Walk(Lesson(subject("mazur"), frozenset({Part.UPDATE})))
    listed = listed_by(walk.hear("values").blocks)
    assert len(listed) == len(set(listed))
    assert {"out_o1", "dE_total/dw1", "w1", "eta", "target_o2"} <= set(listed)
    assert "w1_new" not in listed


def listed_by(blocks: tuple[Block, ...]) -> list[str]:
    """The quantities that a list or a table names with their numbers."""
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    lists = [block.parts for block in blocks if isinstance(block, Prose)]
    pairs = [(one, three) for parts in lists for one, _, three in triples(parts)]
    return [one.id for one, two in (*pairs, *rows) if isinstance(one, Name) and two]


def triples(parts: tuple[object, ...]) -> Iterator[tuple[object, object, object]]:
    return (three for three in zip(parts, parts[1:], parts[2:], strict=False) if three[1] == " = ")


@pytest.mark.parametrize("source", ["mazur", "house", "siraj-xor"])
def test_values_list_all_or_say_what_is_left_out_and_how_to_see_it(source: str) -> None:
    of = lesson(source)
    walk = Walk(of, position=len(of) - 1)
    blocks = walk.hear("values").blocks
    listed = listed_by(blocks)
    tape = of.subject.tape
    known = [name for name, line in tape.items() if not of.subject.taught(name)]
    assert set(known) <= set(listed), "what is given comes first"
    known += of.quantities(len(of) - 1)
    left = [name for name in dict.fromkeys(known) if name not in listed]
    said = re.search(
        r"(\d+) numbers are left out here. For one of them, type calc and its name: calc .",
        words(blocks),
    )
    assert (said is None) is (not left)
    assert said is None or int(said[1]) >= len(left)
    for name in left:
        value = of.subject.values[name]
        (shown,) = walk.hear(f"calc {name}").blocks
        assert isinstance(shown, Prose)
        assert isinstance(shown.parts[-1], Value)
        assert float(shown.parts[-1].text) == pytest.approx(value, rel=1e-9)


def test_net_lights_the_path_of_the_parameter() -> None:
    (figure,) = at("mazur", "dE_total/dw5").hear("net").blocks
    assert isinstance(figure, Figure)
    assert isinstance(figure.picture, Network)
    assert {"w5", "o1"} <= figure.picture.lit
    assert not {"w7", "o2", "i1", "h1"} & figure.picture.lit, "a weight's path begins with it"


# A question does not accept its own name


def _spellings(quantity: str, of: Subject) -> Iterator[str]:
    yield quantity
    aliases = names.aliases(of.layer_of, of.scenario.outputs, of.tape)
    yield from (alias for alias, meant in aliases.items() if meant == quantity)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("source", SOURCES[:2])
def test_a_question_does_not_accept_its_own_name(source: str, form: Form) -> None:
    of = subject(source)
    for name in of.tape:
        if not of.taught(name):
            continue
        judge = Judge(Question(name, form, of.scenario.digits), of)
        for spelling in _spellings(name, of):
            for text in (spelling, f"1*({spelling})", f"{spelling} + 0", f"{name} = {spelling}"):
                assert judge.judge(text).kind is Correctness.INVALID, (name, text, form)


def test_a_number_may_not_be_had_from_its_own_layer() -> None:
    of = subject("mazur")
    for text in ("sigmoid(net_h1)", "1/(1+exp(-net_h1))", "out_h2"):
        question = Question("out_h1", Form.NUMBER, 4)
        assert Judge(question, of).judge(text).kind is Correctness.INVALID, text


# The learner's own values


def test_what_follows_from_an_accepted_value_of_the_learner_is_right() -> None:
    walk = at("mazur", "dE_total/dnet_o1")
    for text in ("0.1384", "0.5932"):  # Cut off instead of rounded: accepted.
        assert walk.hear(text).moved, text
    assert walk.step.name == "dE_total/dw5"
    assert f"{0.1384 * 0.5932:.5f}" == "0.08210"
    reply = walk.hear("0.08210")
    assert reply.moved
    assert "following your own" in words(reply.blocks)
    assert not at("mazur", "dE_total/dw5").hear("0.08210").moved


# What is shown is what the tape says


def _equations(step: Step) -> Iterator[tuple[Equation, Value]]:
    for block in step.working:
        if isinstance(block, Equation):
            for side in block.right:
                match side:
                    case Value():
                        yield block, side
                    # The case that applies, where it is a number.
                    case WithNumbers(Number(number), because=(_, *_)):
                        yield block, value_of(float(number))
                    case WithNumbers(Negative(Number(number)), because=(_, *_)):
                        yield block, value_of(-float(number))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: Path(source).stem)
def test_no_number_shown_differs_from_the_tape(source: str) -> None:
    of = subject(source)
    for step in lesson(source):
        shown = {block.left.id: side for block, side in _equations(step)}  # type: ignore[union-attr]
        # A formula without names is its own value: dnet_o1/db2 = 1.
        valued = {name for name in (*step.question.terms, step.name) if names_in(of[name].formula)}
        assert set(shown) >= valued, step.name
        for name, value in shown.items():
            assert float(value.text) == pytest.approx(of.values[name], rel=5e-6, abs=1e-15), name
            if value.exact:
                assert float(value.text) == pytest.approx(of.values[name], rel=1e-12, abs=1e-15)
        put_in = [
            side
            for block in (*step.working, *(block for hint in step.hints[2:] for block in hint))
            if isinstance(block, Equation)
            for side in block.right
            if isinstance(side, WithNumbers)
        ]
        for side in put_in:
            for name, text in side.numbers.items():
                assert float(text) == pytest.approx(of.values[name], rel=5e-6, abs=1e-15), name


def test_the_line_that_is_differentiated_stands_above_the_question() -> None:
    of = subject("mazur")
    for quantity, source in (
        ("dE_total/dout_o1", "E_o1"),
        ("dout_o1/dnet_o1", "out_o1"),
        ("dnet_o1/dw5", "net_o1"),
        ("dnet_o1/dout_h1", "net_o1"),
    ):
        step = Lesson(of).term(quantity, 10)
        line = Equation(Name(source), (of[source].formula,))
        assert line in step.setting, quantity
        assert line not in step.working, quantity


def test_the_answer_is_not_given_away_before_it_is_asked() -> None:
    for source in ("circuit", "coding-train", "mazur", "skip"):
        of = subject(source)
        for step in lesson(source):
            value = of.spelled(step.name)
            known = words((*step.setting, *step.known))
            ambiguous = [n for n in of.tape if n != step.name and of.spelled(n) == value]
            if not ambiguous:
                assert not re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", known), step.name


# Laziness


@pytest.mark.slow
def test_a_lesson_builds_only_the_steps_that_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    counted = {
        role: (lambda line, of, teach=teach: built.append(line.name) or teach(line, of))
        for role, teach in TEACHERS.items()
    }
    monkeypatch.setattr(step_maker, "TEACHERS", counted)
    large = subject_of(network([16, 32, 32, 10], ["tanh", "relu", "sigmoid"]))
    whole = Lesson(large)
    assert len(whole) > 2000
    assert built == []
    walk = Walk(whole)
    walk.presented()
    assert set(built) == {"net_h1"}
    built.clear()
    near_end = len(whole) - 40
    assert whole[near_end].name
    assert built == [whole[near_end].name][:1] * len(built)
    built.clear()
    walk = Walk(whole, position=near_end)
    walk.presented()
    walk.hear("hint")
    walk.hear("0.5")
    assert len(set(built)) <= 2


def test_a_walk_of_one_weight_costs_only_its_chain() -> None:
    scenario = network([16, 32, 32, 10], ["tanh", "relu", "sigmoid"])
    small = subject_of(scenario, "w1540")
    steps = Lesson(small, None, "w1540")
    assert len(steps) < 30
    assert steps[-1].name in ("w1540_new", "E_total_new")
    assert not any("/dw" in name and not name.endswith("/dw1540") for name in small.tape)


# only, parts, find, focus


@pytest.mark.parametrize("parameter", ["w5", "w1", "w8", "b2"])
def test_only_keeps_to_one_chain(parameter: str) -> None:
    of = subject_of(load("mazur"), parameter)
    steps = [step.name for step in Lesson(of, None, parameter)]
    assert f"dE_total/d{parameter}" in steps
    gradients = [n for n in steps if of[n].role is Role.GRADIENT]
    assert gradients == [f"dE_total/d{parameter}"]
    updates = [n for n in steps if of[n].role is Role.UPDATE]
    assert updates == ([] if parameter == "b2" else [f"{parameter}_new"])
    walk = Walk(Lesson(of, None, parameter))
    while not walk.finished:
        assert walk.hear(number_for(walk.step, of)).moved


@pytest.mark.parametrize("part", Part)
def test_a_part_holds_only_its_lines(part: Part) -> None:
    of = subject("mazur")
    steps, opening = Lesson(of, frozenset({part})), opening_of(part, of)
    assert len(steps)
    assert {step.part for step in steps} == {part}
    opened = [step for step in steps if any(block in step.opening for block in opening)]
    assert opened == [steps[0]], "a part is opened once, at its first step"


def test_find() -> None:
    steps = lesson("mazur")
    assert steps.find("net_h1") == 0
    place = steps.find("net_h2")
    assert place is not None
    assert "net_h2" in steps[place].question.terms, "found at the question that steps over it"
    assert steps.find("w5") is None
    assert steps.find("no such thing") is None


def test_focus_gives_the_order() -> None:
    in_order = [step.name for step in lesson("defend-intelligence")]
    chain_of_w8 = [
        "dE_total/dout_o2",
        "dout_o2/dnet_o2",
        "dE_total/dnet_o2",
        "dnet_o2/dw8",
        "dE_total/dw8",
    ]
    start = in_order.index(chain_of_w8[0])
    assert in_order[start : start + 5] == chain_of_w8
    places = [in_order.index(name) for name in ("dE_total/dw8", "dE_total/dw4")]
    others = [
        place
        for place, name in enumerate(in_order)
        if name.startswith("dE_total/dw") and name[-2:] not in ("w8", "w4")
    ]
    assert places[0] < places[1] < min(others)
    for name in ("dE_total/dout_j2", "dE_total/dnet_j2"):
        assert places[0] < in_order.index(name) < places[1], f"{name} is a term of the second chain"
    for name in ("dout_j2/dnet_j2", "dnet_j2/dw4"):
        assert name not in in_order, f"one like {name} was asked in the first chain"


def test_what_does_not_learn_is_not_asked() -> None:
    for frozen, asked in ((frozenset({"b1", "b2"}), 0), (frozenset(), 2)):
        of = subject_of(mazur(frozen=frozen))
        gradients = [name for name in Lesson(of).asked() if of[name].role is Role.GRADIENT]
        assert sum(name in ("dE_total/db1", "dE_total/db2") for name in gradients) == asked
        assert len(gradients) == 8 + asked
    nothing_learns = subject_of(replace(mazur(), learning_rate=None))
    asked_then = Lesson(nothing_learns).asked()
    assert {"dE_total/db1", "dE_total/dw1"} <= set(asked_then)
    only = Lesson(subject_of(mazur(frozen=frozenset({"b2"})), "b2"), None, "b2")
    assert "dE_total/db2" in only.asked(), "who asks for it is asked"


def test_what_is_known_holds_more_than_the_factors_and_nothing_later() -> None:
    of, steps = subject("mazur"), lesson("mazur")
    for quantity, factors in (
        ("dE_total/dw5", {"dE_total/dnet_o1", "dnet_o1/dw5"}),
        ("dE_total/dw8", {"dE_total/dnet_o2", "out_h2"}),
        ("dE_o1/dout_h1", {"dE_total/dnet_o1", "w5"}),
        ("w1_new", {"w1", "eta", "dE_total/dw1"}),
    ):
        place = steps.find(quantity)
        assert place is not None
        (known,) = steps[place].known
        assert isinstance(known, Prose)
        named = {part.id for part in known.parts if isinstance(part, Name)}
        assert factors < named, quantity
        assert len(named) >= len(factors) + 2, quantity
        worked_out = set(steps.quantities(place))
        assert all(name in worked_out or not of.taught(name) for name in named), quantity


def test_the_source_is_told_of_the_question_before_and_of_none_at_hand() -> None:
    walk = at("mazur", "out_h1")
    said = words(walk.hear("source").blocks)
    assert "The source prints net_h1 = 0.3775." in said
    assert "0.59326" not in said
    assert walk.hear("0.5933").moved
    assert "0.593269992" in words(walk.hear("source").blocks)
    first = Walk(lesson("mazur"))
    assert "Nothing was answered yet" in words(first.hear("source").blocks)
    assert "No numbers of a source" in words(Walk(lesson("house")).hear("source").blocks)
    wrong = at("mazur", "dE_total/dout_h1")
    assert "0.019049119" in words(wrong.hear("source").blocks), "what it prints wrongly too"


def test_without_focus_one_weight_of_each_layer_is_first_the_last_layer_before() -> None:
    of = subject_of(mazur())
    gradients = [s.name for s in Lesson(of) if of[s.name].role is Role.GRADIENT]
    assert gradients[:2] == ["dE_total/dw5", "dE_total/dw1"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: Path(source).stem)
def test_no_line_is_taught_twice_and_none_before_what_it_needs(source: str) -> None:
    of, steps = subject(source), lesson(source)
    order = [name for step in steps for name in (*step.question.terms, step.name)]
    assert len(order) == len(set(order))
    place = {name: index for index, name in enumerate(order)}
    for name in order:
        needs = names_in(of[name].formula)
        if len(needs) > 2 * MOST_PATHS and of[name].role in (Role.PATHS, Role.DELTA):
            continue  # Most of its paths are told, not asked.
        for need in needs:
            assert place.get(need, -1) <= place[name], f"{name} needs {need}"
