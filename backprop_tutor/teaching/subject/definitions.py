"""The formulas that a lesson starts from, as they stand in a book: of activations and of the loss.

They are told in letters of their own, such as σ(x) = 1/(1 + e^(−x)): to put the names of a step in
is for the learner to do.
"""

from collections.abc import Iterable, Iterator

from backprop_tutor.blocks.blocks import Block, Equation, Prose
from backprop_tutor.formula.expression import Call, Name, constant_number, number, substitute
from backprop_tutor.maths.functions import defined
from backprop_tutor.maths.losses import LOSSES, is_joint
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Notation, Part
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS
from backprop_tutor.wording import say

_LETTERS = ("x", "z", "u")


def needed(quantities: Iterable[str], subject: Subject) -> tuple[str, ...]:
    """Return what has to be defined before these are worked out: activations, errors, each once.

    An activation is called by its name, and an error by its own; of one loss for all outputs any
    error stands for all.
    """
    found: dict[str, None] = {}
    for name in quantities:
        line = subject[name]
        if line.part is Part.AGAIN and line.role is Role.OUT:
            continue  # The second pass is told.
        found.update(dict.fromkeys(_needed_by(line, subject)))
    return tuple(found)


def _needed_by(line: Line, subject: Subject) -> Iterator[str]:
    match line.role:
        case Role.OUT:
            if isinstance(line.formula, Call):
                yield line.formula.function
        case Role.ACTIVATION_SLOPE:
            source = subject[line.of].formula
            if isinstance(source, Call):
                yield source.function
        case Role.ERROR:
            yield subject.scenario.loss or line.name
        case Role.TOTAL if len(subject.scenario.outputs) == 1 or is_joint(subject.scenario.loss):
            yield subject.scenario.loss or line.name
        case _:
            pass


def formula_of_activation(activation: str, letter: str) -> Equation:
    """Return the formula of any activation but softmax, as that of a letter."""
    call = Call(activation, (Name(letter),))
    formula = defined(call)
    if formula is None:
        written = TAUGHT_ACTIVATIONS[activation].definition
        assert written is not None, "an activation has a formula here or in the mathematics"
        formula = substitute(written, {"z": Name(letter)})
    return Equation(call, (formula,))


def definition(what: str, subject: Subject) -> Block:
    """Return the formula of an activation or a loss, by what ``needed`` calls it."""
    if what == "softmax" and not subject.scenario.is_of_neurons:
        return Prose(
            say(
                "softmax: e to the power of one value, divided by the sum of e to the power of "
                "each of the values."
            )
        )
    if what == "softmax":
        return Prose(
            say(
                "softmax: e to the power of a net input, divided by the sum of e to the power of "
                "each net input of the layer."
            )
        )
    if what in TAUGHT_ACTIVATIONS:
        letter = next(one for one in _LETTERS if one not in subject.tape)
        return formula_of_activation(what, letter)
    if what not in LOSSES:
        return Equation(Name(what), (subject[what].formula,))
    loss, scenario = LOSSES[what], subject.scenario
    output = "a" if scenario.notation is Notation.Z_A else "out"
    if loss.joint:
        return Prose(
            say(
                "cross-entropy from scores: the logarithm of the sum of e to the power of each "
                "score, minus the sum of each score times its target."
            )
        )
    if loss.beside is not None:
        one = substitute(
            loss.beside,
            {"o": Name(output), "r": Name(f"{output}_right"), "m": number(f"{scenario.margin:f}")},
        )
    else:
        delta = constant_number(scenario.delta)
        one = loss.term_of("target", output, len(scenario.outputs), delta)
    return Equation(Name("E"), (one,))
