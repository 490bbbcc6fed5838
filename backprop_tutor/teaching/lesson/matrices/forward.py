"""A layer forward: z = W·a_prev + b, then a = f(z)."""

from backprop_tutor.blocks.blocks import Block, Inline, MatrixEquation, Prose
from backprop_tutor.blocks.matrices import Matrix, Operator, Term
from backprop_tutor.formula import names
from backprop_tutor.scenario.graph import Layer
from backprop_tutor.teaching.lesson.matrices.entries import (
    arriving,
    biases,
    column_matrix,
    nets,
    weights,
    worked_out,
)
from backprop_tutor.teaching.subject.activation_names import activation_in_words
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import say


def forward_equations(subject: Subject, layer: Layer) -> tuple[Block, ...]:
    """z = W·a_prev + b and a = f(z)."""
    outs = [names.out(neuron.name) for neuron in layer.neurons]
    right: list[Term] = [weights(subject, layer), Operator.TIMES, arriving(subject, layer)]
    if any(neuron.bias for neuron in layer.neurons):
        right += [Operator.PLUS, biases(subject, layer)]
    activated = Matrix("f(z)", tuple((worked_out(subject, name),) for name in outs))
    bends: tuple[Inline, ...] = (
        say("Then f, here softmax, which turns the whole column into shares that add up to 1:")
        if layer.activation == "softmax"
        else say(
            "Then f, here {activation}, which acts on each entry by itself:",
            activation=activation_in_words(layer.activation),
        )
    )
    return (
        Prose(
            say(
                "Each row of W belongs to the neuron that its arrows lead to, each column to the "
                "one that they come from."
            ),
        ),
        MatrixEquation(column_matrix(subject, "z", nets(layer)), tuple(right)),
        Prose(bends),
        MatrixEquation(column_matrix(subject, "a", outs), (activated,)),
    )
