"""Which lines are alike: once one of a kind is learnt, of the others only the result is asked."""

from backprop_tutor.formula.expression import names_in, shape_of
from backprop_tutor.formula.names import memory_letter
from backprop_tutor.maths.tape.roles import is_own_slope
from backprop_tutor.maths.tape.tape import Line, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.subject.subject import Subject


def kind_of(line: Line, subject: Subject) -> tuple[object, ...]:
    """Return what makes a line like another."""
    if line.role is Role.NODE:
        return (line.role, shape_of(line.formula))
    if line.role is Role.NODE_SLOPE:
        source = subject[line.of].formula
        return (line.role, shape_of(source), names_in(source).index(line.by))
    if line.part is Part.FORWARD:
        return (line.role, subject.layer_of[line.of])
    if line.role is Role.ACTIVATION_SLOPE:
        activation = subject.activation(subject[line.of].of)
        return (line.role, activation, is_own_slope(line, subject.tape))
    if line.role is Role.DELTA:
        return (line.role, subject.is_output(subject[line.by].of))
    if line.role is Role.GRADIENT:
        return (line.role, subject[line.by].role)
    if line.role is Role.CORRECTED_MOMENT:
        return (line.role, memory_letter(line.name))
    if line.role is Role.HIDDEN_MISS:  # Of several neurons it is a sum, of one a product.
        return (line.role, type(line.formula))
    return (line.role,)
