"""A wrong idea gets the same tolerance as the right answer: rounding explains both, and no more."""

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from math import exp, isclose

import pytest
from false_causes import MOST_CAUSES, MOST_ROUNDING, counted, judges
from networks import network
from one_slip_table import WAYS, Way, right, slipped
from one_slip_table import counted as table_row
from test_answers import subject

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    number,
)
from backprop_tutor.maths.figures import Grid
from backprop_tutor.maths.sensitivity import sensitivity
from backprop_tutor.teaching.judging.feedback import said
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.rounding import (
    COARSE,
    right_lines,
    rounded_on_the_way,
    spread,
    whole_way,
)
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

NAMED = 100 / 103
"""Of the slips worked out in any way, typed in at least four figures, so many are named."""

# The slips of a whole lesson, worked out and typed as people do.


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_slips_are_named_however_they_are_worked_out_and_typed(way: Way) -> None:
    cases = slipped()
    assert len(cases) > 100
    for column, held, failed in table_row(cases, way):
        assert held >= NAMED * len(cases), (column, failed)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_right_formulas_are_right_however_they_are_worked_out_and_typed(way: Way) -> None:
    cases = right()
    assert len(cases) > 12
    for column, held, failed in table_row(cases, way):
        assert held == len(cases), (column, failed)


@pytest.mark.slow
def test_random_numbers_are_seldom_given_a_cause_or_called_rounding() -> None:
    chance = random.Random(5)
    whole: Counter[str] = Counter()
    for name in ("mazur", "skip", "softmax", "coding-train"):
        for one in judges(name):
            whole += counted(one, 5, 4, chance)
    assert whole["numbers"] > 900
    assert whole["fault"] == 0
    assert whole["cause"] <= MOST_CAUSES * whole["numbers"]
    assert whole["early_rounding"] <= MOST_ROUNDING * whole["numbers"]


# How far a formula moves.

X, Y = Name("x"), Name("y")
SIGMOID = 1 / (1 + exp(-0.7))
SLOPES: list[tuple[Expr, dict[str, float]]] = [
    (Sum((X, Negative(Y))), {"x": 1, "y": -1}),
    (Product((X, Y, X)), {"x": 2 * 0.7 * -1.3, "y": 0.49}),
    (Quotient(X, Y), {"x": 1 / -1.3, "y": -0.7 / 1.69}),
    (Power(Y, number(2)), {"y": -2.6}),
    (Power(number(2), X), {"x": 2**0.7 * 0.6931471805599453}),
    (Call("sigmoid", (X,)), {"x": SIGMOID * (1 - SIGMOID)}),
    (Call("log", (Product((X, X)),)), {"x": 2 / 0.7}),
    (Call("max", (X, Y)), {"x": 1}),
    (number(3), {}),
    (Call("log", (Y,)), {}),
]


@pytest.mark.parametrize(("formula", "slopes"), SLOPES)
def test_how_a_formula_reacts_to_its_names(formula: Expr, slopes: dict[str, float]) -> None:
    found = sensitivity(formula, {"x": 0.7, "y": -1.3}.__getitem__)
    assert found.keys() == slopes.keys()
    for name, slope in slopes.items():
        assert isclose(found[name], slope, rel_tol=1e-6), name


def test_a_softmax_reacts_to_all_net_inputs_of_its_layer() -> None:
    nets = {"a": 0.2, "b": -0.5, "c": 1.1}
    whole = sum(map(exp, nets.values()))
    share = {name: exp(net) / whole for name, net in nets.items()}
    formula = Call("softmax", tuple(map(Name, ("a", "a", "b", "c"))))
    found = sensitivity(formula, nets.__getitem__)
    assert isclose(found["a"], share["a"] * (1 - share["a"]))
    assert isclose(found["b"], -share["a"] * share["b"])
    assert isclose(found["c"], -share["a"] * share["c"])


def test_a_band_adds_half_a_unit_of_all_that_is_read() -> None:
    mazur = subject("mazur")
    lines = right_lines("dE_total/dw5", (), mazur)
    delta, sent = mazur.values["dE_total/dnet_o1"], mazur.values["out_h1"]
    found = spread(lines, mazur, again=frozenset())
    # 0.1385 is good to 0.00005, and so is 0.5933.
    assert isclose(found.band(Grid(4)), 5e-5 * (delta + sent), rel_tol=1e-3)
    assert isclose(found.band(Grid(2, decimals=True)), 5e-3 * (delta + sent), rel_tol=1e-3)


def test_what_the_file_states_and_what_ends_has_no_band() -> None:
    mazur = subject("mazur")
    lines = right_lines("net_h1", (), mazur)
    assert spread(lines, mazur, again=frozenset()).band(Grid(4)) < 1e-6
    assert Grid(4).half(0.3775) == 0
    assert isclose(Grid(3).half(0.3775), 0.0005)


# What is said.


def told(scenario: str, quantity: str, typed: str, form: Form = Form.EITHER) -> str:
    """Return what is said about an answer, as one text."""
    of = subject(scenario)
    question = Question(quantity, form, of.scenario.digits)
    verdict = Judge(question, of).judge(typed)
    return " ".join(
        line.strip() for block in said(verdict, question, of) for line in lines_of(block, UNICODE)
    )


@pytest.mark.parametrize(
    ("quantity", "typed", "expected"),
    [
        ("dE_total/dw5", "0.7414*0.5933", "0.7414*0.5933 is ∂E_total/∂out_o1 · out_h1."),
        ("dE_total/dw5", "0.1385*out_h2", "0.1385*out_h2 is ∂E_total/∂net_o1 · out_h2."),
        ("dE_total/dw5", "0.1385*out_h1", "With names in the place of the numbers"),
        ("dE_total/dw5", "0.4366", "with numbers rounded on the way"),
        ("dE_total/dw5", "0.08260", "rounded to 2 figures"),
        ("dE_total/dw5", "0.06000", "rounded to 1 decimal."),
        ("dE_total/dw5", "0.08215", "when the numbers on the way are rounded."),
        ("dE_total/dw5", "0.0713", "I do not recognise where this number comes from."),
        ("net_h2", "0.3775", "That is net_h1; the question asks for net_h2."),
    ],
)
def test_what_is_said_of_an_answer(quantity: str, typed: str, expected: str) -> None:
    assert expected in told("mazur", quantity, typed)


def test_the_sign_is_told_in_words_that_are_true_of_outputs_too_large() -> None:
    assert subject("mazur").values["dE_total/dout_o1"] > 0
    message = told("mazur", "dE_total/dout_o1", "-0.7414")
    assert "positive where it is too large" in message


def test_a_loss_that_is_halved_is_told_nothing_of_gradients() -> None:
    message = told("mazur", "E_total", "0.1492")
    assert "averages over its outputs" in message
    assert "gradient" not in message


def test_a_textbook_form_is_right_for_its_targets() -> None:
    assert "for these targets" in told("softmax", "dE_total/dnet_y1", "y1")
    assert "Not counted" in told("mazur", "dE_total/dw5", "0.1385*out_h1", Form.FORMULA)


def test_a_velocity_is_read_from_the_screen_where_no_file_states_it() -> None:
    """Weights after some updates are shown with all their digits, velocities are not."""
    later = subject_of(replace(network([1, 1], "sigmoid"), optimizer="momentum"), after=2)
    lines = right_lines("v_w1_new", (), later)
    read = {number for number, _ in spread(lines, later, again=frozenset()).reads}
    assert read == {later.values["v_w1"], later.values["dE_total/dw1"]}


def test_a_velocity_that_the_file_states_is_exact() -> None:
    begun = replace(network([1, 1], "sigmoid"), optimizer="momentum", state={"v_w1": _STATED})
    about = subject_of(begun)
    assert about.values["v_w1"] == float(_STATED)
    lines = right_lines("v_w1_new", (), about)
    read = {number for number, _ in spread(lines, about, again=frozenset()).reads}
    assert read == {about.values["dE_total/dw1"]}


_STATED = Decimal("0.123456")


def test_first_only_what_is_read_is_rounded_and_then_all_on_the_way() -> None:
    mazur = subject("mazur")
    lines = [(name, mazur[name].formula) for name in ("out_h1", "net_o1")]
    sent = 1 / (1 + exp(-0.38))
    found = list(rounded_on_the_way(lines, mazur, Grid(2, decimals=True)))
    assert found == pytest.approx([0.4 * of + 0.45 * 0.60 + 0.6 for of in (sent, 0.59)], rel=1e-12)


def test_where_rounding_leaves_nothing_to_divide_by_nothing_comes_out() -> None:
    mazur = subject("mazur")
    apart = Sum((Name("out_h1"), Negative(Name("out_h2"))))  # 0.5933 and 0.5969.
    lines = [("E_total", Quotient(number(1), apart))]
    assert list(rounded_on_the_way(lines, mazur, Grid(1, decimals=True))) == []


def test_what_the_file_states_is_not_rounded_on_the_whole_way() -> None:
    """Weights with nine figures, in a sum of them: whatever one rounds to, it is that sum."""
    xor = subject("siraj-xor")
    lines = whole_way("net_h1[1]", xor)
    for grid in COARSE:
        assert list(rounded_on_the_way(lines, xor, grid)) == [xor.values["net_h1[1]"]]


def test_a_number_that_is_not_finite_widens_no_band() -> None:
    """An idea may lead to one; what else is read can still be rounded."""
    mazur = subject("mazur")
    endless = Quotient(number(1), Sum((Name("i1"), Negative(Name("i1")))))
    lines = [("E_o1", endless), ("E_total", mazur["E_total"].formula)]
    found = spread(lines, mazur, again=frozenset({"E_o1"}))
    assert [number for number, _ in found.reads] == [mazur.values["E_o2"]]


# The learner's own values.


def test_a_number_may_stand_for_the_learners_own_earlier_answer() -> None:
    mazur = subject("mazur")
    judge = Judge(Lesson(mazur).question("dE_total/dw5"), mazur)
    own = {"dE_total/dnet_o1": 0.139}
    assert judge.judge("0.139*out_h1", own).kind is Correctness.RIGHT
    assert judge.judge("0.131*out_h1", own).kind is Correctness.WRONG
    assert judge.judge("0.08246", own).kind is Correctness.RIGHT, "0.139 times the output of h1"
