"""The update, and the forward pass after it.

w⁺ = w − η·push                          (ascent: w + η·push)

What is pushed by, and what a rule remembers for it, stand in ``maths.update_rules``. With a weight
decay λ, whose ½λ·Σ w² stands beside the loss, the gradient in them is

g = dE/dw + λ·w                          (ascent: dE/dw − λ·w)

for what decays, or the decay is taken off the parameter apart from it: w⁺ = w − η·λ·w − η·push.
Where the learning rate falls by steps, η = η_start·times^⌊t/every⌋ after t updates.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Quotient,
    Sum,
    constant_number,
    number,
    product,
    rename,
)
from backprop_tutor.maths.tape.tape import Line, Role, constantly
from backprop_tutor.maths.update_rules import at, counts_updates, rule_of
from backprop_tutor.scenario.scenario import Direction, Part, Scenario


def learning(scenario: Scenario, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of the wanted names that are parameters and learn."""
    if scenario.learning_rate is None:
        return ()
    able = scenario.parameters.keys() - scenario.frozen
    return tuple(name for name in wanted if name in able)


def updates(scenario: Scenario, parameters: Sequence[str], aim: str) -> Iterator[Line]:
    """Yield the new value of each parameter, and before it what its rule remembers then."""
    if not parameters:
        return
    if counts_updates(scenario):
        counted = Sum((Name(names.COUNT), ONE))
        yield _line(names.updated(names.COUNT), Role.COUNT_UPDATE, names.COUNT, counted)
    if scenario.rate_steps is not None:
        times, every = scenario.rate_steps.times, scenario.rate_steps.every
        passed = Call("floor", (Quotient(Name(names.COUNT), number(every)),))
        fallen = product(Name(names.RATE_START), Power(constant_number(times), passed))
        yield _line(names.RATE, Role.RATE_NOW, names.RATE, fallen)
    for name in parameters:
        yield from _of_one(scenario, name, names.derivative(aim, name))


def _of_one(scenario: Scenario, name: str, gradient: str) -> Iterator[Line]:
    """Yield what becomes of one parameter, and of what its rule remembers of it."""
    rule, downhill = rule_of(scenario), scenario.direction is Direction.DESCENT
    decay = product(Name(names.DECAY), Name(name))
    decays = name in scenario.decaying
    if decays and not rule.decays_apart:
        decayed = Sum((Name(gradient), decay if downhill else Negative(decay)))
        gradient = names.decayed_gradient(name)
        yield _line(gradient, Role.DECAYED_GRADIENT, name, decayed)
    for memory in rule.memories:
        own = names.memory(memory.letter, name)
        role = Role.SECOND_MOMENT_UPDATE if memory.squares else Role.MOMENT_UPDATE
        yield _line(names.updated(own), role, name, at(memory.new, rule, name, gradient))
    for memory in rule.memories:
        if memory.corrected is not None:
            own = names.corrected(names.memory(memory.letter, name))
            corrected = at(memory.corrected, rule, name, gradient)
            yield _line(own, Role.CORRECTED_MOMENT, name, corrected)
    step = product(Name(names.RATE), at(rule.push, rule, name, gradient))
    apart = (Negative(product(Name(names.RATE), decay)),) if decays and rule.decays_apart else ()
    after = Sum((Name(name), *apart, Negative(step) if downhill else step))
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
