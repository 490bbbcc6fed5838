"""Free graphs drawn from a seed, each with a way to play it that shares no code with the program.

Every formula is drawn twice at once: as the expression that the scenario holds, and as a Python
function that calculates it with mpmath. What is between them is ours to test.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import count
from typing import Any

import mpmath
from networks import MEANT

from backprop_tutor.formula import expression
from backprop_tutor.formula.expression import Call, Expr, Name, Negative, Product, Quotient, Sum
from backprop_tutor.maths.functions import ACTIVATIONS
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.graph import Gate, Neuron, Node, Softmax, formulas_of, names_of
from backprop_tutor.scenario.scenario import Direction, Scenario

DIGITS = 50
STEP = "1e-16"
SAFE = 0.02
"""How far from a kink all arguments are kept: a central difference must not reach over it."""
MOST = 12
"""How large a value may grow."""


KINKS = {
    **dict.fromkeys(("relu", "leaky_relu", "selu", "abs", "sign", "where"), (0,)),
    "hard_tanh": (-1, 1),
    "relu6": (0, 6),
}
"""Where the first argument of a function may not be."""

# Formulas, twice.


@dataclass
class Play:
    """The values of a graph so far, and how near its kinks were."""

    values: dict[str, Any]
    kinks: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Formula:
    """An expression, and a function that calculates the same."""

    expr: Expr
    value: Callable[[Play], Any]

    def __add__(self, other: "Formula") -> "Formula":
        terms = self.expr.terms if isinstance(self.expr, Sum) else (self.expr,)
        return Formula(Sum((*terms, other.expr)), lambda play: self.value(play) + other.value(play))

    def __sub__(self, other: "Formula") -> "Formula":
        terms = self.expr.terms if isinstance(self.expr, Sum) else (self.expr,)
        return Formula(
            Sum((*terms, Negative(other.expr))),
            lambda play: self.value(play) - other.value(play),
        )

    def __mul__(self, other: "Formula") -> "Formula":
        factors = self.expr.factors if isinstance(self.expr, Product) else (self.expr,)
        return Formula(
            Product((*factors, other.expr)), lambda play: self.value(play) * other.value(play)
        )

    def __truediv__(self, other: "Formula") -> "Formula":
        return Formula(
            Quotient(self.expr, other.expr), lambda play: self.value(play) / other.value(play)
        )

    def __pow__(self, other: "Formula") -> "Formula":
        return Formula(
            expression.Power(self.expr, other.expr),
            lambda play: self.value(play) ** other.value(play),
        )

    def __neg__(self) -> "Formula":
        return Formula(Negative(self.expr), lambda play: -self.value(play))


def num(text: str) -> Formula:
    exact = Fraction(text)
    return Formula(
        expression.Number(exact), lambda play: mpmath.mpf(exact.numerator) / exact.denominator
    )


def var(name: str) -> Formula:
    return Formula(Name(name), lambda play: play.values[name])


def call(function: str, *arguments: Formula) -> Formula:
    def value(play: Play) -> Any:
        found = [argument.value(play) for argument in arguments]
        for kink in KINKS.get(function, ()):
            play.kinks.append(abs(found[0] - kink))
        if function in ("max", "min"):
            first, second, *_ = sorted(found, reverse=function == "max")
            play.kinks.append(abs(first - second))
        return MEANT[function](*found)

    return Formula(Call(function, tuple(argument.expr for argument in arguments)), value)


def softmax(own: int, nets: Sequence[Formula]) -> Callable[[Play], Any]:
    def value(play: Play) -> Any:
        powers = [mpmath.exp(net.value(play)) for net in nets]
        return powers[own] / sum(powers)

    return value


# Graphs.


@dataclass(frozen=True)
class Graph:
    """A scenario, and how each of its lines is calculated, in order."""

    scenario: Scenario
    lines: Mapping[str, Callable[[Play], Any]]
    aim: str

    def play(
        self, nudged: str = "", by: Any = 0, parameters: Mapping[str, Any] | None = None
    ) -> Play:
        """Play the graph forward. What is calculated from a quantity nudged feels it."""
        play = Play({})
        given = {**self.scenario.inputs, **self.scenario.parameters}
        given |= {f"target_{name}": value for name, value in self.scenario.targets.items()}
        for name, value in given.items():
            play.values[name] = mpmath.mpf(str(value))
        play.values |= parameters or {}
        if nudged in play.values:
            play.values[nudged] += by
        for name, calculate in self.lines.items():
            play.values[name] = calculate(play) + (by if name == nudged else 0)
        return play

    def slope(self, of: str, by: str) -> Any:
        """Return dA/dB over all ways: B is nudged, and everything after it calculated again."""
        step = mpmath.mpf(STEP)
        above, below = (self.nudged(by, sign) for sign in (1, -1))
        return (above[of] - below[of]) / (2 * step)

    def slope_alone(self, of: str, by: str) -> Any:
        """Return ∂A/∂B of the one line A: B is nudged, and nothing but A calculated again."""
        step = mpmath.mpf(STEP)
        base = self.nudged("", 0)
        ends = [self.lines[of](Play({**base, by: base[by] + end})) for end in (step, -step)]
        return (ends[0] - ends[1]) / (2 * step)

    def nudged(self, name: str, sign: int) -> dict[str, Any]:
        return _nudged(self, name, sign)

    def __hash__(self) -> int:
        return id(self)


@cache
def _nudged(graph: Graph, name: str, sign: int) -> dict[str, Any]:
    with mpmath.workdps(DIGITS):
        return graph.play(name, sign * mpmath.mpf(STEP)).values


TABLE = (
    *("half_squared_error", "squared_error", "mean_squared_error", "absolute_error"),
    *("binary_cross_entropy", "cross_entropy", "hinge", "huber"),
    *("binary_cross_entropy_from_scores", "cross_entropy_from_scores"),
)
ENDS = (*TABLE, "own", "own", "own", "gate", "neuron", "softmax", "both ways")
"""How graphs end: in a loss, in one of their own, or in a node to differentiate."""

OF_ONE_NEURON = tuple(name for name in ACTIVATIONS if name != "softmax")


@cache
def drawn(seed: int) -> Graph:
    """Return the graph of a seed: its end goes through all that there are."""
    for attempt in count():
        graph = _Drawing(random.Random(f"{seed} {attempt}")).graph(ENDS[seed % len(ENDS)])
        if graph is not None and _is_safe(graph):
            return graph
    raise AssertionError("a safe graph is always found")


def _is_safe(graph: Graph) -> bool:
    """Whether kinks are far, values of a size to calculate with, and logarithms of what is > 0."""
    try:
        with mpmath.workdps(15):
            play = graph.play()
    except ZeroDivisionError:
        return False
    return all(kink > SAFE for kink in play.kinks) and all(
        isinstance(value, mpmath.mpf) and mpmath.isfinite(value) and abs(value) < MOST
        for value in play.values.values()
    )


class _Drawing:
    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.inputs = {f"x{i + 1}": self.decimal() for i in range(draw.randint(1, 3))}
        self.parameters: dict[str, Decimal] = {}
        self.nodes: list[Node] = []
        self.lines: dict[str, Callable[[Play], Any]] = {}
        self.value_of: dict[str, str] = {}
        """What each node sends: ``out_n1``, or the gate's own name."""

    def decimal(self, most: int = 1500) -> Decimal:
        return Decimal(self.draw.choice((-1, 1)) * self.draw.randint(50, most)) / 1000

    # Names to make formulas of.

    def new(self, prefix: str = "w") -> Formula:
        name = f"{prefix}{len(self.parameters) + 1}"
        self.parameters[name] = self.decimal()
        return var(name)

    def weight(self) -> Formula:
        """Return a new weight, or one that is used already."""
        if self.parameters and self.draw.random() < 0.2:
            return var(self.draw.choice(list(self.parameters)))
        return self.new()

    def source(self) -> Formula:
        """Return a value that is sent, of a late node rather than of an early one."""
        sent = [*self.inputs, *self.value_of.values()]
        return var(self.draw.choice(sent[-3:] if self.draw.random() < 0.6 else sent))

    def either(self) -> Formula:
        return self.source() if self.draw.random() < 0.75 else self.weight()

    def small(self) -> Formula:
        return num(f"{self.draw.randint(1, 30)}/10")

    # Nodes.

    def net(self) -> Formula:
        draw, kind = self.draw, self.draw.random()
        if kind < 0.1:
            return self.weight() * self.weight() * self.source() + self.new("b")
        if kind < 0.15:
            return self.source()
        if kind < 0.25:
            return draw.choice(
                (
                    lambda: self.weight() * (self.source() - self.source()),
                    lambda: self.source() * self.source() + self.weight(),
                    lambda: -self.weight() * self.source(),
                )
            )()
        net = self.weight() * self.source()
        for _ in range(draw.randint(0, 2)):
            net = net + self.weight() * self.source()
        end = draw.random()
        if end < 0.35:
            return net + self.new("b")
        if end < 0.6:
            return net - self.new("theta")
        return net

    def gate_formula(self) -> Formula:
        one, two = num("1"), num("2")
        x, y, z = self.either(), self.source(), self.either()
        forms = (
            lambda: x * y / (one + z**two),
            lambda: x + y,
            lambda: x * y,
            lambda: x - y * z,
            lambda: call("max", x, y),
            lambda: call("min", x, y),
            lambda: call("max", num("0"), y * z),
            lambda: call("min", x, y, self.source() + self.small()),
            lambda: call("max", x, z - self.small(), y),
            lambda: call("abs", x - y),
            lambda: call("relu", x) * y + z,
            lambda: call("leaky_relu", x * y) - z,
            lambda: call("exp", -(y**two)),
            lambda: call("log", one + y**two) * x,
            lambda: call("sqrt", x**two + one) / (two + call("sigmoid", y)),
            lambda: (x + y) ** num("3"),
            lambda: (one + y**two) ** z,
            lambda: self.small() * y - z / num("3"),
            lambda: one / (one + call("exp", -y)),
            lambda: call("softplus", y) * call("tanh", z),
            lambda: call("bipolar_sigmoid", x * y) + call("sigmoid", y),
            lambda: y ** num("-2") * x,
            lambda: call("tanh", call("max", y, z) * x) + one,
            lambda: call("sin", x * y) + call("cos", z),
            lambda: call("erf", y) * x,
            lambda: call("sign", y) * x + z,
            lambda: call("where", x - y, y * z, x + call("exp", y)),
            lambda: call("where", y, call("where", y - one, one, x), -z),
            lambda: call("silu", y) * call("gelu", z),
            lambda: call("hard_tanh", x + y) - call("relu6", y * z),
        )
        return self.draw.choice(forms)()

    def gate(self, formula: Formula | None = None) -> str:
        name = f"q{len(self.nodes) + 1}"
        formula = formula or self.gate_formula()
        self.nodes.append(Gate(name, formula.expr))
        self.lines[name] = formula.value
        self.value_of[name] = name
        return name

    def neuron(self, activation: str = "", net: Formula | None = None) -> str:
        name = f"n{len(self.nodes) + 1}"
        net, activation = net or self.net(), activation or self.draw.choice(OF_ONE_NEURON)
        self.nodes.append(Neuron(name, net.expr, activation))
        self.lines[f"net_{name}"] = net.value
        arrives = var(f"net_{name}")
        sent = arrives if activation == "linear" else call(activation, arrives)
        self.lines[f"out_{name}"] = sent.value
        self.value_of[name] = f"out_{name}"
        return name

    def softmax(self, size: int = 0) -> tuple[str, ...]:
        """Draw a softmax, over values as they are or over nets of its own."""
        size = size or self.draw.randint(2, 3)
        sent = list(self.value_of.values())
        names = tuple(f"y{len(self.nodes) + 1}{letter}" for letter in "abc"[:size])
        if len(sent) >= size and self.draw.random() < 0.7:
            nets = [var(name) for name in self.draw.sample(sent, size)]
            shared = nets
        else:
            nets = [self.weight() * self.source() + self.new("b") for _ in names]
            shared = [var(f"net_{name}") for name in names]
            self.lines |= {f"net_{name}": net.value for name, net in zip(names, nets, strict=True)}
        self.nodes.append(Softmax(names, tuple(net.expr for net in nets)))
        for place, name in enumerate(names):
            self.lines[f"out_{name}"] = softmax(place, shared)
            self.value_of[name] = f"out_{name}"
        return names

    def node(self) -> None:
        kind = self.draw.random()
        if kind < 0.45:
            self.neuron()
        elif kind < 0.92:
            self.gate()
        else:
            self.softmax()

    # The end.

    def graph(self, end: str) -> Graph | None:
        draw = self.draw
        for _ in range(draw.randint(1, 5)):
            self.node()
        scenario: dict[str, Any] = {}
        aim = "E_total"
        if end in TABLE:
            scenario = self.of_table(end)
        elif end == "own":
            scenario = self.of_own()
        else:
            match end:
                case "gate":
                    scenario["differentiate"] = aim = self.gate()
                case "neuron":
                    scenario["differentiate"] = self.neuron()
                case "softmax":
                    scenario["differentiate"] = self.draw.choice(self.softmax())
                case _:  # A node that is used directly, and through another too.
                    used = var(draw.choice(list(self.value_of.values())))
                    between = var(self.gate(self.weight() * used + self.source()))
                    last = between * used + self.either()
                    scenario["differentiate"] = (
                        self.gate(last) if draw.random() < 0.5 else self.neuron(net=last)
                    )
            aim = self.value_of[scenario["differentiate"]]
        if not self.parameters:
            return None
        if draw.random() < 0.5:
            scenario["learning_rate"] = Decimal(draw.randint(1, 20)) / 100
            scenario["direction"] = draw.choice(tuple(Direction))
            most = min(2, len(self.parameters) - 1)
            frozen = draw.sample(list(self.parameters), draw.randint(0, most))
            scenario["frozen"] = frozenset(frozen)
        return Graph(
            Scenario(
                name="drawn",
                title=in_every_language("A graph drawn from a seed"),
                inputs=self.inputs,
                nodes=tuple(self.nodes),
                parameters=self.parameters,
                **{"targets": {}, **scenario},
            ),
            self.lines,
            aim,
        )

    def outputs(self, least: int = 1) -> list[str]:
        while len(self.value_of) < least:
            self.node()
        names = list(self.value_of)
        most = min(3, len(names))
        chosen = set(self.draw.sample(names, self.draw.randint(least, most)))
        if self.draw.random() < 0.5:
            chosen = {*list(chosen)[1:], names[-1]} if len(chosen) > least else chosen
        return [name for name in names if name in chosen]

    def of_table(self, loss: str) -> dict[str, Any]:
        draw = self.draw
        margin = Decimal(draw.randint(1, 20)) / 10
        if loss in ("binary_cross_entropy", "cross_entropy"):
            if loss == "cross_entropy" or draw.random() < 0.6:
                outputs = list(self.softmax())
            else:
                outputs = [self.neuron("sigmoid") for _ in range(draw.randint(1, 2))]
                if draw.random() < 0.3:
                    self.gate()  # Outputs that something else is computed from, for nothing.
        else:
            outputs = self.outputs(2 if loss in ("hinge", "cross_entropy_from_scores") else 1)
        values = [self.decimal() for _ in outputs]
        if loss == "binary_cross_entropy" or (loss == "cross_entropy" and draw.random() < 0.5):
            values = [abs(self.decimal(1000)) for _ in outputs]
        elif loss in ("hinge", "cross_entropy"):
            hot = draw.randrange(len(outputs))
            values = [Decimal(place == hot) for place in range(len(outputs))]
        elif loss == "binary_cross_entropy_from_scores":
            values = [draw.choice((Decimal(0), Decimal(1), Decimal("0.3"))) for _ in outputs]
        elif loss == "cross_entropy_from_scores":
            share = draw.choice((Decimal(1), Decimal("0.7")))
            values = [share, 1 - share, *[Decimal(0)] * (len(outputs) - 2)]
            draw.shuffle(values)
        targets = dict(zip(outputs, values, strict=True))
        right = max(outputs, key=targets.__getitem__)
        if loss == "cross_entropy_from_scores":
            scores = [self.value_of[name] for name in outputs]
            self.lines["E_total"] = lambda play: (
                mpmath.log(sum(mpmath.exp(play.values[score]) for score in scores))
                - sum(
                    play.values[f"target_{name}"] * play.values[score]
                    for name, score in zip(outputs, scores, strict=True)
                )
            )
            return {"loss": loss, "targets": targets}
        errors = {
            name: term
            for name in outputs
            if (term := self.term(loss, name, right, len(outputs), margin)) is not None
        }
        self.add_up(errors, len(outputs))
        return {"loss": loss, "targets": targets, "margin": margin, "delta": margin}

    def term(self, loss: str, name: str, right: str, n: int, margin: Decimal) -> Formula | None:
        t, o, r = var(f"target_{name}"), var(self.value_of[name]), var(self.value_of[right])
        one, two = num("1"), num("2")
        match loss:
            case "half_squared_error":
                return (t - o) ** two / two
            case "squared_error":
                return (t - o) ** two
            case "mean_squared_error":
                return (t - o) ** two / num(str(n))
            case "absolute_error":
                return call("abs", t - o)
            case "binary_cross_entropy":
                return -t * call("log", o) - (one - t) * call("log", one - o)
            case "cross_entropy":
                return -t * call("log", o)
            case "binary_cross_entropy_from_scores":
                share = one / (one + call("exp", -o))
                return -t * call("log", share) - (one - t) * call("log", one - share)
            case "huber":
                delta = num(str(margin))
                beyond = delta * (call("abs", t - o) - delta / two)
                near = delta - call("abs", t - o)
                return call("where", near, (t - o) ** two / two, beyond)
        assert loss == "hinge"
        wins = call("max", num("0"), o - r + num(str(margin)))
        return None if name == right else wins

    def add_up(self, errors: Mapping[str, Formula], outputs: int) -> None:
        if outputs == 1:
            (only,) = errors.values()
            self.lines["E_total"] = only.value
            return
        self.lines |= {f"E_{name}": error.value for name, error in errors.items()}
        self.lines["E_total"] = lambda play: sum(play.values[f"E_{name}"] for name in errors)

    def of_own(self) -> dict[str, Any]:
        outputs = self.outputs()
        one, two = num("1"), num("2")
        errors: dict[str, Formula] = {}
        for name in outputs:
            t, o = var(f"target_{name}"), var(self.value_of[name])
            w = var(self.draw.choice(list(self.parameters))) if self.parameters else self.new()
            forms = (
                lambda t=t, o=o, w=w: (t - o) ** two / two + num("1/10") * w**two,
                lambda t=t, o=o, w=w: (t - o) ** num("4") + num("1/5") * call("abs", w),
                lambda t=t, o=o: call("softplus", -t * o),
                lambda t=t, o=o: call("max", num("0"), one - t * o),
                lambda t=t, o=o: (t - o) ** two / two + self.source() ** two / num("5"),
                lambda t=t, o=o: call("log", one + (o - t) ** two),
                lambda t=t, o=o, w=w: call("sqrt", one + (t - o) ** two) * w,
            )
            errors[name] = self.draw.choice(forms)()
        self.add_up(errors, len(outputs))
        return {
            "own_loss": {name: error.expr for name, error in errors.items()},
            "targets": {name: self.decimal() for name in outputs},
        }


# What is in a graph, read from its scenario alone.


def features(scenario: Scenario) -> Counter[str]:
    """Return how often each thing that a graph may have is in this one; most count once."""
    return Counter(set(_features(scenario)))


def _features(scenario: Scenario) -> Iterator[str]:
    parameters = set(scenario.parameters)
    uses = Counter[str]()
    for node in scenario.nodes:
        used = {name for formula in formulas_of(node) for name in expression.names_in(formula)}
        uses.update(used)
        depth = scenario.depth_of[names_of(node)[0]]
        senders = [name.removeprefix("out_") for name in used - parameters]
        behind = [scenario.depth_of.get(sender, -1) for sender in senders]
        if behind and min(behind) < depth - 1:
            yield "skip connection"
        match node:
            case Gate():
                yield "gate"
            case Neuron(activation=activation):
                yield f"activation {activation}"
            case Softmax():
                yield "softmax over sums" if node.has_nets else "softmax over values"
        for formula in formulas_of(node):
            yield from _parts(formula, parameters, in_gate=isinstance(node, Gate))
    if any(many > 1 for name, many in uses.items() if name in parameters):
        yield "shared weight"
    if any(many > 1 for name, many in uses.items() if name not in parameters | {*scenario.inputs}):
        yield "fork"
    if any(name not in uses for name in parameters):
        yield "parameter used by no node"
    yield f"direction {scenario.direction}" if scenario.learning_rate else "no update"
    if scenario.frozen:
        yield "frozen"
    if scenario.differentiate:
        aim = scenario.differentiate
        node = next(node for node in scenario.nodes if aim in names_of(node))
        yield f"differentiate {type(node).__name__.lower()}"
        yield from _both_ways(node, scenario)
        return
    yield f"outputs {len(scenario.outputs)}"
    yield f"loss {scenario.loss}" if scenario.loss else "loss of its own"
    for output in scenario.outputs:
        yield "target on a neuron" if output in scenario.neurons else "target on a gate"
        if scenario.value_of(output) in uses:
            yield "output that feeds a node"
    for error in scenario.own_loss.values():
        used = set(expression.names_in(error))
        yield from ["parameter in the loss"] if used & parameters else []
        others = {scenario.value_of(name) for name in scenario.depth_of} & used
        yield from ["several nodes in one error"] if len(others) > 1 else []


def _parts(formula: Expr, parameters: set[str], *, in_gate: bool) -> Iterator[str]:
    for part in expression.subexpressions(formula):
        match part:
            case Sum(terms) if any(
                isinstance(term, Negative) and term.operand in map(Name, parameters)
                for term in terms
            ):
                yield "threshold"
            case Product(factors) if sum(factor in map(Name, parameters) for factor in factors) > 1:
                yield "product of parameters"
            case Quotient() if in_gate:
                yield "quotient"
            case expression.Power():
                yield "power"
            case Call(function, arguments):
                several = f" of {len(arguments)}" if len(arguments) > 1 else ""
                yield f"call {function}{several}"


def _both_ways(last: Node, scenario: Scenario) -> Iterator[str]:
    """Say whether the node to differentiate uses another directly, and through a third too."""
    direct = {name for formula in formulas_of(last) for name in expression.names_in(formula)}
    for node in scenario.nodes:
        sent = {scenario.value_of(name) for name in names_of(node)}
        used = {name for formula in formulas_of(node) for name in expression.names_in(formula)}
        nodes = {scenario.value_of(name) for name in scenario.depth_of}
        if sent & direct and used & direct & nodes:
            yield "directly and through another"
