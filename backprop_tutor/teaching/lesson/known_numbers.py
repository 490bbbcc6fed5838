"""Which numbers a question shows: those it needs, among others of the same neighbourhood.

To list the factors alone would be to say what has to be multiplied. So all stand there that was
worked out of the neuron at hand, of those that feed it and of those that it feeds, in the order in
which it was worked out.
"""

from collections.abc import Callable, Iterator

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, Sum, names_in
from backprop_tutor.maths.tape.tape import GIVEN, Line, Role
from backprop_tutor.teaching.lesson.planner import PlannedStep
from backprop_tutor.teaching.subject.subject import Subject

_ENOUGH = 12
"""So many numbers are to choose from; more are shown only where more are needed."""

_OF_ONE_LINE = frozenset(
    {
        *(Role.ACTIVATION_SLOPE, Role.NET_BY_WEIGHT, Role.NET_BY_BIAS, Role.NET_BY_OUT),
        *(Role.NODE_SLOPE, Role.ERROR_SLOPE),
    }
)
_OF_THE_CHAIN = frozenset({Role.DELTA, Role.SHARE, Role.PATHS, Role.ADJOINT, Role.GRADIENT})


def known_numbers(
    item: PlannedStep, line: Line, subject: Subject, worked_out: Callable[[str], bool]
) -> list[str]:
    """Return the names of the numbers that the question of a line is shown with.

    ``worked_out`` says of a quantity whether it is given, or was worked out before this step.
    """
    open_terms = {*item.terms, item.name}.difference(item.worked)
    used = dict.fromkeys(
        name for source in _sources(item, line, subject) for name in names_in(source)
    )
    needed = [name for name in dict.fromkeys((*used, *item.worked)) if name not in open_terms]
    if line.role is Role.UPDATE:
        around = _beside_the_update(line, subject)
    elif line.role in _OF_THE_CHAIN:
        around = _around(line, subject)
    else:
        return needed
    listed = dict.fromkeys(needed)
    for name in around:
        if len(listed) >= _ENOUGH:
            break
        if name in subject.tape and name not in open_terms and worked_out(name):
            listed[name] = None
    # In the order of the tape: the factors do not stand first.
    return sorted(listed, key=subject.tape.position)


def _sources(item: PlannedStep, line: Line, subject: Subject) -> list[Expr]:
    """Return formulas that hold the numbers a question needs.

    What a slope's own formula holds would give the slope away: there it is what is differentiated.
    """
    if line.role is Role.LOSS_SLOPE:
        return [Sum((Name(line.by), *map(Name, subject.judging(line.by).uses)))]
    sources = [
        subject[line.of].formula if line.role in _OF_ONE_LINE else subject[name].formula
        for name in (*item.terms, item.name)
    ]
    if line.role in _OF_ONE_LINE:
        sources.append(Sum((Name(line.of), Name(line.by))))
    return sources


def _around(line: Line, subject: Subject) -> Iterator[str]:
    """Yield what stands around a derivative: of the quantity it is by, and of those that use it."""
    by, aim = line.by, subject.aim
    for user in subject.users(by):
        if line.role is Role.SHARE and user.of != subject[line.of].of:
            continue  # What one output's error says is about the way through that output.
        yield names.derivative(aim, user.name)
        yield from names_in(user.holding(by))
        yield names.derivative(user.name, by)
        yield user.name
        for further in subject.users(user.name):
            if further.of == user.of:  # The output of the neuron whose net input it is.
                yield names.derivative(further.name, user.name)
                yield names.derivative(aim, further.name)
                yield further.name
            else:
                yield names.derivative(aim, further.name)
        if subject[by].role in GIVEN:  # What the other parameters of the neuron are multiplied by.
            yield from (name for name in user.uses if subject[name].role is not Role.WEIGHT)
    yield by


def _beside_the_update(line: Line, subject: Subject) -> Iterator[str]:
    """Yield the parameters that enter the same neurons, with their gradients."""
    for user in subject.users(line.of):
        for name in user.uses:
            if names.updated(name) in subject.tape:
                yield name
                yield subject.gradient(name)
