"""Plans steps: which lines are asked before a line, and which of them are asked in full.

The first of a kind is asked term by term, but for slopes of a kind that was learnt by then. What is
like it gets one question for the result, and its terms only where it is taken apart.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name, Sum
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.maths.update_rules import rule_of
from backprop_tutor.scenario.scenario import Part, Update
from backprop_tutor.teaching.lesson.error_split import order
from backprop_tutor.teaching.lesson.line_kinds import kind_of
from backprop_tutor.teaching.lesson.trampoline import Deep, done
from backprop_tutor.teaching.subject.subject import Subject

MOST_PATHS = 4
"""A sum with more paths than this is not asked path by path; the others are told."""

_SLOPES = frozenset(
    {
        Role.LOSS_SLOPE,
        Role.ERROR_SLOPE,
        Role.ACTIVATION_SLOPE,
        Role.NET_BY_WEIGHT,
        Role.NET_BY_BIAS,
        Role.NET_BY_OUT,
        Role.NODE_SLOPE,
    }
)
"""Lines made by differentiating one line: nothing of the backward part has to come first."""

_LOCAL_SLOPES = _SLOPES - {Role.LOSS_SLOPE, Role.ERROR_SLOPE}
"""Those that are no slope of an error: each output stands to its own target in another way."""

_RESULTS = frozenset({Role.DELTA, Role.PATHS, Role.ADJOINT})
"""What many later lines need: asked even where the line that needs it is one of a known kind."""


_AHEAD = {
    Part.FORWARD: (Role.OUT, Role.NODE),
    Part.ERROR: (Role.MISS, Role.ERROR, Role.TOTAL),
}
"""What is asked of the parts before the backward pass; the rest is worked out on the way."""


def _joins(joined: Line, line: Line) -> bool:
    """Whether a line is what one of several samples puts into what joins them."""
    return joined.role is Role.BATCH_TOTAL and line.name in joined.uses


def _is_single_path(line: Line) -> bool:
    """Whether only one path leads on from a neuron: one factor more for the delta behind it."""
    return line.role is Role.PATHS and not isinstance(line.formula, Sum)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step to come: a line, the lines its question steps over, and whose chain it is in."""

    name: str
    terms: tuple[str, ...] = ()
    parameter: str | None = None
    opens: bool = False
    """Whether it is the first step of its part."""
    aims: tuple[str, ...] = ()
    """The parameters whose gradients are the aim from this step on: one in focus, or the rest."""
    sample: int | None = None
    """At the first step of one of several samples: which; of what joins them: 0."""
    told: bool = False
    """Whether it is worked out in a table, and asked only of who wishes to be asked."""
    worked: tuple[str, ...] = ()
    """Those of its terms that were asked on their own by now, where it was taken apart."""


class Planner:
    """Collects items; knows which lines were taught and which kinds were learnt.

    ``learnt`` hands on the kinds from one sample to the next; ``taught`` is not asked, or not
    again.
    """

    def __init__(
        self,
        subject: Subject,
        learnt: set[tuple[object, ...]] | None = None,
        taught: Iterable[str] = (),
    ) -> None:
        self._subject = subject
        self._taught = set(taught)
        self._learnt: set[tuple[object, ...]] = set() if learnt is None else learnt
        self.items: list[PlannedStep] = []

    def whole(self, in_focus: Collection[str]) -> list[PlannedStep]:
        """Plan everything that is on the tape."""
        self.forward()
        for name in order.error_split_order(self._subject):
            self.teach(name)
        self.gradients(in_focus)
        self.aim_at_others(self.others(in_focus))
        self.updates()
        return self.items

    def chain_of(self, parameter: str) -> list[PlannedStep]:
        """Plan one parameter's whole chain, with its update."""
        with self._signpost((parameter,)):
            for name in order.blames_of(parameter, self._subject):
                self.teach(name, parameter)
        self.gradients((parameter,))
        if names.updated(parameter) in self._subject.tape:
            self.teach(names.updated(parameter), parameter)
        return self.items

    def forward(self) -> None:
        """Plan the forward pass and the errors."""
        useful = self._useful()
        for part, roles in _AHEAD.items():
            for name, line in self._subject.tape.items():
                if line.part is part and line.role in roles and name in useful:
                    self.teach(name)

    def _useful(self) -> Collection[str]:
        """Return what something asked later needs: where values are given, it may not be all."""
        tape, given = self._subject.tape, self._subject.scenario.given
        if not given:
            return tape
        after = [name for name, line in tape.items() if line.part not in (None, Part.FORWARD)]
        later = [name for name in after if name not in self._taught]
        return frozenset(tape.needed_for(self._subject.aim, *later, known=given))

    def by_layers(self, in_focus: Collection[str], others: Collection[str]) -> None:
        """Plan one more sample: what each layer puts out, the loss, the deltas of each layer.

        The gradients in focus follow; those of the ``others`` are told.
        """
        self.forward()
        self._results((*in_focus, *others))
        self._gradients(in_focus)
        with self._told():
            self._gradients(others)

    def updates_told(self) -> None:
        """Plan the updates, to be told."""
        with self._told():
            self.updates()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Have all that is planned inside told."""
        first = len(self.items)
        yield
        self.items[first:] = [replace(item, told=True) for item in self.items[first:]]

    def joined(self, parameters: Collection[str]) -> None:
        """Plan what joins several samples: their loss, gradients, and the update."""
        self.teach(self._subject.aim)
        scenario = self._subject.scenario
        if scenario.update is not Update.ONLINE:  # There each sample has had its own update.
            for parameter in parameters:
                if parameter in scenario.parameters:  # Each sample has inputs of its own.
                    self.teach(self._subject.gradient(parameter), parameter)
            self.updates(parameters)
        else:
            self.updates(())

    def gradients(self, parameters: Iterable[str]) -> None:
        """Plan the gradient of each parameter, with the way to it marked."""
        for parameter in parameters:
            self.aim_at((parameter,))

    def updates(self, parameters: Collection[str] | None = None) -> None:
        """Plan the updates, of some parameters or of all, and the loss after them."""
        tape, aim = self._subject.tape, self._subject.aim
        for name, line in tape.items():
            if line.role is Role.UPDATE and (parameters is None or line.of in parameters):
                self.teach(name)
        if names.updated(aim) in tape and names.updated(aim) not in self._taught:
            joined = tape[names.updated(aim)]
            errors = tuple(
                name
                for name, line in tape.items()
                if line.part is Part.AGAIN
                and (line.role in (Role.ERROR, Role.TOTAL) or _joins(joined, line))
                and name != names.updated(aim)
            )
            self.items.append(PlannedStep(names.updated(aim), errors))

    def aim_at(self, parameters: tuple[str, ...]) -> None:
        """Plan the way to the gradients of some parameters, with a signpost at its beginning."""
        with self._signpost(parameters):
            self._gradients(parameters)

    def aim_at_others(self, parameters: tuple[str, ...]) -> None:
        """Plan the gradients of all other parameters, those of all neurons first, in one go."""
        if len(parameters) == 1:
            self.aim_at(parameters)
            return
        with self._signpost(parameters):
            self._results(parameters)
            self._gradients(parameters)

    def _results(self, parameters: Iterable[str]) -> None:
        """Plan the deltas, and what else several gradients need, from the outputs back.

        No slope needs any of them, so none is derived for it: a lesson opens before sympy is there.
        """
        tape = self._subject.tape
        slopes = frozenset(name for name, line in tape.items() if line.role in _SLOPES)
        for name in tape.needed_for(*map(self._subject.gradient, parameters), known=slopes):
            if tape[name].role in _RESULTS and not _is_single_path(tape[name]):
                self.teach(name)

    def _gradients(self, parameters: Iterable[str]) -> None:
        for parameter in parameters:
            self.teach(self._subject.gradient(parameter), parameter)

    @contextmanager
    def _signpost(self, parameters: tuple[str, ...]) -> Iterator[None]:
        """Say at the first step of what is planned inside which parameters it is about."""
        first = len(self.items)
        yield
        if first < len(self.items):
            self.items[first] = replace(self.items[first], aims=parameters)

    def others(self, in_focus: Collection[str]) -> tuple[str, ...]:
        """Return whose gradients are wanted too: of all that learns, or of all if nothing does."""
        learning = [name for name in self._movable() if names.updated(name) in self._subject.tape]
        return tuple(name for name in learning or self._movable() if name not in in_focus)

    def _movable(self) -> Iterator[str]:
        """Yield all that derivatives are by, the last layer's first, in the scenario's order."""
        scenario = self._subject.scenario
        layer_of: dict[str, int] = {}
        for index, layer in enumerate(scenario.layers):
            for neuron in layer.neurons:
                layer_of |= dict.fromkeys(neuron.weights, index)
                if neuron.bias:
                    layer_of[neuron.bias] = index

        def order(name: str) -> tuple[int, int]:
            if name in layer_of:
                return (-layer_of[name], 0)
            gradient = self._subject.gradient(name)
            if gradient not in self._subject.tape:  # Of an input that each sample has its own of.
                gradient = names.at_sample(gradient, 1)
            return (1, self._subject.tape.position(gradient))

        yield from sorted(scenario.movable, key=order)

    def teach(self, name: str, parameter: str | None = None) -> None:
        """Plan a line after what it needs."""
        done(self._teach(name, parameter))

    def _teach(self, name: str, parameter: str | None) -> Deep[None]:
        if name in self._taught or not self._subject.taught(name):
            return
        self._taught.add(name)
        line = self._subject[name]
        kind = kind_of(line, self._subject)
        terms: list[str] = []
        for need in self._needs(line):
            if kind in self._learnt or self._is_known_slope(need) or self._hands_on(need):
                terms += yield self._stepped_over(need, parameter)
            else:
                yield self._teach(need, parameter)
        self._learnt.add(kind)
        self.items.append(PlannedStep(name, tuple(terms), parameter))

    def _stepped_over(self, name: str, parameter: str | None) -> Deep[list[str]]:
        """Return the terms that a short question steps over to reach ``name``, in order."""
        if name in self._taught:
            return []
        line = self._subject[name]
        asked = line.role in _RESULTS and not _is_single_path(line)
        if line.role is Role.ACTIVATION_SLOPE:  # That of another activation is another slope.
            asked = not self._is_known_slope(name)
        if asked:
            yield self._teach(name, parameter)
            return []
        self._taught.add(name)
        terms: list[str] = []
        for need in self._needs(line):
            terms += yield self._stepped_over(need, parameter)
        return [*terms, name]

    def _needs(self, line: Line) -> list[str]:
        """Return the lines of the same part that have to be known before a line."""
        if line.role is Role.LOSS_SLOPE:  # A sum where several errors depend on one output.
            tape = self._subject.tape
            errors = [name for name, one in tape.items() if one.role is Role.ERROR]
            slopes = [names.derivative(error, line.by) for error in errors]
            return [slope for slope in slopes if slope in tape]
        if line.role in _SLOPES:
            return []
        subject = self._subject
        if line.role is Role.UPDATE:
            return list(self._before_the_step(line))
        used = [
            one
            for one in line.uses
            if subject[one].part is line.part
            and subject.taught(one)
            and subject[one].role is not Role.COUNT_UPDATE
        ]
        sums = (Role.PATHS, Role.DELTA, Role.HIDDEN_MISS)
        if line.role in sums and len(used) > 2 * MOST_PATHS:
            return used[:2]
        return used

    def _hands_on(self, name: str) -> bool:
        """Whether a line is a net input that is one value as it is, or its slope, which is 1."""
        line = self._subject[name]
        if line.role is Role.NODE_SLOPE:
            line = self._subject[line.of]
        return line.role is Role.NET and isinstance(line.formula, Name)

    def _before_the_step(self, line: Line) -> Iterator[str]:
        """Yield what an update is made of, in order: first all that is remembered, then the rest.

        The number of the update is told, not asked.
        """
        subject, parameter = self._subject, line.of
        memories = rule_of(subject.scenario).memories
        kept = [names.memory(memory.letter, parameter) for memory in memories]
        first = (names.RATE, names.decayed_gradient(parameter))
        for name in (*first, *map(names.updated, kept), *map(names.corrected, kept)):
            if name in subject.tape and subject[name].part is Part.UPDATE and subject.taught(name):
                yield name

    def _is_known_slope(self, name: str) -> bool:
        """Whether a line is the slope of a single line, and another like it was asked before."""
        line = self._subject[name]
        return line.role in _LOCAL_SLOPES and kind_of(line, self._subject) in self._learnt
