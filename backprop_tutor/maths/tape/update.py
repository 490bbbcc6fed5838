"""The update, and the forward pass after it.

w⁺ = w − η · dE/dw                 (ascent: w + η · dE/dw)
v⁺ = μ·v + dE/dw,  w⁺ = w − η·v⁺   with momentum
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, Sum, difference, product, rename
from backprop_tutor.maths.tape.tape import Line, Role, constantly
from backprop_tutor.scenario.scenario import Direction, Part, Scenario


def learning(scenario: Scenario, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of the wanted names that are parameters and learn."""
    if scenario.learning_rate is None:
        return ()
    able = scenario.parameters.keys() - scenario.frozen
    return tuple(name for name in wanted if name in able)


def updates(scenario: Scenario, parameters: Iterable[str], aim: str) -> Iterator[Line]:
    """Yield the new value of each parameter, and before it what momentum remembers then."""
    for name in parameters:
        push = names.derivative(aim, name)
        if scenario.momentum is not None:
            velocity = names.velocity(name)
            kept = product(Name(names.MOMENTUM), Name(velocity))
            remembered = Sum((kept, Name(push)))
            push = names.updated(velocity)
            yield _line(push, Role.VELOCITY_UPDATE, name, remembered)
        step = product(Name(names.RATE), Name(push))
        downhill = scenario.direction is Direction.DESCENT
        after = difference(Name(name), step) if downhill else Sum((Name(name), step))
        yield _line(names.updated(name), Role.UPDATE, name, after)


def again(ahead: Sequence[Line], changed: Iterable[str]) -> Iterator[Line]:
    """Yield the forward pass once more, at the new weights; frozen parameters keep their names."""
    changing = (*changed, *(line.name for line in ahead))
    renamed = {name: names.updated(name) for name in changing}
    for line in ahead:
        yield replace(
            line,
            name=names.updated(line.name),
            part=Part.AGAIN,
            derive=renaming(line, renamed),
        )


def renaming(line: Line, renamed: Mapping[str, str]) -> Callable[[], Expr]:
    """Return how the formula of a line is derived, with other names in it."""
    return lambda: rename(line.formula, renamed)


def _line(name: str, role: Role, of: str, formula: Expr) -> Line:
    return Line(name, role, Part.UPDATE, of, "", constantly(formula))
