"""The skills that questions are about: one for every line, whatever network it belongs to.

To add one: a member of ``Skill``, its words in ``SAID``, its lines in ``skill_of``, its ``TOPICS``.
"""

from collections.abc import Mapping
from enum import StrEnum

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Call
from backprop_tutor.maths.tape.tape import SPLIT, Line, Role
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.wording import Marked, marked_in, text, text_in


class Skill(StrEnum):
    """What a learner can do, in the order in which a lesson needs it."""

    NET_INPUT = "net_input"
    ACTIVATION = "activation"
    LOSS = "loss"
    LOSS_DERIVATIVE = "loss_derivative"
    ACTIVATION_SLOPE = "activation_slope"
    NET_SLOPES = "net_slopes"
    """∂net/∂w and ∂net/∂a."""
    DELTA = "delta"
    GRADIENT = "gradient"
    """Of a weight: of a bias it is ``BIAS``."""
    PATHS = "paths"
    """The sum over paths."""
    BIAS = "bias"
    UPDATE = "update"
    BATCH = "batch"
    LEARNING_RATE = "learning_rate"
    """What a step of that length leads to: whether it helped, and what its rule makes of it."""
    SHARES = "shares"
    """The error handed back in shares: a rule of thumb beside the gradient, so none of ``ALL``."""


ALL: tuple[Skill, ...] = tuple(skill for skill in Skill if skill is not Skill.SHARES)
"""The thirteen skills of back-propagation."""

SAID: Mapping[Skill, Marked] = {
    Skill.NET_INPUT: marked_in("a skill", "net input"),
    Skill.ACTIVATION: marked_in("a skill", "activation"),
    Skill.LOSS: marked_in("a skill", "loss"),
    Skill.LOSS_DERIVATIVE: marked_in("a skill", "loss derivative"),
    Skill.ACTIVATION_SLOPE: marked_in("a skill", "activation slope"),
    Skill.NET_SLOPES: marked_in("a skill", "∂net/∂w and ∂net/∂a"),
    Skill.DELTA: marked_in("a skill", "delta"),
    Skill.GRADIENT: marked_in("a skill", "gradient of a weight"),
    Skill.PATHS: marked_in("a skill", "sum over paths"),
    Skill.BIAS: marked_in("a skill", "bias"),
    Skill.UPDATE: marked_in("a skill", "update"),
    Skill.BATCH: marked_in("a skill", "batch"),
    Skill.LEARNING_RATE: marked_in("a skill", "learning rate"),
    Skill.SHARES: marked_in("a skill", "shares of the error"),
}
"""What the learner reads: ``skill_in_words`` says it."""

TOPICS: Mapping[str, tuple[Skill, ...]] = {
    "forward": (Skill.NET_INPUT, Skill.ACTIVATION),
    "error": (Skill.LOSS, Skill.LOSS_DERIVATIVE),
    "activation": (Skill.ACTIVATION, Skill.ACTIVATION_SLOPE),
    "chain": (
        *(Skill.LOSS_DERIVATIVE, Skill.ACTIVATION_SLOPE, Skill.NET_SLOPES),
        *(Skill.DELTA, Skill.GRADIENT),
    ),
    "hidden": (Skill.PATHS, Skill.SHARES),
    "bias": (Skill.BIAS,),
    "update": (Skill.UPDATE, Skill.BATCH),
    "learning-rate": (Skill.LEARNING_RATE,),
}
"""What ``quiz --topic`` may be, with the skills of each."""


def skill_in_words(skill: Skill) -> str:
    """Return what the learner reads of a skill."""
    return text(SAID[skill])


OF_NODES: Mapping[Role, Marked] = {
    Role.NODE: marked_in("what is asked", "value of a node"),
    Role.NODE_SLOPE: marked_in("what is asked", "slope of a node"),
}
"""What is asked at a line of a free graph, whose nodes need not be neurons."""


def kind_in_words(skill: Skill, line: Line, subject: Subject) -> str:
    """Return what the learner reads above a question about a line, which takes a skill.

    It is the skill, unless what the line is about has another name where it stands.
    """
    if line.role in OF_NODES:
        return text(OF_NODES[line.role])
    if skill is Skill.GRADIENT and subject[line.by].role is Role.INPUT:
        return text_in("what is asked", "gradient of an input")
    return skill_in_words(skill)


def topic_of(skill: Skill) -> str:
    """Return the narrowest topic that a skill belongs to."""
    fitting = [topic for topic, skills in TOPICS.items() if skill in skills]
    return min(fitting, key=lambda topic: len(TOPICS[topic]))


def skill_of(line: Line, subject: Subject) -> Skill:
    """Return the skill that it takes to work a line out.

    By its role, with four finer cuts. The loss after the update asks what the step was good for:
    that is the learning rate. A gate of a free graph is an activation where it is a function of one
    thing, and else stands for a net input; its slope likewise. What concerns a bias is the skill of
    biases up to its gradient; its update is an update. What the update rule remembers belongs to
    the learning rate: the two together are the step. A number that is given has the skill that
    uses it.
    """
    if line.name == names.updated(subject.aim):
        return Skill.LEARNING_RATE
    if line.role is Role.NODE:
        return Skill.ACTIVATION if isinstance(line.formula, Call) else Skill.NET_INPUT
    if line.role is Role.NODE_SLOPE:
        is_call = isinstance(subject[line.of].formula, Call)
        return Skill.ACTIVATION_SLOPE if is_call else Skill.NET_SLOPES
    if line.role in (Role.GRADIENT, Role.BATCH_GRADIENT) and subject[line.by].role is Role.BIAS:
        return Skill.BIAS if line.role is Role.GRADIENT else Skill.BATCH
    return BY_ROLE[line.role]


BY_ROLE: Mapping[Role, Skill] = {
    Role.INPUT: Skill.NET_INPUT,
    Role.TARGET: Skill.LOSS,
    Role.WEIGHT: Skill.NET_INPUT,
    Role.BIAS: Skill.BIAS,
    Role.RATE: Skill.LEARNING_RATE,
    Role.HYPERPARAMETER: Skill.LEARNING_RATE,
    Role.COUNT: Skill.LEARNING_RATE,
    Role.MOMENT: Skill.LEARNING_RATE,
    Role.SECOND_MOMENT: Skill.LEARNING_RATE,
    Role.NET: Skill.NET_INPUT,
    Role.OUT: Skill.ACTIVATION,
    Role.ERROR: Skill.LOSS,
    Role.TOTAL: Skill.LOSS,
    Role.LOSS_SLOPE: Skill.LOSS_DERIVATIVE,
    Role.ERROR_SLOPE: Skill.LOSS_DERIVATIVE,
    Role.ACTIVATION_SLOPE: Skill.ACTIVATION_SLOPE,
    Role.DELTA: Skill.DELTA,
    Role.NET_BY_WEIGHT: Skill.NET_SLOPES,
    Role.NET_BY_BIAS: Skill.BIAS,
    Role.NET_BY_OUT: Skill.NET_SLOPES,
    Role.SHARE: Skill.PATHS,
    Role.PATHS: Skill.PATHS,
    Role.ADJOINT: Skill.PATHS,
    Role.GRADIENT: Skill.GRADIENT,
    Role.BATCH_TOTAL: Skill.BATCH,
    Role.BATCH_GRADIENT: Skill.BATCH,
    Role.COUNT_UPDATE: Skill.LEARNING_RATE,
    Role.RATE_NOW: Skill.LEARNING_RATE,
    Role.DECAYED_GRADIENT: Skill.UPDATE,
    Role.MOMENT_UPDATE: Skill.LEARNING_RATE,
    Role.SECOND_MOMENT_UPDATE: Skill.LEARNING_RATE,
    Role.CORRECTED_MOMENT: Skill.LEARNING_RATE,
    Role.UPDATE: Skill.UPDATE,
    **dict.fromkeys(SPLIT, Skill.SHARES),
}
"""The skill of every role whose lines are all alike."""
