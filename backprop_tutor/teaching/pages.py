"""The pages a learner can call up on the way, and the last one."""

from collections.abc import Iterable

from backprop_tutor.expression import Expr, Name
from backprop_tutor.maths import names
from backprop_tutor.scenario import Scenario
from backprop_tutor.teaching.step import Block, Inline, Prose, Table, Tone
from backprop_tutor.teaching.subject import Subject


def end(subject: Subject) -> tuple[Block, ...]:
    """Return the last page: gradients, old and new parameters, the error before and after."""
    tape, scenario = subject.tape, subject.scenario
    rows = tuple(_parameter_row(name, subject) for name in scenario.parameters if name in tape)
    blocks: list[Block] = [Prose(("What came out",), Tone.TITLE)]
    kept = [row for row in rows if row is not None]
    if kept:
        blocks.append(Table(("parameter", "gradient", "before", "after"), tuple(kept)))
    after = names.new(names.TOTAL)
    if after in tape:
        fell = subject.values[after] < subject.values[names.TOTAL]
        blocks.append(
            Prose(
                (
                    "The error was ",
                    subject.value(names.TOTAL),
                    " and is now ",
                    subject.value(after),
                    ". One step downhill; training takes thousands of them."
                    if fell
                    else ". It has grown: the step was too long for this slope. "
                    "A smaller learning rate would help.",
                ),
            ),
        )
    name = scenario.called
    then = f" --after {subject.after}" if subject.after else ""
    blocks.append(
        Prose(
            (
                "Next: read the whole solution with "
                f"'backprop-tutor export {name}{then} --to markdown', look at all numbers with "
                f"'backprop-tutor solve {name}{then}', or choose another network from "
                "'backprop-tutor list'.",
            ),
        ),
    )
    return tuple(blocks)


def _parameter_row(name: str, subject: Subject) -> tuple[Inline, ...] | None:
    gradient = names.derivative(names.TOTAL, name)
    if gradient not in subject.tape:
        return None
    new = names.new(name)
    after: Inline = "does not learn"
    if new in subject.tape:
        after = subject.value(new)
    elif name not in subject.scenario.frozen:
        after = "no learning rate"
    return (Name(name), subject.value(gradient), subject.value(name), after)


def values(subject: Subject, known: Iterable[str]) -> Table:
    """Return all numbers so far, as a table."""
    return Table(
        ("quantity", "value"),
        tuple((Name(name), subject.value(name)) for name in known),
    )


def solution_table(subject: Subject, wanted: Iterable[str]) -> Table:
    """Return quantities with their values and formulas."""
    rows: list[tuple[Inline, ...]] = []
    for name in wanted:
        formula: Expr = subject[name].formula
        given = not subject.taught(name)
        rows.append((Name(name), subject.value(name), "given" if given else formula))
    return Table(("quantity", "value", "formula"), tuple(rows))


def lit_by(name: str, parameter: str | None, subject: Subject) -> frozenset[str]:
    """Return the inputs, neurons and parameters that a quantity is about, for the picture."""
    line = subject[name]
    about = {line.of, line.by}
    about |= {subject[part].of for part in (line.of, line.by) if part in subject.tape}
    if parameter is not None:
        about |= path_of(parameter, subject.scenario)
    return frozenset(about - {""})


def path_of(parameter: str, scenario: Scenario) -> set[str]:
    """Return the neurons and weights between a parameter and the outputs, and where it starts."""
    path = {parameter}
    moved: set[str] = set()
    for layer in scenario.layers:
        for neuron in layer.neurons:
            arrows = dict(zip(neuron.weights, layer.senders, strict=True))
            if parameter in (*neuron.weights, neuron.bias):
                moved.add(neuron.name)
                path |= {neuron.name, arrows.get(parameter, neuron.name)}
            elif through := {weight for weight, sender in arrows.items() if sender in moved}:
                moved.add(neuron.name)
                path |= {neuron.name, *through}
    return path
