"""Several samples on one tape: each has its own pass, and one update joins them.

A quantity of sample k is the one-sample quantity with ``[k]`` behind its name. With ``batch_sum``
and ``batch_mean`` all samples meet the same weights; their losses and gradients are then added, or
averaged. With ``online`` sample k meets the weights that sample k − 1 has left behind, and the last
sample's are the new ones.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Expr, Name, Quotient, number, total
from backprop_tutor.maths.tape.tape import Line, Role, constantly
from backprop_tutor.maths.tape.update import renaming
from backprop_tutor.scenario.scenario import Part, Scenario, Update


def under_sample(
    lines: Iterable[Line], sample: int, met: Mapping[str, str], beside: Iterable[str] = ()
) -> Iterator[Line]:
    """Yield lines of a one-sample tape under the names they have among several samples.

    ``met`` says how the parameters are called that this sample meets; ``beside`` are more names of
    this sample that the lines use.
    """
    lines = list(lines)
    own = {name: names.at_sample(name, sample) for name in beside}
    own |= {line.name: names.at_sample(line.name, sample) for line in lines}
    renamed = {**met, **own}
    for line in lines:
        yield replace(
            line,
            name=own[line.name],
            # A derivative is of and by quantities of its sample; a node or a weight stays itself.
            of=own.get(line.of, line.of),
            by=own.get(line.by, line.by),
            derive=renaming(line, renamed),
            sample=sample,
        )


def joined_total(scenario: Scenario, aim: str, part: Part) -> Line:
    """Return the aim over all samples: the sum of theirs, or the mean; before or after the update.

    E = Σ over samples k of E[k], or that divided by their number.
    """
    name = names.updated(aim) if part is Part.AGAIN else aim
    return Line(name, Role.BATCH_TOTAL, part, "", "", constantly(_joined(name, scenario)))


def joined_gradients(parameters: Iterable[str], scenario: Scenario, aim: str) -> Iterator[Line]:
    """Yield the gradient of each parameter over all samples: dE/dw = Σ dE[k]/dw, or the mean."""
    for parameter in parameters:
        name = names.derivative(aim, parameter)
        derive = constantly(_joined(name, scenario))
        yield Line(name, Role.BATCH_GRADIENT, Part.BACKWARD, aim, parameter, derive)


def left_behind(steps: Iterable[Line], last: int) -> Iterator[Line]:
    """Yield what an online update changes: it is what the last sample leaves behind."""
    changed = (line for line in steps if names.before_update(line.name) != line.name)
    for line in changed:
        yield replace(line, derive=constantly(Name(names.at_sample(line.name, last))))


def _joined(name: str, scenario: Scenario) -> Expr:
    count = len(scenario.samples)
    added = total(*(Name(names.at_sample(name, sample)) for sample in range(1, count + 1)))
    return Quotient(added, number(count)) if scenario.update is Update.BATCH_MEAN else added
