"""Free graphs, with and without loss, made in memory: drawn from a seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    number,
    total,
)
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.maths.update_rules import UPDATE_RULES
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax
from backprop_tutor.scenario.scenario import Direction, Sample, Scenario, Update

OF_ONE_NEURON = tuple(name for name in ACTIVATIONS if name != "softmax")


def circuit() -> Scenario:
    """Return (x + y)·max(y, z), to be differentiated: CS231n's circuits in one."""
    x, y, z, a, m = map(Name, "xyzam")
    return Scenario(
        name="circuit",
        title=in_every_language("Gates without a loss"),
        inputs={"x": Decimal("1.5"), "y": Decimal("-0.7"), "z": Decimal("-0.4")},
        targets={},
        nodes=(
            Gate("a", Sum((x, y))),
            Gate("m", Call("max", (y, z))),
            Gate("f", Product((a, m))),
        ),
        parameters={},
        differentiate="f",
    )


def skip(**changes: Any) -> Scenario:
    """Return a neuron o fed by two hidden ones and, past these, by an input."""
    x, v = Name("x"), Name("v")
    hidden = [
        Neuron("h1", Sum((Product((Name("w1"), x)), Product((Name("w2"), v)))), "sigmoid"),
        Neuron("h2", Sum((Product((Name("w3"), x)), Product((Name("w4"), v)))), "sigmoid"),
    ]
    sent = (Name("out_h1"), Name("out_h2"), x)
    products = [Product((Name(f"w{index + 5}"), what)) for index, what in enumerate(sent)]
    weights = ("0.3", "-0.5", "0.8", "0.45", "0.6", "-0.35", "0.25")
    scenario = Scenario(
        name="skip",
        title=in_every_language("A connection past the hidden layer"),
        inputs={"x": Decimal("0.6"), "v": Decimal("-0.9")},
        targets={"o": Decimal("0.2")},
        nodes=(*hidden, Neuron("o", Sum((*products, Name("b"))), "sigmoid")),
        parameters={f"w{index + 1}": Decimal(weight) for index, weight in enumerate(weights)}
        | {"b": Decimal("0.15")},
        loss="binary_cross_entropy",
        learning_rate=Decimal("0.4"),
    )
    return replace(scenario, **changes)


def random_graph(seed: int) -> Scenario:
    """Return a small network of gates, neurons and softmax groups, with a loss or without."""
    return _Drawing(seed).scenario()


class _Drawing:
    """Draws one graph; keeps what its later nodes may use."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._seed = seed
        self._inputs = [f"x{index + 1}" for index in range(self._chance.randint(1, 3))]
        self._values = list(self._inputs)
        self._parameters: list[str] = []
        self._nodes: list[Node] = []
        self._outputs: list[str] = []

    def scenario(self) -> Scenario:
        """Return the whole."""
        chance = self._chance
        for index in range(chance.randint(1, 4)):
            self._add_node(f"n{index + 1}")
        loss = chance.choice(
            (
                *("half_squared_error", "squared_error", "mean_squared_error", "absolute_error"),
                *("binary_cross_entropy", "cross_entropy", "hinge", "own", ""),
            )
        )
        self._add_outputs(loss)
        changes: dict[str, Any] = {}
        if loss == "own":
            changes["own_loss"] = {output: self._own_error(output) for output in self._outputs}
        elif loss:
            changes["loss"] = loss
        else:
            changes["differentiate"] = self._outputs[0]
        if loss and chance.random() < 0.5:
            several = tuple(self._sample(loss) for _ in range(chance.randint(2, 3)))
            changes |= {"samples": several, "update": chance.choice(tuple(Update))}
        if chance.random() < 0.7:
            changes["learning_rate"] = Decimal(chance.randint(1, 60)) / 100
            if chance.random() < 0.4:
                changes["optimizer"] = chance.choice(tuple(UPDATE_RULES))
            if chance.random() < 0.2:
                changes["direction"] = Direction.ASCENT
        first = changes["samples"][0] if "samples" in changes else self._sample(loss)
        return Scenario(
            name=f"graph-{self._seed}",
            title=in_every_language("A graph drawn from a seed"),
            inputs=first.inputs,
            targets=first.targets if loss else {},
            nodes=tuple(self._nodes),
            parameters={name: self._number() for name in self._parameters},
            frozen=frozenset(name for name in self._parameters if chance.random() < 0.1),
            **changes,
        )

    def _number(self, lowest: int = -1200) -> Decimal:
        return Decimal(self._chance.randint(lowest, 1200) or 7) / 1000

    def _sample(self, loss: str) -> Sample:
        chance, outputs = self._chance, self._outputs
        right = chance.choice(outputs)
        targets = {output: self._number(50) / 2 for output in outputs}
        if loss in ("hinge", "cross_entropy"):
            targets = {output: Decimal(int(output == right)) for output in outputs}
        return Sample({name: self._number(100) for name in self._inputs}, targets)

    def _parameter(self, letter: str = "w") -> Expr:
        """Return a parameter: a new one, or one that is shared with an earlier node."""
        if self._parameters and self._chance.random() < 0.15:
            return Name(self._chance.choice(self._parameters))
        self._parameters.append(f"{letter}{len(self._parameters) + 1}")
        return Name(self._parameters[-1])

    def _some(self, most: int) -> list[Name]:
        count = self._chance.randint(1, min(most, len(self._values)))
        return [Name(value) for value in self._chance.sample(self._values, count)]

    def _one(self) -> Name:
        return Name(self._chance.choice(self._values))

    def _weighted(self) -> Expr:
        terms: list[Expr] = [Product((self._parameter(), sent)) for sent in self._some(3)]
        if self._chance.random() < 0.7:
            terms.append(self._parameter("b"))
        return total(*terms)

    def _gate(self) -> Expr:
        one, other = self._one(), self._one()
        return self._chance.choice(
            (
                *(Product((one, other)), Sum((one, other)), difference(one, other)),
                *(Product((self._parameter(), one)), Sum((Product((one, other)), one))),
                Call("max", (one, Product((self._parameter(), other)))),
                Call("min", (Product((self._parameter(), one)), other)),
                *(Call("max", (ZERO, one)), Call("exp", (one,)), Call("abs", (one,))),
                Call("log", (Sum((Power(one, number(2)), ONE)),)),
                *(Call("sqrt", (Sum((one, number(2))),)), Call("log", (Sum((one, number(2))),))),
                Quotient(one, Sum((ONE, Power(other, number(2))))),
                *(
                    Quotient(ONE, one),
                    Power(one, number(2)),
                    Product((one, Call("relu", (other,)))),
                ),
            )
        )

    def _net(self) -> Expr:
        return self._chance.choice(
            (
                *(self._weighted(), self._weighted(), self._weighted(), self._gate()),
                difference(Product((self._parameter(), self._one())), self._parameter("theta")),
                Sum((Product((self._parameter(), self._one())), self._one())),
            )
        )

    def _add_node(self, name: str) -> None:
        kind = self._chance.random()
        if kind < 0.35:
            self._nodes.append(Gate(name, self._gate()))
            self._values.append(name)
        elif kind < 0.9:
            self._nodes.append(Neuron(name, self._net(), self._chance.choice(OF_ONE_NEURON)))
            self._values.append(f"out_{name}")
        else:
            self._add_softmax((f"{name}a", f"{name}b"))

    def _add_softmax(self, names: Sequence[str]) -> None:
        gates = [Gate(f"{name}z", self._gate()) for name in names]
        bare = self._chance.random() < 0.4
        if bare:
            self._nodes += gates
        nets = tuple(Name(gate.name) if bare else self._net() for gate in gates)
        self._nodes.append(Softmax(tuple(names), nets))
        self._values += [f"out_{name}" for name in names]

    def _add_outputs(self, loss: str) -> None:
        count = self._chance.randint(2, 3) if loss in ("cross_entropy", "hinge") else 1
        if loss in ("half_squared_error", "mean_squared_error", "absolute_error", "own"):
            count = self._chance.randint(1, 3)
        self._outputs = [f"y{index + 1}" for index in range(count)]
        if loss == "cross_entropy":
            self._add_softmax(self._outputs)
            return
        own = self._chance.choice(("sigmoid", "linear", "tanh"))
        before = list(self._values)
        for output in self._outputs:
            self._values = list(before)
            if not loss and self._chance.random() < 0.5:
                self._nodes.append(Gate(output, self._gate()))
            else:
                activation = "sigmoid" if loss == "binary_cross_entropy" else own
                self._nodes.append(Neuron(output, self._net(), activation))

    def _own_error(self, output: str) -> Expr:
        error = difference(Name(f"target_{output}"), Name(f"out_{output}"))
        return self._chance.choice(
            (
                Product((number("1/2"), Power(error, number(2)))),
                Power(error, number(4)),
                Negative(Product((Name(f"target_{output}"), Name(f"out_{output}")))),
            )
        )
