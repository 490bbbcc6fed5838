"""Teachers of free graphs: nodes that are plain formulas, their slopes, and what comes back."""

from backprop_tutor.blocks.blocks import Equation, Inline
from backprop_tutor.formula.expression import Name, terms_of
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.teaching.lesson.derivation_in_words import explained
from backprop_tutor.teaching.lesson.teachers.shortcut import shortcut
from backprop_tutor.teaching.lesson.teachers.words import (
    Words,
    along_paths,
    joined_names,
    nudged,
    say,
)
from backprop_tutor.teaching.subject.subject import Subject


def teach_node(line: Line, _subject: Subject) -> Words:
    """q = a formula over what was worked out before."""
    return Words(
        (Name(line.name), " is worked out from ", *joined_names(line.uses), "."),
        ("Put the numbers into the formula of ", Name(line.name), "."),
        (
            say(
                "A network is a chain of small formulas. Each has a name, so that we can stop at "
                "each of them on the way back."
            ),
            Equation(Name(line.name), (line.formula,)),
        ),
        (Equation(Name(line.name), (line.formula,)),),
    )


def teach_node_slope(line: Line, subject: Subject) -> Words:
    """dq/dx: one formula, differentiated with respect to one of its names."""
    source = subject[line.of]
    others = [name for name in source.uses if name != line.by]
    fixed: tuple[Inline, ...] = ()
    if others:
        kept = " stays as it is" if len(others) == 1 else " stay as they are"
        fixed = ("; ", *joined_names(others), kept)
    return Words(
        (
            Name(line.name),
            " is how fast ",
            Name(source.name),
            " changes when ",
            Name(line.by),
            " alone changes a little",
            *fixed,
            ".",
        ),
        (
            "Look at this one formula only: all names but ",
            Name(line.by),
            " are plain numbers here. Differentiate with respect to ",
            Name(line.by),
            ".",
        ),
        explained(source.formula, line.by, line.formula),
        (Equation(Name(source.name), (source.formula,)),),
    )


def teach_adjoint(line: Line, subject: Subject) -> Words:
    """dE/dq = Σ over the users u of q of dE/du · du/dq."""
    return Words(
        (
            Name(line.name),
            " is how fast ",
            Name(line.of),
            " changes when ",
            Name(line.by),
            " changes, whichever path the change takes.",
        ),
        along_paths(line.by, len(terms_of(line.formula))),
        (
            nudged(line, Name(line.of)),
            Equation(Name(line.name), (line.formula,)),
        ),
        after=shortcut(line, subject),
    )
