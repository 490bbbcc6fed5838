"""What is said where the error is shared out by weights: at its beginning, and of one weight."""

from collections.abc import Iterator

from backprop_tutor.blocks.blocks import Block, Prose, Table, Tone
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import as_number, say, text_in

_WIDEST, _TALLEST = 4, 8
"""A matrix of more columns or rows is not shown: it would not fit the screen."""
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def shares_begin(part: Part, subject: Subject) -> tuple[Block, ...]:
    """Return what is said when the errors are looked at, or when they go back."""
    if part is Part.ERROR:
        return (
            Prose(say("The error"), Tone.HEADING),
            Prose(
                say(
                    "The network has made its guess, and the target is the answer it should have "
                    "given. The error is what is missing: answer minus guess. It has a sign, so "
                    "we call it a miss, to tell it from the loss, which has none."
                ),
            ),
        )
    return (
        Prose(say("The error goes back"), Tone.HEADING),
        Prose(
            say(
                "Which weights are to blame, and how much? An output knows its own miss. A hidden "
                "neuron has no target, so nobody can say directly how wrong it was. But it had a "
                "say in the outputs: the larger its weight, the greater its say. So each miss is "
                "handed back in shares: twice the weight, twice the blame. What a hidden neuron "
                "is handed is its error, and goes back from there in the same way."
            ),
        ),
        *_matrices(subject),
    )


def answers_for(parameter: str) -> tuple[Block, ...]:
    """Say that one parameter is looked at now."""
    return (
        Prose(say("What {parameter} answers for", parameter=parameter), Tone.HEADING),
        Prose(
            say(
                "Which error is {parameter} to blame for? That of the neuron it enters. The path "
                "from {parameter} to the outputs is marked; the error comes back along it.",
                parameter=parameter,
            )
        ),
    )


def _matrices(subject: Subject) -> Iterator[Block]:
    """Yield the weights that errors go back along, one matrix per layer, the last layer first."""
    layers = subject.scenario.layers
    shown = [
        layer
        for layer in reversed(layers[1:])
        if len(layer.senders) <= _WIDEST and len(layer.neurons) <= _TALLEST
    ]
    if not shown:
        return
    yield Prose(_what_stands_where(shown[0]))
    for layer in shown:
        yield Table(
            (text_in("a column of a table", "to \\ from"), *layer.senders),
            tuple(
                (
                    unit.name,
                    *(
                        f"{_entry(row, column)} = {weight} = {as_number(subject.spelled(weight))}"
                        for column, weight in enumerate(unit.weights, start=1)
                    ),
                )
                for row, unit in enumerate(layer.neurons, start=1)
            ),
        )
    yield Prose(
        say(
            "A miss is shared out along the row of its output; what a hidden neuron is handed is "
            "in its column."
        ),
    )


def _what_stands_where(layer: Layer) -> tuple[str, ...]:
    return say(
        "The weights form a matrix. wᵢⱼ is the weight to neuron i from neuron j: the row says "
        "where it goes to, the column where it comes from. So {entry} is {weight}, to {receiver} "
        "from {sender}.",
        entry=_entry(1, len(layer.senders)),
        weight=layer.neurons[0].weights[-1],
        receiver=layer.neurons[0].name,
        sender=layer.senders[-1],
    )


def _entry(row: int, column: int) -> str:
    return "w" + f"{row}{column}".translate(_LOWERED)
