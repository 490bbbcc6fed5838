"""The tape: named lines in an order in which each needs only earlier ones (a Wengert list).

Forward pass, errors, chain-rule terms and updates are all lines; what is taught, asked, judged and
exported is computed from them, so a lesson cannot disagree with its answers.
"""

import math
from collections.abc import (
    Callable,
    Collection,
    ItemsView,
    Iterable,
    Iterator,
    Mapping,
    MutableSequence,
    ValuesView,
)
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Product,
    names_in,
    terms_of,
    total,
)
from backprop_tutor.maths.compiled import LineFunction, function_of
from backprop_tutor.maths.floats import line_value
from backprop_tutor.maths.saturation import without_cancelling
from backprop_tutor.scenario.scenario import Part


class Role(StrEnum):
    """What a line is in the network, in the field's words."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    RATE = "rate"
    """The learning rate; where it falls by steps, that of the first updates."""
    HYPERPARAMETER = "hyperparameter"
    """A number of the update rule, or the weight decay."""
    COUNT = "count"
    """How many updates were made."""
    MOMENT = "moment"
    """What the update rule remembers of a parameter's gradients: a velocity, a running mean."""
    SECOND_MOMENT = "second_moment"
    """What it remembers of their squares: never below 0."""
    NODE = "node"
    """A node that is a formula of its own, without an activation."""
    NET = "net"
    OUT = "out"
    ERROR = "error"
    TOTAL = "total"
    LOSS_SLOPE = "loss_slope"
    """dE_total/dout of an output neuron."""
    ERROR_SLOPE = "error_slope"
    """dE_o1/dx of a quantity on which several errors depend."""
    ACTIVATION_SLOPE = "activation_slope"
    """dout/dnet, also from one softmax output to another's net input."""
    DELTA = "delta"
    """dE_total/dnet."""
    NET_BY_WEIGHT = "net_by_weight"
    NET_BY_BIAS = "net_by_bias"
    NET_BY_OUT = "net_by_out"
    NODE_SLOPE = "node_slope"
    """dq/dx: of a node, or of a net input that is no weighted sum, by one of its names."""
    SHARE = "share"
    """dE_o1/dout_h1: what one output's error says about a hidden output."""
    PATHS = "paths"
    """dE_total/dout of a hidden neuron: the sum over all paths that leave it."""
    ADJOINT = "adjoint"
    """dE_total/dq of a node: the sum over all paths that leave it."""
    GRADIENT = "gradient"
    """dE_total/dw: of a weight or a bias; without a loss, of an input too."""
    MISS = "miss"
    """target − out of an output: how far it is off, with its sign."""
    WEIGHT_SHARE = "weight_share"
    """w/Σw: the share of a neuron's miss that goes back along one weight."""
    BLAME = "blame"
    """What one neuron passes back of its miss to one of the layer before."""
    HIDDEN_MISS = "hidden_miss"
    """What a hidden neuron is passed of the misses of all the neurons that it feeds."""
    BATCH_TOTAL = "batch_total"
    """E_total over all samples."""
    BATCH_GRADIENT = "batch_gradient"
    """dE_total/dw over all samples."""
    COUNT_UPDATE = "count_update"
    RATE_NOW = "rate_now"
    """The learning rate of this update, where it falls by steps."""
    DECAYED_GRADIENT = "decayed_gradient"
    """The gradient of a parameter with what the weight decay adds."""
    MOMENT_UPDATE = "moment_update"
    SECOND_MOMENT_UPDATE = "second_moment_update"
    CORRECTED_MOMENT = "corrected_moment"
    """What is remembered, without the bias towards the 0 that it began with."""
    UPDATE = "update"


GIVEN = frozenset(
    {
        *(Role.INPUT, Role.TARGET, Role.WEIGHT, Role.BIAS),
        *(Role.RATE, Role.HYPERPARAMETER, Role.COUNT, Role.MOMENT, Role.SECOND_MOMENT),
    }
)
"""Roles of lines whose numbers the scenario gives."""

OF_UPDATES = GIVEN - {Role.INPUT, Role.TARGET, Role.WEIGHT, Role.BIAS}
"""Those of them that have a part in nothing but the updates: no loss depends on them before."""

REMEMBERED = frozenset({Role.COUNT, Role.MOMENT, Role.SECOND_MOMENT})
"""Those of them that an update changes."""

REMEMBERING = frozenset({Role.MOMENT_UPDATE, Role.SECOND_MOMENT_UPDATE})
"""Roles of what an update rule remembers after an update."""

SPLIT = frozenset({Role.MISS, Role.WEIGHT_SHARE, Role.BLAME, Role.HIDDEN_MISS})
"""Roles of lines that share the error out by weights (``maths.tape.error_split``)."""


@dataclass(frozen=True)
class Line:
    """One name for one formula over names defined earlier.

    ``of`` is the neuron or parameter the line is about; a derivative is taken ``of`` one quantity
    ``by`` another. ``derive`` returns the formula; a derivative is derived when it is first read,
    so that a lesson opens before sympy is there.
    """

    name: str
    role: Role
    part: Part | None
    """None for what the scenario gives."""
    of: str
    by: str
    derive: Callable[[], Expr] = field(repr=False, compare=False)
    sample: int = 0
    """Which sample it belongs to, counted from 1; 0 if there is one sample, or it joins several."""

    def __hash__(self) -> int:
        return hash(self.name)

    @cached_property
    def formula(self) -> Expr:
        """The right-hand side, its terms and factors in teaching order."""
        return self.derive()

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The names in the formula, each once, in order of appearance."""
        return names_in(self.formula)

    def holding(self, name: str) -> Expr:
        """Return the terms of the formula that hold a name; the others are constant beside it."""
        return total(*self._terms_by_name.get(name, ()))

    @cached_property
    def _terms_by_name(self) -> Mapping[str, list[Expr]]:
        found: dict[str, list[Expr]] = {}
        for term in terms_of(self.formula):
            for name in names_in(term):
                found.setdefault(name, []).append(term)
        return found


def constantly(formula: Expr) -> Callable[[], Expr]:
    """Return how a line is derived whose formula is known from the start."""
    return lambda: formula


CloserLook = Callable[[str, float, Callable[[str], float]], float]
"""From a line, its value in floats and those of the lines before it to the value that it has."""


class Tape(Mapping[str, Line]):
    """Lines by name, in order. Raises ``ValueError`` when a name is defined twice."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines: dict[str, Line] = {}
        for line in lines:
            if line.name in self._lines:
                raise ValueError(f"{line.name} is defined twice")
            self._lines[line.name] = line
        self._slots = {name: slot for slot, name in enumerate(self._lines)}
        self._functions: dict[str, LineFunction] = {}
        self._constants: dict[str, LineFunction] = {}
        self._looked_at: set[str] = set()
        self._behind: dict[str, frozenset[str]] = {}

    def __getitem__(self, name: str) -> Line:
        return self._lines[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, name: object) -> bool:
        return name in self._lines

    def items(self) -> ItemsView[str, Line]:
        """Return the lines with their names, in order."""
        return self._lines.items()

    def values(self) -> ValuesView[Line]:
        """Return the lines in order."""
        return self._lines.values()

    def position(self, name: str) -> int:
        """Return where on the tape a line stands, from 0."""
        return self._slots[name]

    def needed_for(self, *names: str, known: Collection[str] = ()) -> tuple[str, ...]:
        """Return the names and all that they are computed from, in order; none of ``known``."""
        found: set[str] = set()
        waiting = [name for name in names if name not in known]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(
                    used
                    for used in self._lines[name].uses
                    if used not in found and used not in known
                )
        return tuple(sorted(found, key=self._slots.__getitem__))

    def behind(self, name: str) -> AbstractSet[str]:
        """Return a name and all that it is computed from, for whoever asks again and again."""
        if name not in self._behind:
            self._behind[name] = frozenset(self.needed_for(name))
        return self._behind[name]

    @cached_property
    def rate(self) -> str:
        """The name of the learning rate that is given, if one is: empty if nothing learns."""
        return next((name for name, line in self._lines.items() if line.role is Role.RATE), "")

    @cached_property
    def given_names(self) -> tuple[str, ...]:
        """The names of the numbers that the scenario gives."""
        return tuple(line.name for line in self._lines.values() if line.role in GIVEN)

    def given(self) -> dict[str, float]:
        """Return the numbers that the scenario gives, by name."""
        return dict(self._given)

    @cached_property
    def _given(self) -> Mapping[str, float]:
        lines = (self._lines[name] for name in self.given_names)
        return {
            line.name: float(line.formula.value)
            for line in lines
            if isinstance(line.formula, Number)
        }

    def starting_from(self, numbers: Mapping[str, float | Decimal]) -> "Tape":
        """Return the same tape with some of the given numbers replaced.

        All else is the same, so what was compiled of it serves both.
        """

        def started(line: Line) -> Line:
            return replace(line, derive=constantly(Number(Fraction(numbers[line.name]))))

        tape = Tape(
            started(line) if line.role in GIVEN and line.name in numbers else line
            for line in self._lines.values()
        )
        tape._functions, tape._looked_at = self._functions, self._looked_at
        return tape

    def at(
        self, given: Mapping[str, float] | None = None, closer: CloserLook | None = None
    ) -> "Pass":
        """Return the values of all lines at the scenario's numbers, or with some replaced.

        With ``closer``, what is left where terms cancel is settled by it.
        """
        return Pass(self, {**self.given(), **(given or {})}, closer)

    def function(self, name: str) -> LineFunction:
        """Return the compiled right-hand side of one line, made when first asked for."""
        # With other numbers the same tape has other constants.
        known = self._constants if self._lines[name].role in GIVEN else self._functions
        if name not in known:
            known[name] = self.compiled(self.calculated(name))
        return known[name]

    def compiled(self, formula: Expr) -> LineFunction:
        """Return a formula in names of the tape as a function of the values of its lines."""
        return function_of(formula, self._slots)

    def value(self, name: str, values: MutableSequence[float]) -> float:
        """Return the value of one line, from those of all lines so far, by slot.

        A line that is looked at once is worked out as it stands, which is several times faster than
        to compile it; from the second time on it is compiled. Both give the same float.
        """
        function = self._functions.get(name)
        if function is not None or name in self._looked_at:
            return float((function or self.function(name))(values))
        self._looked_at.add(name)
        slots = self._slots
        return line_value(self.calculated(name), lambda used: values[slots[used]])

    def calculated(self, name: str) -> Expr:
        """Return the formula of a line as it is calculated: without what would cancel in it."""
        formula = self._lines[name].formula
        terms = terms_of(formula)
        # Most lines of a large network: there is nothing to look for.
        if all(map(_is_plain, terms)) and (len(terms) != 2 or not any(map(self._is_output, terms))):
            return formula
        return without_cancelling(formula, self._bounded.get)

    def _is_output(self, term: Expr) -> bool:
        """Whether a term is what a call makes, added or taken away."""
        match term:
            case Name(id) | Negative(Name(id)):
                return id in self._bounded
            case _:
                return False

    @cached_property
    def _bounded(self) -> Mapping[str, Call]:
        """The lines that are the value of one call, each with it."""
        return {
            line.name: line.formula
            for line in self._lines.values()
            if line.role in (Role.OUT, Role.NODE) and isinstance(line.formula, Call)
        }


def _is_plain(term: Expr) -> bool:
    """Whether a term is a name, a number or a product of names, added or taken away."""
    match term:
        case Name() | Number():
            return True
        case Product(factors) | Negative(Product(factors)):
            return all(isinstance(factor, Name) for factor in factors)
        case Negative(Name() | Number()):
            return True
        case _:
            return False


class Pass(Mapping[str, float]):
    """One consistent pass through a tape: the value of every line, calculated when asked for.

    A value outside a function's domain, or too large for a float, is nan.
    """

    def __init__(
        self, tape: Tape, given: Mapping[str, float], closer: CloserLook | None = None
    ) -> None:
        self._tape = tape
        self._closer = closer
        self._known: dict[str, float] = dict(given)
        self._slots = [math.nan] * len(tape)
        for name, value in given.items():
            self._slots[tape.position(name)] = value

    def __getitem__(self, name: str) -> float:
        known = self._known
        if name not in known:
            if known.keys() >= set(self._tape[name].uses):  # Whoever goes line by line.
                self.work_out((name,))
            else:
                self.work_out(self._tape.needed_for(name, known=known))
        return known[name]

    def work_out(self, names: Iterable[str]) -> None:
        """Work out lines, in order, where all else that they read is known."""
        known, tape, slots, closer = self._known, self._tape, self._slots, self._closer
        for name in names:
            if name in known:
                continue
            try:
                value = tape.value(name, slots)
            except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex power.
                value = math.nan
            if closer is not None:
                value = closer(name, value, known.__getitem__)
            slots[tape.position(name)] = known[name] = value

    def __iter__(self) -> Iterator[str]:
        return iter(self._tape)

    def __len__(self) -> int:
        return len(self._tape)
