"""What a lesson is about: a scenario, its tape, and the tape's values spelled for the eye."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from backprop_tutor.errors import TutorError
from backprop_tutor.expression import Call, Expr, Name, names_in
from backprop_tutor.maths import figures, names
from backprop_tutor.maths.backward import tape_of
from backprop_tutor.maths.functions import FUNCTIONS, TYPEABLE, defined
from backprop_tutor.maths.tape import GIVEN, Line, Pass, Role, Tape
from backprop_tutor.scenario import Layer, Part, Scenario
from backprop_tutor.teaching.later import numbers_after
from backprop_tutor.teaching.step import Equation, Side, Value, WithNumbers

_DECIMAL = re.compile(r"\d[.,]\d")


@dataclass(frozen=True)
class Subject:
    """A scenario with its tape and with the one pass that its own numbers give."""

    scenario: Scenario
    tape: Tape
    values: Pass = field(repr=False)
    after: int = 0
    """How many updates were made before this pass."""

    def __getitem__(self, name: str) -> Line:
        return self.tape[name]

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The numbers that the scenario gives, spelled as its author spelled them."""
        return {
            name: f"{value:f}"
            for name, value in self.stated.items()
            if not self.after or self.values[name] == float(value)
        }

    @cached_property
    def stated(self) -> Mapping[str, Decimal]:
        """The numbers in the scenario's file."""
        numbers = {**self.scenario.inputs, **self.scenario.parameters}
        numbers |= {names.target(neuron): value for neuron, value in self.scenario.targets.items()}
        if self.scenario.learning_rate is not None:
            numbers[names.RATE] = self.scenario.learning_rate
        return numbers

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
    def layer_of(self) -> Mapping[str, int]:
        """The layer that each neuron is in, from 0."""
        return {
            neuron.name: index
            for index, layer in enumerate(self.scenario.layers)
            for neuron in layer.neurons
        }

    def layer(self, neuron: str) -> Layer:
        """Return the layer of a neuron."""
        return self.scenario.layers[self.layer_of[neuron]]

    def is_output(self, neuron: str) -> bool:
        """Whether a neuron is in the last layer."""
        return self.layer_of[neuron] == len(self.scenario.layers) - 1

    def spelled(self, name: str) -> str:
        """Return the number of a quantity: as written where it is given, else to six figures."""
        if name in self.written:
            return self.written[name]
        formula = self.tape[name].formula
        if isinstance(formula, Name):  # ∂net_o1/∂out_h1 is w5: 0.40, as written.
            return self.spelled(formula.id)
        value, update = self.values[name], names.new(name)
        if self.tape[name].role is Role.UPDATE:
            update = name
        elif not (is_parameter(self.tape[name]) and update in self.tape):
            return figures.spelled(value)
        # What is shown of a weight before and after its update has six figures of the change.
        own = figures.place_of(value, figures.SHOWN)
        return figures.spelled_to(value, min(own, self.change_place(update, figures.SHOWN)))

    def change_place(self, name: str, digits: int) -> int:
        """Return the power of ten of the last of so many figures that a value is judged by.

        An updated weight is judged by its change: "no update" may be only 0.15 % off.
        """
        line, judged = self.tape[name], self.values[name]
        if line.role is Role.UPDATE:
            judged = judged - self.values[line.of] or judged
        return figures.place_of(judged, digits)

    def value(self, name: str) -> Value:
        """Return the number of a quantity as it is shown."""
        exact = name in self.written or figures.is_exact(self.values[name])
        return Value(self.spelled(name), exact)

    def with_numbers(self, formula: Expr) -> WithNumbers:
        """Return a formula with its numbers put in."""
        return WithNumbers(formula, {name: self.spelled(name) for name in names_in(formula)})

    def ways(self, name: str) -> tuple[Expr, ...]:
        """Return the formula of a line, and what it is made of if calculators do not have it."""
        formula = self.tape[name].formula
        if isinstance(formula, Call) and not FUNCTIONS[formula.function].on_calculators:
            written = defined(formula)
            return (formula,) if written is None else (formula, written)
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
            if not isinstance(ways[-1], Name):
                right.append(self.with_numbers(ways[-1]))
            right.append(self.value(name))
        return Equation(Name(name), tuple(right))

    def check_finite(self, quantities: Iterable[str]) -> None:
        """Raise ``NotFinite`` if one of the quantities has left the range of numbers."""
        for name in quantities:
            if not math.isfinite(self.values[name]):
                raise NotFinite(self.scenario.name, name)

    def taught(self, name: str) -> bool:
        """Whether a line is worked out in the lesson, not given by the scenario."""
        return self.tape[name].role not in GIVEN


def subject_of(scenario: Scenario, only: str | None = None, after: int = 0) -> Subject:
    """Return the subject of a scenario, or just of what one parameter's gradient needs.

    With ``after``, the pass is the one after so many updates of all that learns. Raises
    ``UsageError`` if nothing does, ``Diverged`` if the updates lead out of the range of numbers.
    Raises ``NotFinite`` (exit code 3) when the forward pass leaves the range of numbers, such as
    the logarithm of an output that is 0.
    """
    tape = tape_of(scenario, None if only is None else (only,))
    if after:
        whole = tape if only is None else tape_of(scenario)
        tape = tape.starting_from(numbers_after(scenario, whole, after))
        # A remark with a number in it is about the numbers of the first pass.
        notes = {name: text for name, text in scenario.notes.items() if not _DECIMAL.search(text)}
        scenario = replace(scenario, notes=notes)
    subject = Subject(scenario, tape, tape.at(), after)
    ahead = (Part.FORWARD, Part.ERROR)
    subject.check_finite(name for name, line in tape.items() if line.part in ahead)
    return subject


class NotFinite(TutorError):
    """The numbers of a scenario lead out of the range of numbers."""

    exit_code = 3

    def __init__(self, scenario: str, name: str) -> None:
        super().__init__(
            f"{scenario}: {name} is not a finite number at these values; "
            "choose smaller weights, smaller inputs or a smaller learning rate",
        )


def is_parameter(line: Line) -> bool:
    """Whether a line is a weight or a bias."""
    return line.role in (Role.WEIGHT, Role.BIAS)
