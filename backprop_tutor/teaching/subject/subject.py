"""What a lesson is about: a scenario, its tape, and the tape's values spelled for the eye."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from backprop_tutor.blocks.blocks import Equation, Inline, Side, Value, WithNumbers
from backprop_tutor.formula import names
from backprop_tutor.formula.cases import chosen
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Sum,
    names_in,
    transform,
)
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import FUNCTIONS, TYPEABLE, defined
from backprop_tutor.maths.oracle.cancellation import closer_look
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.maths.tape.forward import aim
from backprop_tutor.maths.tape.roles import PARAMETERS
from backprop_tutor.maths.tape.tape import GIVEN, REMEMBERED, Line, Pass, Role, Tape
from backprop_tutor.scenario.graph import Layer, Unit
from backprop_tutor.scenario.scenario import Part, Scenario, Update
from backprop_tutor.teaching.subject.given_numbers import given_values, stated
from backprop_tutor.teaching.subject.limits import OutOfRange, check_split
from backprop_tutor.teaching.subject.readers import Readers
from backprop_tutor.wording import Marked, say, text


@dataclass(frozen=True, eq=False)
class Subject:
    """A scenario with its tape and with the one pass that its own numbers give."""

    scenario: Scenario
    tape: Tape
    values: Pass = field(repr=False)
    only: str | None = None
    """The one parameter whose derivatives are on the tape, if not all are."""
    after: int = 0
    """How many updates were made before this pass."""

    def __getitem__(self, name: str) -> Line:
        return self.tape[name]

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The numbers that the scenario gives, as their author spelled them, if not too long."""
        return {
            name: f"{value:f}"
            for name, value in self.stated.items()
            if name in self.tape
            and self.values[name] == float(value)
            and not figures.is_long(value)
        }

    @cached_property
    def stated(self) -> Mapping[str, Decimal]:
        """The numbers in the scenario's file."""
        return stated(self.scenario)

    @cached_property
    def pictured(self) -> Scenario:
        """The scenario with the numbers of this pass as they are shown, for the picture."""
        if not self.after:
            return self.scenario
        now = {
            name: Decimal(self.written.get(name) or figures.spelled(self.values[name]))
            for name in self.scenario.parameters
        }
        return replace(self.scenario, parameters=now)

    @cached_property
    def aim(self) -> str:
        """The quantity whose derivatives are wanted: the loss, or the node to differentiate."""
        return aim(self.scenario)

    def gradient(self, name: str) -> str:
        """Return the derivative of the aim for a quantity: dE_total/dw, or without a loss df/dw."""
        return names.derivative(self.aim, name)

    def judging(self, value: str) -> Line:
        """Return the line that holds an output's error: its own, or the whole loss."""
        error = names.error(self.tape[value].of)
        return self.tape[error if error in self.tape else names.TOTAL]

    def said_of_goal(
        self, of_loss: Marked, of_aim: Marked, **holes: Inline | int
    ) -> tuple[Inline, ...]:
        """Return a sentence about what the derivatives are of: the loss, or ``{aim}`` if none."""
        return say(of_loss if self.scenario.has_loss else of_aim, aim=Name(self.aim), **holes)

    @property
    def goal(self) -> Inline:
        """What the derivatives are of, in a sentence."""
        return text("the loss") if self.scenario.has_loss else Name(self.aim)

    @cached_property
    def layer_of(self) -> Mapping[str, int]:
        """The layer that each neuron is in, from 0."""
        return {
            neuron.name: index
            for index, layer in enumerate(self.scenario.layers)
            for neuron in layer.neurons
        }

    def users(self, name: str) -> tuple[Line, ...]:
        """Return the lines of the forward pass and the errors that a quantity enters, in order."""
        return self._users.get(name, ())

    @cached_property
    def _users(self) -> Mapping[str, tuple[Line, ...]]:
        found: dict[str, list[Line]] = {}
        for line in self.tape.values():
            if line.part in (Part.FORWARD, Part.ERROR):
                for name in line.uses:
                    found.setdefault(name, []).append(line)
        return {name: tuple(lines) for name, lines in found.items()}

    def layer(self, neuron: str) -> Layer:
        """Return the layer of a neuron; raises ``KeyError`` for a node without an activation."""
        return self.scenario.layers[self.layer_of[neuron]]

    def unit(self, neuron: str) -> Unit:
        """Return a neuron with its weights and its bias; raises ``KeyError`` as ``layer`` does."""
        return self._units[neuron]

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {one.name: one for layer in self.scenario.layers for one in layer.neurons}

    def receivers(self, sender: str) -> tuple[Unit, ...]:
        """Return the neurons into whose weighted sums a node sends, in the order of the network."""
        return self._receivers.get(sender, ())

    @cached_property
    def _receivers(self) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, tuple[Unit, ...]] = {}
        for layer in self.scenario.layers:
            for sender in dict.fromkeys(layer.senders):
                found[sender] = (*found.get(sender, ()), *layer.neurons)
        return found

    def activation(self, node: str) -> str:
        """Return the activation of a node; empty if it has none."""
        return self.layer(node).activation if node in self.layer_of else ""

    def is_output(self, neuron: str) -> bool:
        """Whether a neuron has a target."""
        return neuron in self.scenario.targets

    @cached_property
    def alone(self) -> "tuple[OneSample, ...]":
        """Each of several samples as a subject of its own, under one-sample names."""
        return tuple(_alone(self, index + 1) for index in range(len(self.scenario.samples)))

    @cached_property
    def imagined(self) -> dict[tuple[Hashable, str], tuple[list[Expr], Iterator[Expr]]]:
        """What each wrong idea makes of a line: what has been wanted so far, and how to go on."""
        return {}

    def spelled(self, name: str) -> str:
        """Return the number of a quantity: as written where it is given, else as it is shown."""
        if name in self.written:
            return self.written[name]
        formula = self.tape[name].formula
        if isinstance(formula, Name):  # ∂net_o1/∂out_h1 is w5: 0.40, as written.
            return self.spelled(formula.id)
        value = self.values[name]
        if not value or not math.isfinite(value):
            return figures.spelled(value)
        if self._moved(name) is None:
            return figures.spelled(value, self._figures_shown(name))
        return figures.spelled_to(value, self._place_shown(name))

    def _moved(self, name: str) -> str | None:
        """Return the updated weight by whose change a weight is shown before and after, if any."""
        if self.tape[name].role is Role.UPDATE:
            return name
        update = names.updated(name)
        return update if update in self.tape and self.tape[name].role in PARAMETERS else None

    def _figures_shown(self, name: str) -> int:
        """Return how many figures are shown of a value: so many that one can go on from them."""
        if name not in self._figures:  # A weight is shown at many steps.
            value, shown = self.values[name], figures.to_show(self.scenario.digits)
            needed = self._readers.place_for(
                name, self.values, lambda line: self.change_place(line, self.scenario.digits)
            )
            count = shown if needed is None else figures.magnitude(value) - needed + 1
            self._figures[name] = shown if count > figures.MOST_SHOWN else max(shown, count)
        return self._figures[name]

    @cached_property
    def _figures(self) -> dict[str, int]:
        return {}

    def _place_shown(self, name: str) -> int:
        """Return the power of ten of the last figure shown.

        Of a weight before and after its update as many figures are shown as of the change.
        """
        place = figures.place_of(self.values[name], self._figures_shown(name))
        if (update := self._moved(name)) is None:
            return place
        return min(place, self.change_place(update, figures.to_show(self.scenario.digits)))

    @cached_property
    def _readers(self) -> Readers:
        return Readers(self.tape)

    def change_place(self, name: str, digits: int) -> int:
        """Return the power of ten of the last of so many figures that a value is judged by.

        An updated weight is judged by its change: "no update" may be only 0.15 % off.
        """
        line, judged = self.tape[name], self.values[name]
        if line.role is Role.UPDATE and isinstance(line.formula, Sum):
            judged = judged - self.values[line.uses[0]] or judged
        return figures.place_of(judged, digits)

    def decimals_of_change(self, name: str, digits: int) -> int | None:
        """Return how many decimals show so many figures of an updated weight's change.

        None for all else, which is asked for in significant figures.
        """
        updated = self.tape[name].role is Role.UPDATE
        return max(1, -self.change_place(name, digits)) if updated else None

    def value(self, name: str) -> Value:
        """Return the number of a quantity as it is shown."""
        formula = self.tape[name].formula
        if isinstance(formula, Name) and name not in self.written:
            return self.value(formula.id)  # ∂net_o1/∂out_h1 is w5: as w5 is shown.
        value = self.values[name]
        if name in self.written or not value or not math.isfinite(value):
            return Value(self.spelled(name))
        return Value(self.spelled(name), figures.is_exact(value, self._figures_shown(name)))

    def with_numbers(self, formula: Expr) -> WithNumbers:
        """Return a formula with its numbers put in; its cases are left to choose from."""
        return WithNumbers(formula, {name: self.spelled(name) for name in names_in(formula)})

    def decided(self, formula: Expr) -> WithNumbers:
        """Return a formula with its numbers put in; of cases the one that holds, and why."""
        held, because = chosen(formula, lambda part: float_value(part, self.values.__getitem__))
        return WithNumbers(held, {name: self.spelled(name) for name in names_in(held)}, because)

    def ways(self, name: str) -> tuple[Expr, ...]:
        """Return the formula of a line, and what it is made of if calculators do not have it."""
        formula = self.tape[name].formula
        if isinstance(formula, Call) and not FUNCTIONS[formula.function].on_calculators:
            written = defined(formula)
            if written is None:
                return (formula,)
            return (written,) if shares_values(formula) else (formula, written)
        if self.tape[name].role in (Role.ERROR, Role.TOTAL):
            return tuple(dict.fromkeys((formula, transform(formula, _on_calculators))))
        return (formula,)

    def typeable(self, name: str) -> Expr:
        """Return the formula of a line as it can be typed: softmax only by its exponentials."""
        formula = self.tape[name].formula
        has_no_name = isinstance(formula, Call) and formula.function not in TYPEABLE
        return self.ways(name)[-1] if has_no_name else formula

    def worked(self, name: str) -> Equation:
        """Return a line as formula, the same with numbers put in, and value."""
        ways = self.ways(name)
        right: list[Side] = list(ways)
        if names_in(ways[-1]):
            numbers = self.decided(ways[-1])
            if not isinstance(ways[-1], Name):
                right.append(numbers)
            match numbers.formula:
                case Number() | Negative(Number()):  # A case that is its value.
                    pass
                case _:
                    right.append(self.value(name))
        elif not _is_its_value(ways[-1]):  # 1 + 1, or 1/3.
            right.append(self.value(name))
        return Equation(Name(name), tuple(right))

    def check_finite(self, quantities: Iterable[str]) -> None:
        """Raise ``OutOfRange`` if one of the quantities has left the range of numbers."""
        for name in quantities:
            if not math.isfinite(self.values[name]):
                raise OutOfRange(self.scenario, name)

    def taught(self, name: str) -> bool:
        """Whether a line is worked out in the lesson, not given by the scenario."""
        return self.tape[name].role not in GIVEN and name not in self.scenario.given


def _is_its_value(formula: Expr) -> bool:
    """Whether a formula without a name is a number as one would say it."""
    number = formula.operand if isinstance(formula, Negative) else formula
    return isinstance(number, Number) and (number.decimal or number.value.denominator == 1)


def shares_values(call: Call) -> bool:
    """Whether it is a softmax of values of other nodes, which has no shorter form that is whole."""
    return call.function == "softmax" and not all(
        isinstance(each, Name) and names.is_net(each.id) for each in call.arguments
    )


@dataclass(frozen=True)
class OneSample:
    """One of several samples, as if it were the only one."""

    subject: Subject
    called: Mapping[str, str]
    """How a one-sample name is called among several: ``net_h1[2]`` for ``net_h1``."""


def _on_calculators(part: Expr) -> Expr:
    """Return what a call is made of, if calculators do not have it."""
    if not isinstance(part, Call) or FUNCTIONS[part.function].on_calculators:
        return part
    return defined(part) or part


def _alone(whole: Subject, sample: int) -> OneSample:
    scenario = whole.scenario.of_sample(sample)
    online = whole.scenario.update is Update.ONLINE
    if not online:  # The update joins all samples: it is none of this one's.
        scenario = replace(scenario, learning_rate=None)
    called: dict[str, str] = {}
    numbers: dict[str, float] = {}
    tape = tape_of(scenario, whole.scenario.movable if whole.only is None else (whole.only,))
    for name, line in tape.items():
        own = names.at_sample(name, sample)
        before = names.at_sample(names.updated(name), sample - 1) if sample > 1 else ""
        if line.role in _SHARED:
            called[name] = before if before in whole.tape else name
            numbers[name] = whole.values[called[name]]
        elif line.part is not Part.AGAIN:  # After the update there is one more pass for all.
            called[name] = own if own in whole.tape else name
    values = {name: Decimal(value) for name, value in numbers.items()}
    closer = closer_look(tape, {**values, **scenario.given}, whole.after)
    at = tape.at({**numbers, **given_values(scenario)}, closer)
    subject = Subject(scenario, tape, at, whole.only)
    return OneSample(subject, called)


_SHARED = PARAMETERS | REMEMBERED
"""Roles of numbers that samples share, and that one of them may change for the next."""


def subject_of(
    scenario: Scenario, only: str | None = None, after: int = 0, *, inputs: bool = False
) -> Subject:
    """Return the subject of a scenario, or just of what one parameter's gradient needs.

    With ``inputs`` there are the derivatives by all inputs too, whether or not they are taught.

    With ``after``, the pass is the one after so many updates of all that learns. Raises
    ``UsageError`` if nothing does, ``Diverged`` if the updates lead out of the range of numbers.
    Raises ``OutOfRange`` (exit code 3) when the forward pass leaves the range of numbers, such as
    the logarithm of an output that is 0, and ``CannotSplit`` where its error has no shares.
    """
    check_split(scenario)
    # Where each sample moves the weights, the next one needs what became of all of them.
    if scenario.update is Update.ONLINE and len(scenario.samples) > 1:
        only = None
    tape = tape_of(scenario, None if only is None else (only,), inputs=inputs)
    if after:
        from backprop_tutor.teaching.subject.after_training import (
            numbers_after,
            without_first_pass,
        )

        whole = tape if only is None else tape_of(scenario)
        tape = tape.starting_from(numbers_after(scenario, whole, after))
        scenario = without_first_pass(scenario)
    at = tape.at(given_values(scenario), closer_look(tape, scenario.given, after))
    subject = Subject(scenario, tape, at, only, after)
    ahead = (Part.FORWARD, Part.ERROR)
    subject.check_finite(name for name, line in tape.items() if line.part in ahead)
    return subject


def at_numbers_of(scenario: Scenario, network: Subject) -> Subject:
    """Return the subject of a scenario that differs from a network's own in its numbers alone.

    It has the formulas of the network, and what was worked out of them; for one pass before any
    update. Raises as ``subject_of`` does.
    """
    check_split(scenario)
    tape = network.tape.starting_from(stated(scenario))
    at = tape.at(given_values(scenario), closer_look(tape, scenario.given))
    subject = Subject(scenario, tape, at, network.only)
    ahead = (Part.FORWARD, Part.ERROR)
    subject.check_finite(name for name, line in tape.items() if line.part in ahead)
    return subject
