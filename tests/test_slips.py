"""Plain slips: which are thought of, and which would be no slip at all."""

from dataclasses import replace
from decimal import Decimal

import pytest
from networks import mazur, network

from backprop_tutor.loader import load, load_text
from backprop_tutor.maths.tape.tape import SPLIT
from backprop_tutor.scenario.scenario import Method, Sample, Scenario, Update
from backprop_tutor.teaching.judging.slips import (
    OtherQuantity,
    of_formula,
    of_number,
    other_quantities,
)
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.wording import text

SAMPLES = tuple(
    Sample({"i1": Decimal(one), "i2": Decimal("0.2")}, {"o1": Decimal(target)})
    for one, target in (("0.5", "0.7"), ("-1.2", "0.1"))
)


def _scenario(name: str) -> Scenario:
    match name:
        case "shares":
            return replace(load("mazur"), method=Method.ERROR_SPLIT)
        case "rate 1":
            return mazur(learning_rate=Decimal(1))
        case "no rate":
            return mazur(learning_rate=None)
        case "one output":
            return network([2, 2, 1], "sigmoid")
        case "samples":
            one = network([2, 2, 1], "sigmoid")
            return replace(one, samples=SAMPLES, update=Update.ONLINE, optimizer="momentum")
        case "linear":
            return network([2, 2, 1], ["sigmoid", "linear"])
        case "wide":
            return network([12, 12, 2], "sigmoid")
        case _:
            return load(name)


def _subject(name: str) -> Subject:
    return subject_of(_scenario(name))


def _others(name: str, asked: str) -> list[str]:
    return [slip.quantity for slip in other_quantities(asked, _subject(name))]


def test_a_gradient_is_named_before_the_corrected_moment_that_it_equals_at_first() -> None:
    adam = replace(network([2, 2, 1], "sigmoid"), optimizer="adam")
    subject = subject_of(adam)
    met = [slip.quantity for slip in other_quantities("w5_new", subject)]
    assert subject.values["m_w5_hat"] == pytest.approx(subject.values["dE_total/dw5"])
    assert met.index("dE_total/dw5") < met.index("m_w5_hat")


def test_the_nearest_of_the_same_role_comes_first() -> None:
    assert _others("mazur", "out_h2")[:6] == [
        *("out_h1", "out_o1", "out_o2"),
        *("net_h2", "net_h1", "b2"),
    ]
    assert _others("samples", "net_o1[2]")[:4] == [
        *("net_h2[2]", "net_h1[2]"),
        *("net_o1[1]", "net_h2[1]"),
    ]


def test_what_all_samples_share_comes_before_what_belongs_to_another_one() -> None:
    others = _others("samples", "net_o1[2]")
    shared = [others.index(name) for name in ("w1", "b1")]
    assert others.index("out_h2[2]") < others.index("out_o1[1]")
    assert max(shared) < others.index("out_o1[1]")


MET = [
    # scenario, asked, met by then, not met yet or nothing to be met
    # What comes later is of the same role.
    ("mazur", "net_h1", "net_h2 net_o1 i1 w1 b1", "out_h1 net_h1_new target_o1 eta E_o1"),
    ("mazur", "E_o1", "target_o1 out_o2 E_o2", "eta E_total dE_total/dw5"),
    ("mazur", "dE_total/dnet_h1", "dE_total/dw5 dE_total/dnet_h2 E_total", "dE_total/dw1 eta"),
    ("mazur", "w5_new", "eta dE_total/dw1 w8_new", "net_h1_new E_total_new"),
    # A slope that is 1 has no number of its own, and one that is w7 is w7.
    ("mazur", "dE_total/dw1", "w7 dout_h1/dnet_h1", "dnet_o1/db2 dnet_o2/dout_h1 dnet_o1/dw5"),
    # What a linear neuron sends is its net input by another name, and still a quantity.
    ("linear", "dE_total/dnet_h1", "out_o1 net_o1 w5", "dnet_o1/dout_h1 eta"),
    # Shares of the error know no loss and no derivatives.
    ("shares", "blame_h2_o2", "blame_h1_o2 share_w8 miss_o2 out_o1", "E_o1 E_total dE_total/dw5"),
    ("shares", "dE_total/dw5", "E_total dE_total/dout_o1 dE_total/dw6", "w5_new"),
    # Of a later sample nothing is met; of an earlier one all.
    ("samples", "net_o1[1]", "net_h1[1] i1[1] w1", "net_o1[2] net_h1[2] i1[2] mu v_w1"),
    ("samples", "net_o1[2]", "net_o1[1] net_h1[2] i1[1] i1[2]", "target_o1[1] E_total[1]"),
    ("samples", "w1_new", "mu v_w1 eta dE_total/dw1[2] i1[2] net_o1[1]", "net_o1_new[1]"),
    ("samples", "w1_new[1]", "mu v_w1 eta", "w1_new[2] dE_total/dw1[2]"),
]


@pytest.mark.parametrize(
    ("name", "asked", "met", "unmet"), MET, ids=[f"{row[0]} {row[1]}" for row in MET]
)
def test_what_is_taken_for_something_else_has_been_met(
    name: str, asked: str, met: str, unmet: str
) -> None:
    others = set(_others(name, asked))
    tape = _subject(name).tape
    assert {*met.split(), *unmet.split()} <= set(tape)
    assert set(met.split()) <= others
    assert others.isdisjoint(unmet.split())
    assert asked not in others


def test_what_has_the_same_value_is_no_other_quantity() -> None:
    """Whoever gives it has given the right answer."""
    twins = load("mazur").parameters
    twins = {**twins, "w3": twins["w1"], "w4": twins["w2"]}
    subject = subject_of(mazur(parameters=twins))
    assert subject.values["out_h1"] == subject.values["out_h2"]
    others = [slip.quantity for slip in other_quantities("out_h1", subject)]
    assert others[:3] == ["out_o1", "out_o2", "net_h1"]


def test_in_a_wide_network_only_the_nearest_are_looked_at() -> None:
    assert len(_others("wide", "dE_total/dw1")) <= 150 < len(_subject("wide").tape)
    slips = of_formula("dE_total/dw1", _subject("wide"))
    assert sum(isinstance(slip, OtherQuantity) for slip in slips) == 24


FACTORS = {"sign": 1, "decimal-point": 6, "factor-2": 1, "factor-half": 1}
SCALED = [
    # scenario, asked, whether by the rate, whether by the number of outputs
    ("mazur", "dE_total/dw5", True, True),
    ("mazur", "out_h1", True, True),
    ("mazur", "w5_new", False, True),  # There the rate belongs.
    ("rate 1", "dE_total/dw5", False, True),
    ("no rate", "dE_total/dw5", False, True),
    ("one output", "dE_total/dw5", True, False),
    ("shares", "blame_h1_o1", False, False),
    ("shares", "dE_total/dw5", True, True),
]


@pytest.mark.parametrize(
    ("name", "asked", "by_rate", "by_outputs"), SCALED, ids=[f"{row[0]} {row[1]}" for row in SCALED]
)
def test_a_number_is_scaled_by_what_could_have_slipped_in(
    name: str, asked: str, by_rate: bool, by_outputs: bool
) -> None:
    subject = _subject(name)
    right = subject.values[asked]
    found = list(of_number(asked, subject))
    counts = {slip.id: [one.id for one in found].count(slip.id) for slip in found}
    assert counts == FACTORS | ({"rate-in-gradient": 2} if by_rate else {}) | (
        {"mean-for-sum": 2} if by_outputs else {}
    )
    points = [slip.factor for slip in found if slip.id == "decimal-point"]
    assert points == [10.0**power for power in (1, -1, 2, -2, 3, -3)]
    for slip in found:
        assert slip.value == pytest.approx(right * slip.factor, rel=1e-12)
    if by_rate:
        rate = subject.values["eta"]
        assert [slip.factor for slip in found if slip.id == "rate-in-gradient"] == [rate, 1 / rate]


def test_a_formula_is_turned_and_doubled_but_has_no_decimal_point() -> None:
    found = list(of_formula("dE_total/dw5", _subject("mazur")))
    assert [slip.id for slip in found if not isinstance(slip, OtherQuantity)] == [
        *("sign", "factor-2", "factor-half")
    ]


def test_nothing_is_left_of_0_by_a_factor() -> None:
    subject = subject_of(mazur(targets={"o1": Decimal(0), "o2": Decimal(0)}, parameters=_ZEROS))
    zero = "dE_total/dout_h1"
    assert subject.values[zero] == 0
    assert list(of_number(zero, subject)) == []
    assert all(isinstance(slip, OtherQuantity) for slip in of_formula(zero, subject))


_ZEROS = {**load("mazur").parameters, **dict.fromkeys(("w5", "w7"), Decimal(0))}


def test_shares_are_the_roles_without_a_loss() -> None:
    tape = _subject("shares").tape
    assert {name.partition("_")[0] for name, line in tape.items() if line.role in SPLIT} == {
        *("miss", "share", "blame")
    }


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ("half_squared_error", "the number of outputs; this loss is a sum."),
        ("mean_squared_error", "the number of outputs; this loss is their mean."),
    ],
)
def test_a_mean_is_not_called_a_sum(loss: str, words: str) -> None:
    about = subject_of(network([2, 2, 2], "sigmoid", loss=loss))
    told = {
        text(slip.say, outputs=2)
        for slip in of_number("dE_total/dw1", about)
        if slip.id == "mean-for-sum"
    }
    assert told == {f"That is off by a factor of 2, {words}"}


def test_of_a_loss_of_ones_own_nobody_knows_whether_it_is_a_mean() -> None:
    about = subject_of(load_text(_OWN_LOSS, "own.yaml"))
    told = {
        text(slip.say, outputs=2)
        for slip in of_number("dE_total/dw1", about)
        if slip.id == "mean-for-sum"
    }
    assert told == {"That is off by a factor of 2, the number of outputs."}


_OWN_LOSS = """\
version: 1
title: A loss of its own
inputs: {x1: 0.5}
targets: {y1: 0.2, y2: 0.7}
layers:
  - {neurons: [y1, y2], activation: sigmoid, weights: [{w1: 0.3}, {w2: -0.4}]}
loss: {E_o: 3*(t_o - o)^2}
learning_rate: 0.5
"""
