"""Each wrong idea on the way back: at every layer, for one term, one line, a layer and everywhere.

The wrong values come from a back-propagation in floats that is written here and knows nothing of
lines: an idea is one wrong rule of it, held at some places. Whatever differs from the right value
has to be among what the program makes of the idea.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
from networks import mazur, network

from backprop_tutor.loader import load
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.misconceptions import candidates
from backprop_tutor.teaching.subject.subject import Subject, subject_of

SCENARIOS: Mapping[str, Callable[[], Scenario]] = {
    "mazur": mazur,
    "house": lambda: load("house"),
    "softmax": lambda: load("softmax"),
    "defend-intelligence": lambda: load("defend-intelligence"),
    "course-w5": lambda: load("course-w5"),
    "three hidden layers": lambda: network([2, 2, 2, 2, 1], "sigmoid", seed=7),
    "wide and narrow": lambda: network([2, 3, 2, 2], ["tanh", "sigmoid", "sigmoid"], seed=8),
    "narrow and wide": lambda: network([1, 2, 3, 2], ["sigmoid", "tanh", "linear"], seed=9),
}

Place = tuple[int, int, int]
"""A layer, from 0; a neuron of the next layer; a neuron of this one."""


class Ahead:
    """The forward pass of a layered network, in floats."""

    def __init__(self, scenario: Scenario) -> None:
        number = {name: float(value) for name, value in scenario.parameters.items()}
        self.layers = scenario.layers
        self.targets = [float(scenario.targets[unit.name]) for unit in self.layers[-1].neurons]
        self.rate = float(scenario.learning_rate or 0)
        self.frozen = scenario.frozen
        self.weights = [
            [[number[weight] for weight in unit.weights] for unit in layer.neurons]
            for layer in self.layers
        ]
        self.inputs = [float(scenario.inputs[sender]) for sender in self.layers[0].senders]
        self.nets: list[list[float]] = []
        self.outs: list[list[float]] = []
        sent = self.inputs
        for layer, rows in zip(self.layers, self.weights, strict=True):
            biases = [number[unit.bias] if unit.bias else 0.0 for unit in layer.neurons]
            nets = [
                sum(w * s for w, s in zip(row, sent, strict=True)) + bias
                for row, bias in zip(rows, biases, strict=True)
            ]
            whole = sum(map(math.exp, nets))
            functions: dict[str, Callable[[float], float]] = {
                "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
                "tanh": math.tanh,
                "linear": lambda z: z,
                "softmax": lambda z, whole=whole: math.exp(z) / whole,  # type: ignore[misc]
            }
            sent = [functions[layer.activation](z) for z in nets]
            self.nets.append(nets)
            self.outs.append(sent)

    def slope(self, layer: int, neuron: int) -> float:
        out = self.outs[layer][neuron]
        return {"sigmoid": out * (1 - out), "tanh": 1 - out**2, "linear": 1.0}[
            self.layers[layer].activation
        ]

    def sent_to(self, layer: int) -> list[float]:
        return self.outs[layer - 1] if layer else self.inputs


@dataclass(frozen=True)
class Rules:
    """The way back, with one rule in the place of another at some places."""

    back: Callable[[Place], float | None] = lambda place: None
    """What stands for the weight on a path."""
    passed: Callable[[Place], float | None] = lambda place: None
    """What stands for the delta that goes back along it."""
    joined: Callable[[int, int, list[float]], float] = lambda layer, neuron, terms: sum(terms)
    """How the terms of a hidden neuron become one number."""
    slope: Callable[[int, int], float | None] = lambda layer, neuron: None
    sent: Callable[[int, int, int], float | None] = lambda layer, neuron, sender: None
    """What a delta is multiplied by in a gradient."""


def backwards(v: Ahead, rules: Rules) -> dict[str, float]:
    """Return all derivatives of the loss, by the names that the program gives them."""
    found: dict[str, float] = {}
    last = len(v.layers) - 1
    deltas: list[float] = []
    for layer in range(last, -1, -1):
        own: list[float] = []
        for neuron, unit in enumerate(v.layers[layer].neurons):
            if layer == last:
                error = v.outs[layer][neuron] - v.targets[neuron]
                softmax = v.layers[layer].activation == "softmax"
                own.append(error if softmax else error * v.slope(layer, neuron))
            else:
                terms = []
                for receiver, delta in enumerate(deltas):
                    place = (layer, receiver, neuron)
                    weight = v.weights[layer + 1][receiver][neuron]
                    back, passed = rules.back(place), rules.passed(place)
                    terms.append(
                        (delta if passed is None else passed) * (weight if back is None else back)
                    )
                came = rules.joined(layer, neuron, terms)
                slope = rules.slope(layer, neuron)
                found[f"dE_total/dout_{unit.name}"] = came
                own.append(came * (v.slope(layer, neuron) if slope is None else slope))
            found[f"dE_total/dnet_{unit.name}"] = own[neuron]
            for sender, weight_name in enumerate(unit.weights):
                multiplied = rules.sent(layer, neuron, sender)
                if multiplied is None:
                    multiplied = v.sent_to(layer)[sender]
                found[f"dE_total/d{weight_name}"] = own[neuron] * multiplied
        deltas = own
    return found


Held = Callable[[Place], bool]


def places(v: Ahead) -> Iterator[tuple[str, Held]]:
    """Yield where an idea about paths may be held."""
    yield "everywhere", lambda place: True
    for layer in range(len(v.layers) - 1):
        yield f"layer {layer}", lambda place, here=layer: place[0] == here  # type: ignore[misc]
        for neuron in range(len(v.layers[layer].neurons)):
            yield (
                f"all terms of {layer}.{neuron}",
                lambda place, here=(layer, neuron): (place[0], place[2]) == here,  # type: ignore[misc]
            )
            for receiver in range(len(v.layers[layer + 1].neurons)):
                yield (
                    f"the term {layer}.{neuron} from {receiver}",
                    lambda place, here=(layer, receiver, neuron): place == here,  # type: ignore[misc]
                )


def updated(v: Ahead, right: Mapping[str, float], place: Place) -> float | None:
    layer, receiver, neuron = place
    name = v.layers[layer + 1].neurons[receiver].weights[neuron]
    if name in v.frozen:
        return None
    return v.weights[layer + 1][receiver][neuron] - v.rate * right[f"dE_total/d{name}"]


def on_paths(v: Ahead, right: Mapping[str, float]) -> Iterator[tuple[str, str, Rules]]:
    """Yield the ideas about single terms: each with where it is held."""
    last = len(v.layers) - 1

    def error(place: Place) -> float | None:
        layer, receiver, _ = place
        unit = v.layers[layer + 1].neurons[receiver]
        if v.layers[layer + 1].activation == "linear":
            return None
        if layer + 1 == last:
            softmax = v.layers[last].activation == "softmax"
            wrong = v.outs[last][receiver] - v.targets[receiver]
            # Before a softmax stands −t/o, the slope of the loss itself.
            return -v.targets[receiver] / v.outs[last][receiver] if softmax else wrong
        return right[f"dE_total/dout_{unit.name}"]

    for where, held in places(v):
        yield (
            "weights-left-out",
            where,
            Rules(back=lambda place, held=held: 1.0 if held(place) else None),  # type: ignore[misc]
        )
        yield (
            "input-for-weight",
            where,
            Rules(
                back=lambda place, held=held: v.outs[place[0]][place[2]] if held(place) else None  # type: ignore[misc]
            ),
        )
        yield (
            "output-for-delta",
            where,
            Rules(
                passed=lambda place, held=held: (  # type: ignore[misc]
                    v.outs[place[0] + 1][place[1]] if held(place) else None
                )
            ),
        )
        if not where.startswith(("everywhere", "layer")):  # There, errors meet other errors.
            yield (
                "raw-errors-back",
                where,
                Rules(passed=lambda place, held=held: error(place) if held(place) else None),  # type: ignore[misc]
            )
            yield (
                "updated-weights",
                where,
                Rules(
                    back=lambda place, held=held: (  # type: ignore[misc]
                        updated(v, right, place) if held(place) else None
                    )
                ),
            )


def at_neurons(v: Ahead) -> Iterator[tuple[str, str, Rules]]:
    """Yield the ideas about single neurons: each at one, in a layer, and everywhere."""
    hidden = range(len(v.layers) - 1)
    scopes: list[tuple[str, Callable[[int, int], bool]]] = [("everywhere", lambda *_: True)]
    for layer in hidden:
        scopes.append((f"layer {layer}", lambda one, _, here=layer: one == here))  # type: ignore[misc]
        for neuron in range(len(v.layers[layer].neurons)):
            scopes.append(
                (f"neuron {layer}.{neuron}", lambda *at, here=(layer, neuron): at == here)
            )
    for where, held in scopes:
        yield (
            "no-hidden-activation-slope",
            where,
            Rules(slope=lambda *at, held=held: 1.0 if held(*at) else None),
        )
        if where != "everywhere":  # That would be at the outputs too.
            yield (
                "slope-of-net",
                where,
                Rules(slope=lambda *at, held=held: _slope_of_net(v, *at) if held(*at) else None),
            )
        for kept in range(3):

            def one(
                layer: int,
                neuron: int,
                terms: list[float],
                kept: int = kept,
                held: Callable[[int, int], bool] = held,
            ) -> float:
                few = len(terms) < 2 or not held(layer, neuron)
                return sum(terms) if few else terms[min(kept, len(terms) - 1)]

            if all(len(layer.neurons) in (1, *range(kept + 1, 9)) for layer in v.layers[1:]):
                yield "one-path-only", f"{where}, path {kept}", Rules(joined=one)

        def mean(
            layer: int,
            neuron: int,
            terms: list[float],
            held: Callable[[int, int], bool] = held,
        ) -> float:
            return sum(terms) / (len(terms) if held(layer, neuron) else 1)

        yield "paths-averaged", where, Rules(joined=mean)


def _slope_of_net(v: Ahead, layer: int, neuron: int) -> float | None:
    net = v.nets[layer][neuron]
    return {"sigmoid": net * (1 - net), "tanh": 1 - net**2, "linear": None}[
        v.layers[layer].activation
    ]


def in_gradients(v: Ahead) -> Iterator[tuple[str, str, Rules]]:
    """Yield the ideas about what a delta is multiplied by."""

    def sent(
        value: Callable[[int, int, int], float | None],
    ) -> Rules:
        return Rules(sent=value)

    yield "delta-for-gradient", "", sent(lambda *_: 1.0)
    yield "weight-for-input", "", sent(lambda layer, neuron, one: v.weights[layer][neuron][one])
    yield (
        "previous-net-for-output",
        "",
        sent(lambda layer, _, one: v.nets[layer - 1][one] if layer else None),
    )
    for other in range(2):
        yield (
            "network-input-at-output",
            "",
            sent(lambda layer, *_, other=other: v.inputs[other % len(v.inputs)] if layer else None),  # type: ignore[misc]
        )


@cache
def about(name: str) -> Subject:
    return subject_of(SCENARIOS[name]())


def _asked(v: Ahead) -> Iterator[str]:
    """Yield the derivatives to ask for: of each layer, by a net, an output and two weights."""
    for number, layer in enumerate(v.layers):
        unit = layer.neurons[-1]
        yield f"dE_total/dnet_{unit.name}"
        if number < len(v.layers) - 1:
            yield f"dE_total/dout_{unit.name}"
        yield f"dE_total/d{unit.weights[0]}"
    yield f"dE_total/d{v.layers[0].neurons[0].weights[0]}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_idea_is_tried_wherever_it_may_be_held(name: str) -> None:
    subject = about(name)
    v = Ahead(subject.scenario)
    right = backwards(v, Rules())
    for asked, value in right.items():
        assert math.isclose(value, subject.values[asked], rel_tol=1e-9, abs_tol=1e-15), asked
    ideas = [*on_paths(v, right), *at_neurons(v), *in_gradients(v)]
    wrong = [(id_, where, backwards(v, rules)) for id_, where, rules in ideas]
    tried = 0
    missing: list[str] = []
    for asked in _asked(v):
        known: dict[str, list[float]] = {}
        for one in candidates(asked, subject):
            known.setdefault(one.idea.id, []).append(one.value(subject.values))
        for id_, where, values in wrong:
            value = values[asked]
            if math.isclose(value, right[asked], rel_tol=1e-9, abs_tol=1e-15):
                continue
            tried += 1
            if not any(
                math.isclose(value, one, rel_tol=1e-9, abs_tol=1e-15) for one in known.get(id_, ())
            ):
                missing.append(f"{asked}: {id_} {where} leads to {value}")
    assert not missing
    assert tried > LEAST[name], tried


LEAST = {
    "mazur": 50,
    "house": 100,
    "softmax": 50,
    "defend-intelligence": 50,
    "course-w5": 50,
    "three hidden layers": 100,
    "wide and narrow": 100,
    "narrow and wide": 100,
}
