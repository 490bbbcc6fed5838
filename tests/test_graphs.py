"""Every derivative of random free graphs, by what it means: its quantity nudged, and played again.

The graphs and the player are in ``graphs``; the player shares no code with the program.
"""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import mpmath
import pytest
from graphs import DIGITS, OF_ONE_NEURON, TABLE, Graph, drawn, features
from together import together
from tried import slow_but

from backprop_tutor.formula.expression import ZERO, Expr, names_in
from backprop_tutor.maths.calculus.derivation import derivation
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.maths.oracle.high_precision import precise
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import GIVEN, Line, Role, Tape
from backprop_tutor.scenario.scenario import Direction, Part

GRAPHS = range(200)
EIGHTHS = [GRAPHS[start::8] for start in range(8)]
"""Whose derivatives are tried in eight tests, of which one is quick."""


@cache
def tape(seed: int) -> Tape:
    return tape_of(drawn(seed).scenario)


def precisely(formula: Expr, values: Mapping[str, Any]) -> Any:
    """Return the value of a formula among others that are known, to many digits."""
    one = Line("found", Role.NODE, Part.FORWARD, "found", "", lambda: formula)
    return precise(Tape([one]), DIGITS, values)["found"]


def close(value: float, expected: Any) -> bool:
    return math.isclose(value, float(expected), rel_tol=1e-9, abs_tol=1e-15)


LEAST = {
    "gate": 100,
    "shared weight": 50,
    "product of parameters": 20,
    "skip connection": 50,
    "fork": 50,
    "threshold": 30,
    "quotient": 20,
    "power": 50,
    "softmax over values": 20,
    "softmax over sums": 20,
    "parameter used by no node": 2,
    "frozen": 20,
    "no update": 50,
    "target on a gate": 30,
    "target on a neuron": 50,
    "output that feeds a node": 20,
    "parameter in the loss": 10,
    "several nodes in one error": 1,
    "loss of its own": 20,
    "directly and through another": 10,
    "call max of 2": 10,
    "call max of 3": 3,
    "call min of 2": 5,
    "call min of 3": 3,
    **{f"outputs {many}": 20 for many in (1, 2, 3)},
    **{f"differentiate {kind}": 10 for kind in ("gate", "neuron", "softmax")},
    **{f"direction {direction}": 20 for direction in Direction},
    **{f"activation {name}": 5 for name in OF_ONE_NEURON},
    **{f"loss {name}": 10 for name in TABLE},
    **{f"call {name}": 5 for name in ("relu", "leaky_relu", "abs", "exp", "log", "sqrt")},
    **{f"call {name}": 5 for name in ("sigmoid", "tanh", "softplus", "bipolar_sigmoid")},
    **{f"call {name}": 3 for name in ("sin", "cos", "erf", "sign", "where of 3")},
    **{f"call {name}": 3 for name in ("silu", "gelu", "hard_tanh", "relu6")},
}
"""In how many graphs each thing is at least."""


def test_the_graphs_are_of_every_kind() -> None:
    found: Counter[str] = sum((features(drawn(seed).scenario) for seed in GRAPHS), Counter())
    assert set(found) == set(LEAST)
    assert {name: found[name] for name, least in LEAST.items() if found[name] < least} == {}
    assert set(TABLE) == set(LOSSES)


@together("seed", GRAPHS)
def test_the_forward_pass(seed: int) -> None:
    graph, lines = drawn(seed), tape(seed)
    played = graph.nudged("", 0)
    forward = [name for name, line in lines.items() if line.part in (Part.FORWARD, Part.ERROR)]
    assert forward == list(graph.lines)
    given = [name for name, line in lines.items() if line.role in GIVEN - {Role.RATE}]
    assert {*given, *forward} == set(played)
    values = lines.at()
    assert [name for name in forward if not close(values[name], played[name])] == []


def _expected(graph: Graph, lines: Tape) -> set[str]:
    """The derivatives of the aim that there have to be: for all that is moved, and moves it."""
    moved = set(graph.scenario.movable)
    for name in graph.lines:
        if moved & set(names_in(lines[name].formula)):
            moved.add(name)
    behind = {graph.aim}
    for name in reversed(graph.lines):
        if name in behind:
            behind |= set(names_in(lines[name].formula))
    between = {name for name in moved & behind if lines[name].role is not Role.ERROR}
    return {f"d{graph.aim}/d{name}" for name in (between | {*graph.scenario.movable}) - {graph.aim}}


@pytest.mark.parametrize("seeds", slow_but(EIGHTHS[:1], EIGHTHS), ids=str)
def test_every_derivative_is_what_it_means(seeds: range) -> None:
    together("seed", seeds)(every_derivative_is_what_it_means)()


def every_derivative_is_what_it_means(seed: int) -> None:
    """dE/ds: all that comes after s is played again; du/ds: the line u alone."""
    graph, lines = drawn(seed), tape(seed)
    values, aim = lines.at(), graph.aim
    of_aim = set()
    with mpmath.workdps(DIGITS):
        exact = precise(lines, DIGITS)
        for name, line in lines.items():
            if line.part is not Part.BACKWARD:
                continue
            of, by = name[1:].split("/d")
            assert (line.of, line.by) == (of, by)
            if of == aim:
                of_aim.add(name)
            over_all = of == aim or line.role is Role.SHARE
            meant = graph.slope(of, by) if over_all else graph.slope_alone(of, by)
            assert abs(exact[name] - meant) <= 1e-25 * abs(meant) + mpmath.mpf("1e-28"), name
            assert close(values[name], meant), name
    assert of_aim == _expected(graph, lines)


@pytest.mark.slow
@together("seed", GRAPHS[::2])
def test_the_rules_of_calculus_lead_to_every_slope(seed: int) -> None:
    """What ``why`` shows of a line by each of its names has the slope's value at every step."""
    graph, lines = drawn(seed), tape(seed)
    base = graph.nudged("", 0)
    with mpmath.workdps(DIGITS):
        for of in graph.lines:
            for by in lines[of].uses:
                whole = derivation(lines[of].formula, by)
                meant = graph.slope_alone(of, by)
                for shown in (whole.result, whole.together()):
                    found = precisely(shown, base)
                    assert abs(found - meant) <= 1e-25 * abs(meant) + mpmath.mpf("1e-28"), (of, by)


@together("seed", GRAPHS)
def test_every_line_needs_only_earlier_ones(seed: int) -> None:
    known: set[str] = set()
    for name, line in tape(seed).items():
        assert set(names_in(line.formula)) <= known, name
        known.add(name)


@together("seed", GRAPHS)
def test_no_slope_is_where_nothing_moves(seed: int) -> None:
    """A derivative is said to be 0 outright only by what does not reach the aim."""
    lines = tape(seed)
    for name, line in lines.items():
        if line.role is Role.GRADIENT and line.formula == ZERO:
            assert line.by not in {
                used for used in lines.needed_for(drawn(seed).aim) if lines[used].role in GIVEN
            }, name


@together("seed", GRAPHS)
def test_update_and_the_pass_after_it(seed: int) -> None:
    """w ∓ η·dE/dw, by slopes of the player's own; then everything again at the new weights."""
    graph, lines = drawn(seed), tape(seed)
    scenario, values = graph.scenario, lines.at()
    changed = [name for name in lines if lines[name].part in (Part.UPDATE, Part.AGAIN)]
    if scenario.learning_rate is None:
        assert changed == []
        return
    learning = [name for name in scenario.parameters if name not in scenario.frozen]
    assert changed == [f"{name}_new" for name in (*learning, *graph.lines)]
    step = float(scenario.learning_rate) * (1 if scenario.direction is Direction.ASCENT else -1)
    with mpmath.workdps(DIGITS):
        new = {
            name: mpmath.mpf(str(scenario.parameters[name])) + step * graph.slope(graph.aim, name)
            for name in learning
        }
        after = graph.play(parameters=new)
    for name in changed:
        expected = after.values[name.removesuffix("_new")]
        # Far along a steep slope, values may leave the domain of a logarithm.
        if isinstance(expected, mpmath.mpf) and abs(expected) < 1e6 and min(after.kinks, default=1):
            assert math.isclose(values[name], float(expected), rel_tol=1e-8, abs_tol=1e-12), name


@together("seed", GRAPHS[::5])
def test_one_parameter_alone_has_the_same_derivative(seed: int) -> None:
    scenario, whole = drawn(seed).scenario, tape(seed)
    for name in scenario.movable[:3]:
        alone = tape_of(scenario, only=(name,))
        derivative = f"d{drawn(seed).aim}/d{name}"
        assert close(alone.at()[derivative], whole.at()[derivative])
        backward = {key for key, line in alone.items() if line.part is Part.BACKWARD}
        assert backward <= set(alone.needed_for(derivative))  # Nothing is derived in vain.
