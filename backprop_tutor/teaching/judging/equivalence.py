"""Random consistent passes, at which formulas are compared.

At a point weights, inputs and targets are drawn, and nets, outputs and deltas are computed from
them; so ``delta_o2*out_h2``, its expanded form and its form with ``exp`` all agree there. Comparing
at points takes microseconds; proving two formulas equal may take minutes, most of all when they
differ. Floats decide where their rounding cannot; where it may, as behind terms that cancel, many
digits do.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TypeAlias

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call, Expr, Power, Sum, names_in, subexpressions
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import BETWEEN_0_AND_1, KINKED
from backprop_tutor.maths.losses import LOSSES, is_joint
from backprop_tutor.maths.oracle.high_precision import precise, precise_value
from backprop_tutor.maths.rounding_error import KNOWN_TO, with_error
from backprop_tutor.maths.tape.tape import GIVEN, Pass, Role, Tape
from backprop_tutor.scenario.graph import Softmax, formulas_of, names_of
from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.teaching.judging.bends import across, bends_of
from backprop_tutor.teaching.subject.subject import Subject

LEAST = 7
"""Points at which two formulas have to be finite and equal to be one."""
_AT_KINKS = 20
"""As many where a kink may hide a difference: seven points may all lie on one side of it."""
_MOST = 80
"""Points drawn at the most, to find enough of them that tell something."""
_SATURATED = 4.0
"""Past this net input a sigmoid is so flat that right answers drown in rounding."""
_MOST_DRAWS = 40
"""So often numbers are drawn for one point, until the whole forward pass has values."""
_LARGE = 1e6
"""Past this size, such as behind a division by nearly 0, rounding hides what is equal."""

FIGURES = 3
"""Numbers are drawn with so many figures, and shown with as many."""
_FEW = f"%.{FIGURES}g"
RELATIVE, ABSOLUTE = 1e-9, 1e-13

_SURE = 10
"""A difference of so many errors of rounding is none of rounding."""
_DIGITS, _NOUGHT = 60, 1e-25
"""The digits of a closer look, and what next to the terms of a sum is 0 there."""
_CROSSED_FROM = 2
"""From so many points the bends are crossed."""
_FAR = (2.0, 4.0, 8.0) * 3
"""How many times as large weights are drawn, to get to the other side of a bend."""

_HALF = 0.5
"""As likely as not."""

AtEachPass = Callable[[Pass], float]
"""What is compared: a number for each pass."""


@dataclass(frozen=True, slots=True)
class Same:
    """Two formulas agree wherever it was tried."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """There were too few points at which both have a value."""


@dataclass(frozen=True, slots=True)
class DiffersAt:
    """The first point at which two formulas differ: a mismatch is final."""

    point: Pass


Comparison: TypeAlias = Same | Undecided | DiffersAt


class Points:
    """The points of one question: the same for the same scenario and quantity, on any machine.

    Given numbers that are ``held`` are not drawn: they are the same at every point.
    """

    def __init__(
        self, asked: str, subject: Subject, held: Mapping[str, float] | None = None
    ) -> None:
        self._asked = asked
        self._subject = subject
        self._fixed = held or {}
        self._seed = f"{subject.scenario.name}/{asked}"
        self._random = random.Random(self._seed)
        self._drawn: list[Pass] = []
        self._crossed: list[tuple[Pass, ...]] = []
        self._kinked = _is_kinked(subject.scenario)
        self._wide = _width(subject.scenario)

    @cached_property
    def _held(self) -> Mapping[str, float]:
        return {**_counts(self._subject), **self._fixed}

    def __iter__(self) -> Iterator[Pass]:
        """Yield the points, drawing a point when it is first looked at."""
        for index in range(_MOST):
            if index == len(self._drawn):
                self._drawn.append(self._draw())
            yield self._drawn[index]

    def right(self, point: Pass) -> float:
        """Return the quantity asked, at a point."""
        return point[self._asked]

    def compare(
        self, left: AtEachPass, right: AtEachPass | None = None, *, of: str = ""
    ) -> Comparison:
        """Compare a number at each pass with the quantity asked, or with another number.

        ``of`` says what these are meant to be where it is another quantity: whoever looks at all
        questions of a network makes its passes once.
        """
        enough = _AT_KINKS if self._kinked else LEAST
        agreed = telling = 0
        for point in self:
            one, other = left(point), (right or self.right)(point)
            if not (math.isfinite(one) and math.isfinite(other)):
                continue
            if not agree(one, other):
                return DiffersAt(point)
            agreed += 1
            telling += self._tells(point, of)
            if telling == enough:
                return Same()
        return Same() if agreed >= LEAST else Undecided()

    def compare_formula(self, formula: Expr) -> Comparison:
        """Compare a typed formula with the quantity asked, on both sides of the bends of both."""
        agreed = telling = enough = 0
        for point in self:
            same = self._same_at(point, formula, float_value(formula, point.__getitem__))
            if same is None:
                continue
            if not same:
                return DiffersAt(point)
            agreed += 1
            telling += self._tells(point)
            # Most differ at the first point, where this is of no interest.
            enough = enough or (_AT_KINKS if self._kinked or has_kink(formula) else LEAST)
            if telling == enough:
                break
        if agreed < LEAST:
            return Undecided()
        for point in self._across_bends(formula):
            if self._same_at(point, formula, float_value(formula, point.__getitem__)) is False:
                return DiffersAt(point)
        return Same()

    def _across_bends(self, formula: Expr) -> Iterator[Pass]:
        """Yield passes on both sides of the bends of a typed formula and of the right one."""
        for index, start in enumerate(self._starts):
            if index == len(self._crossed):  # Worked out once, for all that is typed.
                found = (self._across(bend, start) for bend in self._own_bends)
                self._crossed.append(tuple(chain.from_iterable(found)))
            yield from self._crossed[index]
            for bend in bends_of(formula):
                if bend not in self._own_bends:
                    yield from self._across(bend, start)

    def _across(self, bend: Expr, start: Pass) -> Iterator[Pass]:
        unmoved = frozenset(self._held).union(*self._shares)  # A share cannot be moved alone.
        return across(bend, self._subject.tape, start, self._far, unmoved)

    @cached_property
    def _starts(self) -> tuple[Pass, ...]:
        """Points from which bends are crossed: nothing may be hidden there by a 0."""
        telling = tuple(islice(filter(self._tells, self), _CROSSED_FROM))
        return telling or tuple(islice(self, _CROSSED_FROM))

    @cached_property
    def _far(self) -> tuple[Pass, ...]:
        """Passes with numbers so large that most bends are crossed on the way to one of them.

        All are large, or every other one: a delta is large where the weights behind a neuron are,
        and those before it are not.
        """
        chance = random.Random(f"{self._seed}/far")
        drawn = [self._numbers(chance, scale) for scale in _FAR]
        whole = frozenset(self._held).union(*self._shares)
        mixed = []
        for large in drawn:
            small = self._numbers(chance, 1)
            kept = (name for name in small if name not in whole and chance.random() < _HALF)
            mixed.append({**large, **{name: small[name] for name in kept}})
        found = map(self._subject.tape.at, (*drawn, *mixed))
        return tuple(
            point for point in found if all(math.isfinite(point[name]) for name in self._ahead)
        )

    @cached_property
    def _own_bends(self) -> tuple[Expr, ...]:
        return bends_of(self._subject[self._asked].formula)

    def _same_at(self, point: Pass, formula: Expr, one: float) -> bool | None:
        """Whether a formula is the quantity asked at a point; None where one has no value."""
        other = self.right(point)
        if not (math.isfinite(one) and math.isfinite(other)):
            return None
        if one == other or abs(one - other) <= RELATIVE * max(abs(one), abs(other)):
            return True
        right = self._subject[self._asked].formula
        doubt = sum(with_error(each, point.__getitem__)[1] for each in (formula, right))
        if abs(one - other) > _SURE * doubt:
            return False
        return self._same_precisely(point, formula, doubt / KNOWN_TO)

    def _same_precisely(self, point: Pass, formula: Expr, size: float) -> bool:
        """Whether a formula is the quantity asked, to many digits; its terms have a ``size``."""
        tape = self._subject.tape
        needed = tape.needed_for(self._asked, *names_in(formula))
        given = {name: point[name] for name in needed if tape[name].role in GIVEN}
        try:
            values = precise(Tape(tape[name] for name in needed), _DIGITS, given)
            one, other = precise_value(formula, values, _DIGITS), values[self._asked]
            off = abs(one - other)
            return bool(off <= RELATIVE * max(abs(one), abs(other)) or off <= _NOUGHT * size)
        except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
            return False

    def _tells(self, point: Pass, of: str = "") -> bool:
        """Whether nothing that a quantity is made of, the one asked or another, is 0 there.

        Behind a closed ReLU all formulas are one.
        """
        return all(point[name] != 0 for name in self._subject[of or self._asked].uses)

    def _draw(self) -> Pass:
        scale, all_positive = 1.0, False
        for _ in range(_MOST_DRAWS):
            point = self._subject.tape.at(
                self._numbers(self._random, scale, all_positive=all_positive)
            )
            point.work_out(self._on_the_way)
            ahead = [point[name] for name in self._ahead]
            if not all(map(math.isfinite, ahead)):
                # Logarithms and roots want positive numbers; else they are drawn as they come.
                all_positive = not all_positive
            elif all(abs(value) < _LARGE for value in ahead):
                if all(abs(point[net]) < _SATURATED for net in self._nets):
                    break
                scale *= 0.8
        return point

    @cached_property
    def _ahead(self) -> tuple[str, ...]:
        """What has to have a value at a point: the forward pass, and what is asked."""
        tape = self._subject.tape
        needed = tape.needed_for(self._asked) if self._subject.scenario.samples else tape
        ahead = (name for name in needed if tape[name].part in (Part.FORWARD, Part.ERROR))
        return tuple(dict.fromkeys((*ahead, self._asked)))

    @cached_property
    def _on_the_way(self) -> tuple[str, ...]:
        """All lines that these are worked out from, and they themselves, in order."""
        tape = self._subject.tape
        return tuple(name for name in tape.needed_for(*self._ahead) if tape[name].role not in GIVEN)

    @cached_property
    def _nets(self) -> tuple[str, ...]:
        return tuple(name for name in self._ahead if self._subject[name].role is Role.NET)

    def _numbers(
        self, chance: random.Random, scale: float, *, all_positive: bool = False
    ) -> dict[str, float]:
        numbers: dict[str, float] = {}
        reach = scale * 2.5 / math.sqrt(self._wide + 1)
        for name, ends in self._drawn_between:
            lowest, highest = ends or (-reach, reach)
            # With as many figures as are shown: a learner may check what comes out.
            drawn = float(_FEW % chance.uniform(lowest, highest))
            numbers[name] = abs(drawn) if all_positive else drawn
        return {**self._with_shares(numbers), **self._held}

    @cached_property
    def _drawn_between(self) -> tuple[tuple[str, tuple[float, float] | None], ...]:
        """All given numbers, each with the ends of its range; the reach of weights is not fixed."""
        found: list[tuple[str, tuple[float, float] | None]] = []
        for name, line in self._subject.tape.items():
            match line.role:
                case Role.INPUT:
                    found.append((name, (-1.5, 1.5)))
                case Role.WEIGHT | Role.BIAS:
                    found.append((name, None))
                case Role.TARGET:
                    found.append((name, (self._lowest_target(line.of), 0.95)))
                case Role.RATE | Role.HYPERPARAMETER | Role.SECOND_MOMENT:
                    found.append((name, (0.1, 0.9)))
                case Role.MOMENT:
                    found.append((name, (-0.5, 0.5)))
                case Role.COUNT:
                    pass
                case _:  # What is given stands first on a tape.
                    break
        return tuple(found)

    def _lowest_target(self, node: str) -> float:
        # A target that no output can reach is none; elsewhere both signs have to be tried.
        subject = self._subject
        loss = LOSSES.get(subject.scenario.loss)
        share = subject.activation(node) in BETWEEN_0_AND_1
        return (
            0.05 if share or (loss is not None and (loss.logarithms or loss.of_scores)) else -0.95
        )

    def _with_shares(self, numbers: dict[str, float]) -> dict[str, float]:
        """Targets of a softmax are shares: they add up to 1 at every point."""
        for targets in self._shares:
            whole = sum(numbers[name] for name in targets)
            numbers |= {name: numbers[name] / whole for name in targets}
        return numbers

    @cached_property
    def _shares(self) -> list[list[str]]:
        """The targets of each softmax, or of all scores of a joint loss, of each sample."""
        scenario = self._subject.scenario
        groups = [
            node.names
            for node in scenario.nodes
            if isinstance(node, Softmax) and set(node.names) <= set(scenario.outputs)
        ]
        if is_joint(scenario.loss):
            groups = [scenario.outputs]
        return [
            [names.at_sample(names.target(name), sample) for name in group]
            for group in groups
            for sample in range(1, len(scenario.samples) + 1) or (0,)
        ]


def _counts(subject: Subject) -> Mapping[str, float]:
    """Return how many updates were made: whoever writes β⁶ for βᵗ is right after five of them."""
    lines = (line for line in subject.tape.values() if line.role is Role.COUNT)
    return {line.name: subject.values[line.name] for line in lines}


def _is_kinked(scenario: Scenario) -> bool:
    """Whether a network bends somewhere, in an activation, a formula of its own, or the loss."""
    if scenario.loss and _has_kinked_call(LOSSES[scenario.loss].formula):
        return True
    if any(layer.activation in KINKED for layer in scenario.layers):
        return True
    return any(_has_kinked_call(formula) for formula in _own_formulas(scenario))


def _own_formulas(scenario: Scenario) -> Iterator[Expr]:
    """Yield what the author has written out: all but weighted sums."""
    summed = {unit.name for layer in scenario.layers if layer.senders for unit in layer.neurons}
    for node in scenario.nodes:
        if summed.isdisjoint(names_of(node)):
            yield from formulas_of(node)
    yield from scenario.own_loss.values()


def _width(scenario: Scenario) -> int:
    """Return how many terms the longest sum of the network adds, without its bias."""
    widest = max((len(layer.senders) for layer in scenario.layers), default=1)
    written = [
        len(formula.terms) for formula in _own_formulas(scenario) if isinstance(formula, Sum)
    ]
    return max(widest, *written) if written else widest


def remembered(value: AtEachPass) -> AtEachPass:
    """Return the same function, worked out once at each point; points live as long as it does."""
    values: dict[int, float] = {}

    def known(point: Pass) -> float:
        if id(point) not in values:
            values[id(point)] = value(point)
        return values[id(point)]

    return known


def has_kink(expression: Expr) -> bool:
    """Whether a formula may bend, or be undefined, somewhere: by a function or by a power."""
    return _has_kinked_call(expression) or any(
        isinstance(part, Power) for part in subexpressions(expression)
    )


def _has_kinked_call(expression: Expr) -> bool:
    return any(
        isinstance(part, Call) and part.function in KINKED for part in subexpressions(expression)
    )


def agree(left: float, right: float) -> bool:
    """Whether two values are one, but for the rounding of floats."""
    return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
