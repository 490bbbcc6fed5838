"""Back-propagation: from the lines of a forward pass to the lines of every derivative.

For each quantity s on a way from a parameter to the loss E

    dE/ds = Σ over the lines u that use s of dE/du · du/ds

``calculus`` differentiates the single lines (du/ds); this module walks the graph, and never looks
inside a formula except for the names in it. After it come the update and one more forward pass.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from backprop_tutor.expression import (
    Call,
    Expr,
    Name,
    Sum,
    difference,
    product,
    substitute,
    total,
)
from backprop_tutor.maths import names
from backprop_tutor.maths.calculus import differentiate
from backprop_tutor.maths.network import forward, given
from backprop_tutor.maths.tape import GIVEN, Line, Role, Tape
from backprop_tutor.scenario import Part, Scenario

_PARAMETERS = frozenset({Role.WEIGHT, Role.BIAS})


def tape_of(scenario: Scenario, only: Collection[str] | None = None) -> Tape:
    """Return the whole tape of a scenario: forward, errors, derivatives, update, forward again.

    With ``only``, just what the gradients of those parameters need: the cost of a lesson about one
    weight does not grow with the number of weights. The pass after the update needs every
    parameter's update, so it is there only without ``only``.
    """
    start = list(given(scenario))
    ahead = list(forward(scenario))
    parameters = [
        line.name
        for line in start
        if line.role in _PARAMETERS and (only is None or line.name in only)
    ]
    lines = [*start, *ahead, *_Graph([*start, *ahead], parameters).derivatives()]
    if scenario.learning_rate is not None:
        learning = [name for name in parameters if name not in scenario.frozen]
        lines += [_update(name) for name in learning]
        if only is None and learning:
            lines += _again(ahead, learning)
    return Tape(lines)


@dataclass(frozen=True, slots=True)
class _Use:
    """One line that uses a quantity, with the names of dE/du and du/ds; ``slope`` 1 is None."""

    user: Line
    adjoint: str | None
    local: str


class _Graph:
    """The lines between some parameters and the loss, and who uses whom."""

    def __init__(self, lines: Sequence[Line], parameters: Sequence[str]) -> None:
        self._lines = {line.name: line for line in lines}
        self._loss = lines[-1].name
        wanted = set(parameters)
        self._users: dict[str, list[Line]] = {}
        self._depth: dict[str, int] = {}
        for line in lines:
            used = line.uses
            # How many lines a quantity is away from what is given: layers share a depth.
            self._depth[line.name] = 1 + max((self._depth[name] for name in used), default=-1)
            moving = [name for name in used if name in wanted]
            if moving:
                wanted.add(line.name)
            for name in moving:
                self._users.setdefault(name, []).append(line)
        self._outputs = {
            line.formula: line.name for line in lines if isinstance(line.formula, Call)
        }
        self._unweighted = self._errors_added_unweighted()

    def _errors_added_unweighted(self) -> frozenset[str]:
        """Names that the loss adds as they are: their dE/du is 1 and needs no line."""
        loss = self._lines[self._loss].formula
        terms = loss.terms if isinstance(loss, Sum) else (loss,)
        bare = [term.id for term in terms if isinstance(term, Name)]
        return frozenset(
            name for name in bare if bare.count(name) == 1 and len(self._users.get(name, ())) == 1
        )

    def derivatives(self) -> Iterator[Line]:
        """Yield the derivatives, from the loss back; within a layer in the network's own order."""
        places = {name: index for index, name in enumerate(self._lines)}
        names_back = [name for name in self._users if name not in self._unweighted]

        def order(name: str) -> tuple[float, int]:
            if self._lines[name].role in GIVEN:  # A weight's gradient follows its neuron's delta.
                nearest = max(self._depth[user.name] for user in self._users[name])
                return (-nearest + 0.5, places[name])
            return (-self._depth[name], places[name])

        for name in sorted(names_back, key=order):
            yield from self._derivatives_by(self._lines[name])

    def _derivatives_by(self, line: Line) -> Iterator[Line]:
        """Yield du/ds for each user u of s, the shares of single outputs, and dE/ds."""
        uses = [self._use(user, line) for user in self._users[line.name]]
        adjoint = names.derivative(self._loss, line.name)
        if len(uses) == 1 and uses[0].adjoint is None:
            yield self._local(adjoint, uses[0].user, line, Role.LOSS_SLOPE)
            return
        for use in uses:
            yield self._local(use.local, use.user, line, _local_role(use.user, line))
        terms = [
            product(*(Name(name) for name in (use.adjoint, use.local) if name is not None))
            for use in uses
        ]
        if (shares := self._shares(uses, line)) is not None:
            for share, term in zip(shares, terms, strict=True):
                yield _derived(share, Role.SHARE, line, term)
            terms = [Name(share.name) for share in shares]
        yield _derived(_Derivative(adjoint, self._loss), _adjoint_role(line), line, total(*terms))

    def _use(self, user: Line, line: Line) -> _Use:
        bare = user.name == self._loss or user.name in self._unweighted
        adjoint = None if bare else names.derivative(self._loss, user.name)
        return _Use(user, adjoint, names.derivative(user.name, line.name))

    def _local(self, name: str, user: Line, by: Line, role: Role) -> Line:
        outputs = self._outputs
        return Line(
            name,
            role,
            Part.BACKWARD,
            self._loss if role is Role.LOSS_SLOPE else user.name,
            by.name,
            lambda: differentiate(user.formula, by.name, outputs),
        )

    def _shares(self, uses: Sequence[_Use], line: Line) -> "list[_Derivative] | None":
        """Return dE_o1/dout_h1, … where each use of a hidden output leads to one output's error.

        With softmax every net input reaches every error, and one layer earlier every path does.
        """
        if line.role is not Role.OUT or len(uses) < 2:
            return None
        shares = []
        for use in uses:
            error = self._only_error_of(use.user)
            if error is None:
                return None
            shares.append(_Derivative(names.derivative(error, line.name), error))
        return shares

    def _only_error_of(self, net: Line) -> str | None:
        """Follow single users from a net input to the one error it reaches, or return None."""
        line = net
        while line.role is not Role.ERROR:
            users = self._users.get(line.name, [])
            if len(users) != 1 or users[0].name == self._loss:
                return None
            if line is not net and line.role is not Role.OUT:
                return None
            if line.role is Role.OUT and users[0].role is not Role.ERROR:
                return None
            line = users[0]
        return line.name


@dataclass(frozen=True, slots=True)
class _Derivative:
    name: str
    of: str


def _derived(derivative: _Derivative, role: Role, by: Line, formula: Expr) -> Line:
    return Line(derivative.name, role, Part.BACKWARD, derivative.of, by.name, lambda: formula)


def _local_role(user: Line, by: Line) -> Role:
    if user.role is Role.OUT:
        return Role.ACTIVATION_SLOPE
    if by.role is Role.BIAS:
        return Role.NET_BY_BIAS
    return Role.NET_BY_WEIGHT if by.role is Role.WEIGHT else Role.NET_BY_OUT


def _adjoint_role(line: Line) -> Role:
    if line.role in _PARAMETERS:
        return Role.GRADIENT
    return Role.DELTA if line.role is Role.NET else Role.PATHS


def _update(parameter: str) -> Line:
    """w⁺ = w − η · dE/dw."""
    gradient = names.derivative(names.TOTAL, parameter)
    step = product(Name(names.RATE), Name(gradient))
    formula = difference(Name(parameter), step)
    return Line(names.new(parameter), Role.UPDATE, Part.UPDATE, parameter, "", lambda: formula)


def _again(ahead: Sequence[Line], learning: Sequence[str]) -> Iterator[Line]:
    """Yield the forward pass once more, at the new weights; frozen parameters keep their names."""
    changing = (*learning, *(line.name for line in ahead))
    renamed: dict[str, Expr] = {name: Name(names.new(name)) for name in changing}
    for line in ahead:
        formula = substitute(line.formula, renamed)
        yield replace(
            line,
            name=names.new(line.name),
            part=Part.AGAIN,
            derive=lambda formula=formula: formula,  # type: ignore[misc]
        )
