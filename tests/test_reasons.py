"""Questions about reasons, held against finite differences of the forward pass."""

from collections.abc import Callable, Mapping
from functools import cache
from math import isclose

import pytest
from free_graphs import circuit, skip
from networks import mazur, network
from test_walk import words
from tried import TRIED

from backprop_tutor.blocks.blocks import Prose
from backprop_tutor.formula.expression import Name, Product, names_in, terms_of
from backprop_tutor.loader import load
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.scenario.scenario import Direction, Scenario
from backprop_tutor.teaching.learner.recorded_reasons import quantity_of_reason, recorded_reason
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.reasons.choice_answer import choice_typed, letter_typed
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.reasons.pool import reason_about, reasons_about, reasons_of
from backprop_tutor.teaching.reasons.question import (
    CHOICE_LETTERS,
    FEWEST,
    Choice,
    Kind,
    ReasonQuestion,
    mixed,
)
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.teaching.variants.dice import Dice

MADE: Mapping[str, Callable[[], Scenario]] = {
    **{name: (lambda name=name: load(name)) for name in TRIED},
    "memory-relu": lambda: network((2, 3, 2), ("relu", "sigmoid"), seed=1),
    "memory-tanh": lambda: network((3, 4, 2), ("tanh", "tanh"), seed=5),
    "memory-softmax": lambda: network(
        (3, 3, 3), ("tanh", "softmax"), seed=3, loss="cross_entropy", targets="010"
    ),
    "memory-uphill": lambda: mazur(direction=Direction.ASCENT),
    "memory-momentum": lambda: mazur(optimizer="momentum"),
    "memory-skip": skip,
    "memory-circuit": circuit,
}
_STEP = 1e-6


@cache
def subject_called(name: str) -> Subject:
    return subject_of(MADE[name]())


@cache
def asked_of(name: str) -> tuple[ReasonQuestion, ...]:
    subject = subject_called(name)
    found = (one for line in subject.tape for one in reasons_about(line, subject))
    return tuple(found)


def said(choice: Choice) -> str:
    return words((Prose(choice.said),)).strip()


def at(subject: Subject, **changed: float) -> Mapping[str, float]:
    """The forward pass with some numbers put in as they are, those worked out too."""
    return subject.tape.at({**given_values(subject.scenario), **changed})


def slope(subject: Subject, of: str, by: str, where: Mapping[str, float] | None = None) -> float:
    """(f(x + h) − f(x − h))/2h: no derivative of the tape is looked at."""
    there = dict(where or {})
    middle = at(subject, **there)[by]
    step = _STEP * max(1.0, abs(middle))
    after, before = (at(subject, **{**there, by: middle + d})[of] for d in (step, -step))
    return (after - before) / (2 * step)


def is_near(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-4, abs_tol=1e-8)


def of_kind(name: str, kind: Kind) -> list[ReasonQuestion]:
    return [one for one in asked_of(name) if one.kind is kind][:12]


def test_each_kind_is_asked_somewhere_and_several_networks_have_most() -> None:
    found = {name: {one.kind for one in asked_of(name)} for name in MADE}
    assert set[Kind]().union(*found.values()) == set(Kind)
    assert len(found["mazur"]) == 5
    assert found["circuit"] == {Kind.CHAIN}
    assert not found["coding-train"]  # Its outputs are given: nothing moves them.


@pytest.mark.parametrize("name", MADE)
def test_choices_are_apart_and_wrong_ones_have_an_idea_or_a_remark(name: str) -> None:
    ideas = {idea.id for idea in IDEAS}
    for one in asked_of(name):
        texts = [said(choice) for choice in one.choices]
        assert FEWEST <= len(set(texts)) == len(texts) <= len(CHOICE_LETTERS), one.called
        assert one.right == 0
        assert one.choices[0].idea is None
        assert all(choice.idea is None or choice.idea in ideas for choice in one.choices)
        assert any(choice.idea for choice in one.choices)
        assert all(words((Prose(choice.remark),)).strip() for choice in one.choices)
        shown = words((*one.presented(), Prose(one.hint), *one.explained()))
        assert "{" not in shown
        assert "}" not in shown


@pytest.mark.parametrize("name", MADE)
def test_only_one_direction_with_its_sign_is_the_one_that_helps(name: str) -> None:
    subject = subject_called(name)
    climbs = subject.scenario.direction is Direction.ASCENT
    for one in of_kind(name, Kind.DIRECTION):
        weight, aim = subject[one.quantity].of, subject.aim
        rises = slope(subject, aim, weight) > 0
        up = rises == climbs
        start = ("Up: " if up else "Down: ", "is positive" if rises else "is negative")
        fits = [start[0] in said(c) and start[1] in said(c) for c in one.choices]
        assert fits == [True] + [False] * (len(fits) - 1), one.called
        there = at(subject)
        a_little = 1e-4 * (1 if up else -1)
        gained = at(subject, **{weight: there[weight] + a_little})[aim] - there[aim]
        assert gained > 0 if climbs else gained < 0


@pytest.mark.parametrize("name", MADE)
def test_the_weight_that_has_most_to_say_has_the_largest_difference(name: str) -> None:
    subject = subject_called(name)
    for one in of_kind(name, Kind.LARGEST):
        line = subject[one.quantity]
        sizes = {
            subject[told].by: abs(slope(subject, line.of, subject[told].by)) for told in one.tells
        }
        assert max(sizes, key=sizes.__getitem__) == line.by
        assert said(one.choices[0]).startswith(f"{line.by}: ")
        assert min(sizes.values()) < 0.99 * max(sizes.values())  # All alike is wrong.
        by_weight = sorted(sizes, key=lambda weight: abs(subject.values[weight]))
        texts = [said(choice) for choice in one.choices[1:]]
        assert texts[0].startswith(f"{by_weight[-1]}: it is the largest weight")
        assert texts[2].startswith(f"{by_weight[0]}: it is the smallest weight")


@pytest.mark.parametrize("name", MADE)
def test_what_comes_back_along_paths_is_their_sum_and_nothing_else(name: str) -> None:
    subject = subject_called(name)
    for one in of_kind(name, Kind.SUM):
        line = subject[one.quantity]
        terms = []
        for term in terms_of(line.formula):
            value = 1.0
            for used in names_in(term):
                value *= subject.values[used]
            terms.append(value)
        real = slope(subject, line.of, line.by)
        product = 1.0
        for term in terms:
            product *= term
        assert is_near(real, sum(terms)), one.called
        wrong = {
            "paths-averaged": [sum(terms) / len(terms)],
            "paths-multiplied": [product],
            "one-path-only": terms,
        }
        for choice in one.choices[1:]:
            assert choice.idea is not None
            assert any(not is_near(real, value) for value in wrong[choice.idea]), choice.idea


@pytest.mark.parametrize("name", MADE)
def test_far_out_it_is_the_activation_that_lets_nothing_back(name: str) -> None:
    subject = subject_called(name)
    for one in of_kind(name, Kind.SATURATED):
        line = subject[one.quantity]
        assert isinstance(line.formula, Product)
        back, own = names_in(line.formula)
        out, net = subject[own].of, line.by
        far = next(v for v in (20.0, -20.0) if f"were {v:.0f},".replace("-", "−") in stem(one))
        assert abs(slope(subject, line.of, net, {net: far})) < 1e-5
        assert abs(slope(subject, out, net, {net: far})) < 1e-6
        there = at(subject, **{net: far})[out]
        assert abs(slope(subject, subject[back].of, out, {net: far, out: there})) > 1e-3
        assert abs(slope(subject, line.of, net)) > 1e-5  # It would not stay as it is.


def stem(question: ReasonQuestion) -> str:
    return words((Prose(question.stem),))


@pytest.mark.parametrize("name", MADE)
def test_a_factor_is_how_many_times_as_far_the_next_quantity_moves(name: str) -> None:
    subject = subject_called(name)
    for one in of_kind(name, Kind.FACTOR):
        line = subject[one.quantity]
        first, factor = names_in(line.formula)
        inner = subject[factor]
        times = slope(subject, inner.of, inner.by)
        assert is_near(times, subject.values[factor]), one.called
        assert is_near(slope(subject, line.of, inner.by), subject.values[first] * times)
        if inner.role is not Role.ACTIVATION_SLOPE:
            assert isinstance(inner.formula, Name)
            assert f"{inner.formula.id} times as far" in said(one.choices[0])
            assert is_near(times, subject.values[inner.formula.id])
        if any("makes no difference" in said(choice) for choice in one.choices):
            assert not is_near(times, 1)


@pytest.mark.parametrize("name", MADE)
def test_slopes_of_steps_that_follow_each_other_multiply(name: str) -> None:
    subject = subject_called(name)
    for one in of_kind(name, Kind.CHAIN):
        line = subject[one.quantity]
        first, second = (subject[used] for used in names_in(line.formula))
        outer = slope(subject, first.of, first.by)
        inner = slope(subject, second.of, second.by)
        real = slope(subject, line.of, line.by)
        assert is_near(real, outer * inner), one.called
        wrong = {"Only": (inner, outer), "They": (inner + outer,)}
        for choice in one.choices[1:]:
            numbers = wrong[said(choice).split()[0]]
            assert any(not is_near(real, number) for number in numbers)


def test_the_dice_choose_the_order_and_the_right_one_goes_with_it() -> None:
    one = reason_about(Kind.DIRECTION, "w5_new", subject_called("mazur"))
    assert one is not None
    right = one.choices[0]
    orders = [mixed(one, Dice(str(seed))) for seed in range(40)]
    assert {shown.right for shown in orders} == {0, 1, 2, 3}
    for shown in orders:
        assert shown.choices[shown.right] == right
        assert sorted(map(said, shown.choices)) == sorted(map(said, one.choices))
    assert mixed(one, Dice("3")) == mixed(one, Dice("3"))


def direction() -> ReasonQuestion:
    one = reason_about(Kind.DIRECTION, "w5_new", subject_called("mazur"))
    assert one is not None
    return one


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        *(
            (typed, 1)
            for typed in ("b", " B ", "b)", "(b)", "b.", "it is b", "It's b!", "answer b")
        ),
        *((typed, 1) for typed in ("la réponse b", "C’est b.", "c'est la lettre b", "LE CHOIX B")),
        *(
            (typed, None)
            for typed in ("e", "ab", "a b", "", "bb", "1", "b + 1", "b*b", "-b", "0.5", "c’est")
        ),
    ],
)
def test_a_letter_is_heard(typed: str, place: int | None) -> None:
    assert letter_typed(direction(), typed) == place


def test_words_that_one_choice_alone_begins_with_are_heard() -> None:
    one, shown = direction(), naming(subject_called("mazur").scenario)
    for place, choice in enumerate(one.choices):
        whole = said(choice)
        assert choice_typed(one, whole, shown) == place
        assert choice_typed(one, f"{CHOICE_LETTERS[place]}) {whole.upper()}", shown) == place
        assert choice_typed(one, whole.replace("∂", "d").rstrip("."), shown) == place
    assert choice_typed(one, "down: e_total is to become smaller", shown) == 3
    assert choice_typed(one, "Down: dE_total/dw5", shown) == 0
    for vague in ("down", "up", "Up: dE_total/dw5", "down because", "0.4", "w5", "", "?"):
        assert choice_typed(one, vague, shown) is None, vague
    assert choice_typed(one, "a) up: dE_total/dw5 is negative", shown) is None  # Not that letter.


def test_three_choices_have_three_letters() -> None:
    one = next(one for one in asked_of("circuit") if len(one.choices) == FEWEST)
    assert one.prompt == "a, b or c? "
    assert letter_typed(one, "c") == 2
    assert letter_typed(one, "d") is None


def test_the_record_tells_a_reason_from_its_line() -> None:
    for one in asked_of("mazur"):
        assert quantity_of_reason(one.called) == one.quantity
        assert quantity_of_reason(one.quantity) is None
    assert quantity_of_reason("nudge w5") is None
    assert recorded_reason("sum", "dE_total/dout_h1") == "why sum dE_total/dout_h1"


@pytest.mark.parametrize("name", MADE)
def test_a_walk_asks_at_most_once_in_a_section_and_nothing_that_was_told(name: str) -> None:
    lesson = Lesson(subject_called(name))
    placement = Placement(lesson)
    found = {place: one for place in range(len(lesson)) if (one := placement.before(place))}
    sections = [lesson.section(place) for place in found]
    assert len({*sections}) == len(sections)
    assert len({one.kind for one in found.values()}) == len(found)
    for place, one in found.items():
        assert not lesson.is_told(place)
        assert not {*one.tells} & {*lesson.quantities(place)}
        assert one.quantity in (lesson.quantity(place), lesson.quantity(place - 1))
    # The same, whatever is looked at first.
    again = Placement(lesson)
    assert {place: again.before(place) for place in sorted(found, reverse=True)} == found


def test_sections_cover_the_lesson() -> None:
    lesson = Lesson(subject_called("mazur"))
    starts = [lesson.section(place) for place in range(len(lesson))]
    assert all(place in section for place, section in enumerate(starts))
    assert [section.start for section in dict.fromkeys(starts)] == [0, 6, 9, 14, 21, 29, 37]


def test_a_round_of_what_was_missed_asks_for_no_reasons() -> None:
    few = Lesson(subject_called("mazur")).once_more({"dE_total/dnet_o1", "dnet_o1/dw5", "w1_new"})
    assert [Placement(few).before(place) for place in range(len(few))] == [None] * 3


def test_a_quiz_meets_all_kinds_before_one_comes_again() -> None:
    lesson = Lesson(subject_called("mazur"))
    first = [one.kind for one in reasons_of(lesson, Dice("1"))][:5]
    assert len({*first}) == 5
    one, other = ([q.called for q in reasons_of(lesson, Dice(seed))] for seed in "12")
    assert one != other
    assert len({*one}) == len(one)
