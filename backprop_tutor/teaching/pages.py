"""The pages around the steps: the first one, the last one, and what a learner can call up."""

from collections.abc import Iterable

from backprop_tutor.expression import Expr, Name
from backprop_tutor.maths import names
from backprop_tutor.scenario import Layer, Scenario
from backprop_tutor.teaching.step import (
    Arrow,
    Block,
    Figure,
    Inline,
    LayerPicture,
    Network,
    NeuronPicture,
    Prose,
    Table,
    Tone,
)
from backprop_tutor.teaching.subject import Subject

HELP: tuple[tuple[str, str], ...] = (
    ("a number", "with the figures asked for, such as 0.5933 or 1/3 or 0.75*(1-0.75)"),
    ("a formula", "in the names of the lesson, such as out_o1*(1-out_o1)"),
    ("hint", "a hint; there are three: the idea, the formula, the numbers put in"),
    ("why", "why the formula is what it is, one rule at a time"),
    ("show", "the answer with its working; then it goes on"),
    ("skip", "go on without an answer"),
    ("back", "to the question before"),
    ("calc …", "a calculator: calc 0.15*0.05 + 0.20*0.10"),
    ("values", "all numbers so far"),
    ("net", "the network with its numbers"),
    ("help", "this list"),
    ("quit", "leave"),
)
"""What can be typed at a question, with what it does."""


def title(scenario: Scenario) -> tuple[Block, ...]:
    """Return the title of a scenario with its source and its author's words."""
    blocks: list[Block] = [Prose((scenario.title,), Tone.TITLE)]
    if scenario.source:
        blocks.append(Prose((f"After {scenario.source}.",), Tone.REMARK))
    blocks += [Prose((text,)) for text in paragraphs(scenario.about)]
    return tuple(blocks)


def notes_on_given(scenario: Scenario) -> tuple[Block, ...]:
    """Return the author's remarks on numbers that are given: no step is there to show them."""
    given = (*scenario.inputs, *scenario.parameters, *map(names.target, scenario.targets))
    rows = tuple((Name(name), scenario.notes[name]) for name in given if name in scenario.notes)
    return (Table(("quantity", "note"), rows),) if rows else ()


def paragraphs(text: str) -> Iterable[str]:
    """Return the paragraphs of an author's prose: blank lines part them."""
    return (" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def intro(scenario: Scenario, steps: int) -> tuple[Block, ...]:
    """Return the first page of a walk: what there is and what will be done."""
    digits = scenario.digits
    return (
        *title(scenario),
        Figure(network(scenario)),
        Prose(
            (
                f"{steps} questions, one at a time. Answer with a number ({digits} significant "
                "figures) or with a formula. Type hint when you are stuck, help for all that you "
                "can type, and quit to leave.",
            ),
        ),
    )


def network(scenario: Scenario, lit: frozenset[str] = frozenset()) -> Network:
    """Return the picture of a network with the numbers as its author wrote them."""
    return Network(
        tuple((name, f"{value:f}") for name, value in scenario.inputs.items()),
        tuple(_layer(layer, scenario, index) for index, layer in enumerate(scenario.layers)),
        lit,
    )


def _layer(layer: Layer, scenario: Scenario, index: int) -> LayerPicture:
    last = index == len(scenario.layers) - 1
    place = "output" if last else "hidden"

    def number(name: str) -> str:
        return f"{scenario.parameters[name]:f}"

    neurons = tuple(
        NeuronPicture(
            neuron.name,
            tuple(
                Arrow(weight, number(weight), sender)
                for weight, sender in zip(neuron.weights, layer.senders, strict=True)
            ),
            (neuron.bias, number(neuron.bias)) if neuron.bias else None,
            f"{scenario.targets[neuron.name]:f}" if last else None,
        )
        for neuron in layer.neurons
    )
    return LayerPicture(f"{place} layer, {layer.activation}", neurons)


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
    name = scenario.name
    blocks.append(
        Prose(
            (
                f"Next: read the whole solution with 'backprop-tutor export {name} --to markdown', "
                "look at all numbers with "
                f"'backprop-tutor solve {name}', or choose another network from "
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
        about |= _path_of(parameter, subject.scenario)
    return frozenset(about - {""})


def _path_of(parameter: str, scenario: Scenario) -> set[str]:
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
