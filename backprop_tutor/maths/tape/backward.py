"""Back-propagation: from the lines of a forward pass to the lines of every derivative.

For each quantity s on a way from a parameter to the loss E

    dE/ds = Σ over the lines u that use s of dE/du · du/ds

``calculus`` differentiates the single lines (du/ds); this module walks the graph by the names in
the formulas. Of the loss it also sees which errors are added as they are: their dE/du is 1.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ZERO,
    Call,
    Expr,
    Name,
    Number,
    Product,
    terms_of,
    total,
)
from backprop_tutor.maths.calculus.slopes import differentiate
from backprop_tutor.maths.tape.roles import adjoint_role, direct_role, local_role
from backprop_tutor.maths.tape.tape import GIVEN, Line, Role, constantly
from backprop_tutor.scenario.scenario import Part


def derivatives(
    lines: Sequence[Line], aim: str, wanted: Collection[str], plain: Collection[str] = ()
) -> Iterator[Line]:
    """Yield the derivatives of the line ``aim`` for all that is wanted, and what these need.

    They go from the loss back; within a layer in the network's own order. ``plain`` are the net
    inputs that are weighted sums, whose slopes are just weights and what the weights multiply.
    """
    wanted = frozenset(wanted)
    graph = _Graph(lines, aim, wanted, plain)
    yield from graph.derivatives()
    for line in lines:
        if line.name in wanted and not graph.reaches(line.name):
            derivative = names.derivative(aim, line.name)
            yield Line(derivative, Role.GRADIENT, Part.BACKWARD, aim, line.name, constantly(ZERO))


@dataclass(frozen=True, slots=True)
class _Use:
    """One line u that uses a quantity s, with the names of dE/du (None: it is 1) and of du/ds."""

    user: Line
    adjoint: str | None
    local: str


class _Graph:
    """The lines between some parameters and the loss, and who uses whom."""

    def __init__(
        self, lines: Sequence[Line], aim: str, wanted: Collection[str], plain: Collection[str]
    ) -> None:
        self._lines = {line.name: line for line in lines}
        self._aim = aim
        self._plain = plain
        self._users: dict[str, list[Line]] = {}
        self._depth: dict[str, int] = {}
        behind = self._behind(aim)
        moving = set(wanted)
        for line in lines:
            used = _read_by(line)
            # How many lines a quantity is away from what is given: layers share a depth.
            self._depth[line.name] = 1 + max((self._depth[name] for name in used), default=-1)
            moved = [name for name in used if name in moving] if line.name in behind else []
            if moved:
                moving.add(line.name)
            for name in moved:
                self._users.setdefault(name, []).append(line)
        self._outputs: dict[Expr, str] = {}
        for line in lines:
            if line.role not in GIVEN and _may_be_named(line):
                self._outputs.setdefault(line.formula, line.name)
        self._unweighted = self._errors_added_unweighted()

    def _behind(self, aim: str) -> set[str]:
        """Return all that a quantity is computed from, and itself."""
        found = {aim}
        waiting = [aim]
        while waiting:
            new = [used for used in _read_by(self._lines[waiting.pop()]) if used not in found]
            found.update(new)
            waiting.extend(new)
        return found

    def reaches(self, name: str) -> bool:
        """Whether a quantity moves the loss at all, or is it."""
        return name in self._users or name == self._aim

    def _errors_added_unweighted(self) -> frozenset[str]:
        """Names that the loss adds as they are: their dE/du is 1 and needs no line."""
        whole = self._lines[self._aim]
        if whole.role is not Role.TOTAL:
            return frozenset()
        bare = [term.id for term in terms_of(whole.formula) if isinstance(term, Name)]
        return frozenset(
            name
            for name in bare
            if self._lines[name].role is Role.ERROR and len(self._users.get(name, ())) == 1
        )

    def derivatives(self) -> Iterator[Line]:
        """Yield the derivatives, from the loss back; within a layer in the network's own order."""
        places = {name: index for index, name in enumerate(self._lines)}
        names_back = [name for name in self._users if name not in self._unweighted]

        def order(name: str) -> tuple[float, int]:
            # A weight's gradient follows its neuron's delta, the last of them if it is shared.
            if self._lines[name].role in GIVEN:
                nearest = min(self._depth[user.name] for user in self._users[name])
                return (-nearest + 0.5, places[name])
            return (-self._depth[name], places[name])

        for name in sorted(names_back, key=order):
            yield from self._derivatives_by(self._lines[name])

    def _derivatives_by(self, line: Line) -> Iterator[Line]:
        """Yield du/ds for each user u of s, the shares of single outputs, and dE/ds."""
        uses = [self._use(user, line) for user in self._users[line.name]]
        adjoint = names.derivative(self._aim, line.name)
        if len(uses) == 1 and uses[0].adjoint is None:
            role = direct_role(uses[0].user, line, self._plain)
            of_loss = role in (Role.LOSS_SLOPE, Role.GRADIENT)
            yield self._local(adjoint, uses[0].user, line, role, self._aim if of_loss else None)
            return
        for use in uses:
            if use.local != adjoint:
                yield self._local(
                    use.local, use.user, line, local_role(use.user, line, self._plain)
                )
        role = adjoint_role(line, [use.user for use in uses])
        if (shares := self._shares(uses, line)) is not None:
            for share, use in zip(shares, uses, strict=True):
                yield _derived(share, Role.SHARE, line, constantly(_term(use)))
            sum_of_shares = total(*(Name(share.name) for share in shares))
            yield _derived(_Of(adjoint, self._aim), role, line, constantly(sum_of_shares))
            return
        # What is used by the loss directly has no line of its own there: its name is the sum's.
        direct = next((use.user for use in uses if use.local == adjoint), None)
        if direct is None:
            whole = constantly(total(*map(_term, uses)))
        else:
            whole = self._with_direct(uses, direct, line)
        yield _derived(_Of(adjoint, self._aim), role, line, whole)

    def _with_direct(self, uses: Sequence[_Use], direct: Line, line: Line) -> Callable[[], Expr]:
        """Return Σ dE/du·du/ds with the slope of the loss itself written out."""

        def whole() -> Expr:
            return total(
                *(
                    differentiate(
                        direct.holding(line.name), line.name, self._outputs, direct.formula
                    )
                    if use.user is direct
                    else _term(use)
                    for use in uses
                )
            )

        return whole

    def _use(self, user: Line, line: Line) -> _Use:
        bare = user.name == self._aim or user.name in self._unweighted
        adjoint = None if bare else names.derivative(self._aim, user.name)
        return _Use(user, adjoint, names.derivative(user.name, line.name))

    def _local(self, name: str, user: Line, by: Line, role: Role, of: str | None = None) -> Line:
        outputs = self._outputs
        return Line(
            name,
            role,
            Part.BACKWARD,
            user.name if of is None else of,
            by.name,
            lambda: differentiate(user.holding(by.name), by.name, outputs, user.formula),
        )

    def _shares(self, uses: Sequence[_Use], line: Line) -> "list[_Of] | None":
        """Return dE_o1/dout_h1, … where each use of a hidden output leads to one output's error.

        With softmax every net input reaches every error, and one layer earlier every path does.
        """
        if line.role is not Role.OUT or len(uses) < 2:
            return None
        errors = [self._only_error_of(use.user) for use in uses]
        if None in errors or len(set(errors)) < len(errors):
            return None
        return [_Of(names.derivative(error, line.name), error) for error in errors if error]

    def _only_error_of(self, net: Line) -> str | None:
        """Follow single users from a net input to the one error it reaches, or return None."""
        if net.role is not Role.NET:
            return None
        line = net
        while line.role is not Role.ERROR:
            users = self._users.get(line.name, [])
            if len(users) != 1 or users[0].name == self._aim:
                return None
            if line is not net and line.role is not Role.OUT:
                return None
            if line.role is Role.OUT and users[0].role is not Role.ERROR:
                return None
            line = users[0]
        return line.name


@dataclass(frozen=True, slots=True)
class _Of:
    """A derivative by its name, and what it is taken of."""

    name: str
    of: str


def _read_by(line: Line) -> tuple[str, ...]:
    """Return what a line reads; what is given reads nothing, and need not be looked into."""
    return () if line.role in GIVEN else line.uses


def _may_be_named(line: Line) -> bool:
    """Whether a part of a slope that is this line's formula is called by the line's name."""
    if line.role is Role.NODE:
        return not isinstance(line.formula, Name | Number)
    return isinstance(line.formula, Call)


def _term(use: _Use) -> Expr:
    """Return dE/du · du/ds, by their names."""
    local = Name(use.local)
    return local if use.adjoint is None else Product((Name(use.adjoint), local))


def _derived(derivative: _Of, role: Role, by: Line, derive: Callable[[], Expr]) -> Line:
    return Line(derivative.name, role, Part.BACKWARD, derivative.of, by.name, derive)
