"""Every derivative of random networks, against oracles written here that know no formula.

The networks are played forward by plain Python that only knows the scenario: in floats, and with 50
digits for central differences. The plain back-propagation is the usual recursion over layers.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count, pairwise, product
from types import ModuleType
from typing import Any

import mpmath
import pytest
from networks import NONE, OWN, SHARED, network
from together import together
from tried import slow_but

from backprop_tutor.maths.oracle.high_precision import precise
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.tape import Role, Tape
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.scenario.scenario import Part, Scenario

NETWORKS = range(96)
DIGITS = 50
STEP = "1e-16"
KINK_FREE = 0.02
"""How far from 0 the net inputs of ReLU are kept: a central difference must not reach over it."""

Values = dict[str, Any]


def close(value: float, expected: Any) -> bool:
    return math.isclose(value, float(expected), rel_tol=1e-9, abs_tol=1e-15)


# The networks.


@cache
def drawn(seed: int) -> Scenario:
    """Return the network of a seed: its last layer, loss and depth go through all that there is."""
    draw = random.Random(seed)
    lasts = [
        *product(("sigmoid", "tanh", "relu", "linear"), ("half_squared_error", "squared_error")),
        *product(("softmax",), ("cross_entropy", "half_squared_error", "squared_error")),
    ]
    last, loss = lasts[seed % len(lasts)]
    depth = 1 + seed // len(lasts) % 4
    hidden = [draw.choice(("sigmoid", "tanh", "relu", "linear")) for _ in range(depth - 1)]
    sizes = [draw.randint(1, 4) for _ in range(depth)]
    sizes.append(draw.randint(2 if last == "softmax" else 1, 4))
    biases = [draw.choice((OWN, SHARED, NONE)) for _ in range(depth)]
    for attempt in count(1000 * seed):
        scenario = network(
            sizes,
            [*hidden, last],
            loss=loss,
            biases=biases,
            seed=attempt,
            targets=_targets(draw, loss, sizes[-1]),
            frozen=draw.sample(sorted(_names(sizes, biases)), draw.randint(0, 2)),
        )
        if _away_from_kinks(scenario):
            return scenario
    raise AssertionError("a network without kinks is always found")


def _names(sizes: list[int], biases: list[str]) -> set[str]:
    weights = sum(one * other for one, other in pairwise(sizes))
    own = sum(size for size, kind in zip(sizes[1:], biases, strict=True) if kind == OWN)
    return {
        *(f"w{index + 1}" for index in range(weights)),
        *(f"b{index + 1}" for index in range(own + biases.count(SHARED))),
    }


def _targets(draw: random.Random, loss: str, size: int) -> list[str]:
    if loss != "cross_entropy":
        return [f"{draw.uniform(-1, 1):.2f}" for _ in range(size)]
    if draw.random() < 0.5:
        return [f"{draw.uniform(0.05, 1):.2f}" for _ in range(size)]
    hot = draw.randrange(size)
    return ["1" if index == hot else "0" for index in range(size)]


def _away_from_kinks(scenario: Scenario) -> bool:
    values = played(scenario, math)
    return all(
        layer.activation != "relu" or abs(values[f"net_{neuron.name}"]) > KINK_FREE
        for layer in scenario.layers
        for neuron in layer.neurons
    )


# The oracles.


def played(
    scenario: Scenario,
    field: ModuleType,
    nudged: str = "",
    by: Any = 0,
    parameters: Mapping[str, Any] | None = None,
) -> Values:
    """Play a network forward in floats (``math``) or in ``mpmath``, and return all values.

    One quantity may be nudged: what is calculated from it feels it, what it is calculated from
    does not.
    """
    number = float if field is math else lambda exact: mpmath.mpf(str(exact))
    values: Values = {}

    def define(name: str, value: Any) -> None:
        values[name] = value + by if name == nudged else value

    for name, exact in scenario.inputs.items():
        define(name, number(exact))
    for name, exact in scenario.parameters.items():
        define(name, number(exact) if parameters is None else parameters[name])
    for name, exact in scenario.targets.items():
        define(f"target_{name}", number(exact))
    for layer in scenario.layers:
        for neuron in layer.neurons:
            net = values[neuron.bias] if neuron.bias else number(0)
            for weight, sender in zip(neuron.weights, layer.senders, strict=True):
                net += values[weight] * values[f"out_{sender}" if sender[0] != "i" else sender]
            define(f"net_{neuron.name}", net)
        for neuron in layer.neurons:
            define(f"out_{neuron.name}", _activated(layer, neuron.name, values, field))
    outputs = [neuron.name for neuron in scenario.layers[-1].neurons]
    errors = []
    for name in outputs:
        t, o = values[f"target_{name}"], values[f"out_{name}"]
        if scenario.loss == "cross_entropy":
            errors.append(-t * field.log(o))
        else:
            errors.append((t - o) ** 2 / (2 if scenario.loss == "half_squared_error" else 1))
        if len(outputs) > 1:
            define(f"E_{name}", errors[-1])
    define("E_total", sum(errors[1:], errors[0]))
    return values


def _activated(layer: Layer, name: str, values: Values, field: ModuleType) -> Any:
    net = values[f"net_{name}"]
    if layer.activation == "sigmoid":
        return 1 / (1 + field.exp(-net))
    if layer.activation == "tanh":
        return field.tanh(net)
    if layer.activation == "relu":
        return net if net > 0 else net * 0
    if layer.activation == "softmax":
        return field.exp(net) / sum(field.exp(values[f"net_{n.name}"]) for n in layer.neurons)
    assert layer.activation == "linear"
    return net


@dataclass(frozen=True)
class Differences:
    """The effect on everything of nudging one quantity, for each quantity nudged."""

    ends: Mapping[str, tuple[Values, Values]]

    def of(self, derivative: str) -> Any:
        """Return dA/dB as (A at B + h − A at B − h)/2h."""
        above, below = derivative[1:].split("/d")
        plus, minus = self.ends[below]
        with mpmath.workdps(DIGITS):
            return (plus[above] - minus[above]) / (2 * mpmath.mpf(STEP))


@cache
def differences(seed: int) -> Differences:
    scenario = drawn(seed)
    below = [
        *scenario.parameters,
        *(f"net_{n.name}" for layer in scenario.layers for n in layer.neurons),
        *(f"out_{n.name}" for layer in scenario.layers for n in layer.neurons),
    ]
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(STEP)
        ends = {
            name: (
                played(scenario, mpmath, name, step),
                played(scenario, mpmath, name, -step),
            )
            for name in below
        }
    return Differences(ends)


def backpropagated(scenario: Scenario, values: Values) -> dict[str, float]:
    """Return dE/dw of every parameter by the usual recursion, layer by layer, in plain floats."""
    gradients = dict.fromkeys(scenario.parameters, 0.0)
    slopes = {}  # dE/dout of the layer at hand.
    for neuron in scenario.layers[-1].neurons:
        t, o = values[f"target_{neuron.name}"], values[f"out_{neuron.name}"]
        if scenario.loss == "cross_entropy":
            slopes[neuron.name] = -t / o
        else:
            slopes[neuron.name] = (o - t) * (1 if scenario.loss == "half_squared_error" else 2)
    for layer in reversed(scenario.layers):
        outs = {neuron.name: values[f"out_{neuron.name}"] for neuron in layer.neurons}
        mean = sum(slopes[name] * out for name, out in outs.items())
        back = dict.fromkeys(layer.senders, 0.0)
        for neuron in layer.neurons:
            out, slope = outs[neuron.name], slopes[neuron.name]
            delta = {
                "sigmoid": slope * out * (1 - out),
                "tanh": slope * (1 - out * out),
                "relu": slope if values[f"net_{neuron.name}"] > 0 else 0.0,
                "linear": slope,
                "softmax": out * (slope - mean),
            }[layer.activation]
            for weight, sender in zip(neuron.weights, layer.senders, strict=True):
                sent = values[sender if sender in scenario.inputs else f"out_{sender}"]
                gradients[weight] += delta * sent
                back[sender] += delta * values[weight]
            if neuron.bias:
                gradients[neuron.bias] += delta
        slopes = back
    return gradients


# The tests.


@cache
def tape(seed: int) -> Tape:
    return tape_of(drawn(seed))


def test_the_networks_are_of_every_kind() -> None:
    layers = [layer for seed in NETWORKS for layer in drawn(seed).layers]
    assert {layer.activation for layer in layers} == {
        "sigmoid",
        "tanh",
        "relu",
        "linear",
        "softmax",
    }
    assert {drawn(seed).loss for seed in NETWORKS} == {
        "half_squared_error",
        "squared_error",
        "cross_entropy",
    }
    assert {len(drawn(seed).layers) for seed in NETWORKS} == {1, 2, 3, 4}
    assert {len(layer.neurons) for layer in layers} == {1, 2, 3, 4}
    assert {len(layer.senders) for layer in layers} == {1, 2, 3, 4}
    assert {layer.neurons[0].bias is None for layer in layers} == {True, False}
    shared = {len({n.bias for n in layer.neurons}) < len(layer.neurons) for layer in layers}
    assert shared == {True, False}
    assert {len(drawn(seed).frozen) for seed in NETWORKS} == {0, 1, 2}
    # ReLUs both open and closed.
    nets = [
        played(drawn(seed), math)[f"net_{neuron.name}"] > 0
        for seed in NETWORKS
        for layer in drawn(seed).layers
        if layer.activation == "relu"
        for neuron in layer.neurons
    ]
    assert set(nets) == {True, False}


@together("seed", NETWORKS)
def test_the_forward_pass(seed: int) -> None:
    scenario, values = drawn(seed), tape(seed).at()
    expected = played(scenario, math)
    assert {
        name for name, line in tape(seed).items() if line.part in (Part.FORWARD, Part.ERROR)
    } == expected.keys() - {*scenario.inputs, *scenario.parameters} - {
        f"target_{name}" for name in scenario.targets
    }
    for name, value in expected.items():
        assert math.isclose(values[name], value, rel_tol=1e-12, abs_tol=1e-15), name


def expected_derivatives(scenario: Scenario) -> set[str]:
    """The names that the agreed page of names asks for, written out from the network alone."""
    names = {f"dE_total/d{parameter}" for parameter in scenario.parameters}
    for index, layer in enumerate(scenario.layers):
        every = [neuron.name for neuron in layer.neurons]
        for neuron in layer.neurons:
            n = neuron.name
            names |= {f"dE_total/dout_{n}", f"dE_total/dnet_{n}"}
            moved = every if layer.activation == "softmax" else [n]
            names |= {f"dout_{other}/dnet_{n}" for other in moved}
            names |= {f"dnet_{n}/d{parameter}" for parameter in neuron.weights}
            names |= {f"dnet_{n}/d{neuron.bias}"} if neuron.bias else set()
            if index:
                names |= {f"dnet_{n}/dout_{sender}" for sender in layer.senders}
    outputs = scenario.layers[-1].neurons
    if len(outputs) > 1 and len(scenario.layers) > 1 and layer.activation != "softmax":
        names |= {
            f"dE_{output.name}/dout_{sender}" for output in outputs for sender in layer.senders
        }
    return names


@pytest.mark.parametrize("seed", slow_but(NETWORKS[::4], NETWORKS))
def test_every_derivative_against_central_differences(seed: int) -> None:
    lines, values = tape(seed), tape(seed).at()
    derivatives = [name for name, line in lines.items() if line.part is Part.BACKWARD]
    assert len(derivatives) == len(set(derivatives))
    assert set(derivatives) == expected_derivatives(drawn(seed))
    for name in derivatives:
        assert close(values[name], differences(seed).of(name)), name


@pytest.mark.parametrize("seed", NETWORKS[::4])
def test_every_derivative_to_many_digits(seed: int) -> None:
    """The formulas are the derivatives, and not only as far as floats can see."""
    exact = precise(tape(seed), DIGITS)
    for name, line in tape(seed).items():
        if line.part is Part.BACKWARD:
            assert mpmath.almosteq(exact[name], differences(seed).of(name), 1e-24, 1e-24), name


@together("seed", NETWORKS)
def test_gradients_against_plain_backpropagation(seed: int) -> None:
    scenario, values = drawn(seed), tape(seed).at()
    gradients = backpropagated(scenario, played(scenario, math))
    found = [line.by for line in tape(seed).values() if line.role is Role.GRADIENT]
    assert sorted(found) == sorted(scenario.parameters)  # Frozen ones have a gradient too.
    for name, gradient in gradients.items():
        assert close(values[f"dE_total/d{name}"], gradient), name


@together("seed", NETWORKS)
def test_update_and_the_pass_after_it(seed: int) -> None:
    scenario, lines = drawn(seed), tape(seed)
    values = lines.at()
    before = played(scenario, math)
    gradients = backpropagated(scenario, before)
    rate = float(scenario.learning_rate or 0)
    after = {
        name: before[name] - (0 if name in scenario.frozen else rate * gradient)
        for name, gradient in gradients.items()
    }
    updated = [line.of for line in lines.values() if line.role is Role.UPDATE]
    assert sorted(updated) == sorted(scenario.parameters.keys() - scenario.frozen)
    for name in updated:
        assert math.isclose(values[f"{name}_new"], after[name], rel_tol=1e-9, abs_tol=1e-12)
    if not updated:
        assert "E_total_new" not in lines
        return
    again = played(scenario, math, parameters=after)
    named = [name for name, line in lines.items() if line.part is Part.AGAIN]
    assert named
    for name in named:
        assert close(values[name], again[name.removesuffix("_new")]), name
    assert named[-1] == "E_total_new"


@pytest.mark.parametrize("seed", NETWORKS[::3])
def test_shares_add_to_the_whole(seed: int) -> None:
    """Σ over outputs dE_o/dout_h = dE_total/dout_h."""
    scenario, values = drawn(seed), tape(seed).at()
    if len(scenario.layers) < 2:
        return
    for sender in scenario.layers[-1].senders:
        names = [f"dE_{output}/dout_{sender}" for output in scenario.outputs]
        shares = [values[name] for name in names if name in tape(seed)]
        if shares:
            assert close(math.fsum(shares), values[f"dE_total/dout_{sender}"])


@pytest.mark.parametrize("seed", NETWORKS[::3])
def test_one_parameter_alone_has_the_same_gradient(seed: int) -> None:
    scenario, whole = drawn(seed), tape(seed).at()
    for name in list(scenario.parameters)[:: max(1, len(scenario.parameters) // 4)]:
        alone = tape_of(scenario, only=(name,))
        assert alone.at()[f"dE_total/d{name}"] == whole[f"dE_total/d{name}"]
        assert all(alone[key].formula == tape(seed)[key].formula for key in alone)


@pytest.mark.parametrize("bias", ["0.1", "-0.25"])
def test_numbers_may_be_replaced(bias: str) -> None:
    """A pass at other numbers is the pass of the scenario with those numbers."""
    one = network((2, 3, 2), "tanh", biases=SHARED, seed=5)
    other = network((2, 3, 2), "tanh", biases=SHARED, seed=5, numbers={"b1": bias})
    assert one.parameters["b1"] != other.parameters["b1"] == Decimal(bias)
    here, there = tape_of(one).at({"b1": float(bias)}), tape_of(other).at()
    assert {name: here[name] for name in here} == {name: there[name] for name in there}
