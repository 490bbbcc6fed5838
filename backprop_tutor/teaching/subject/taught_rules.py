"""What is taught of each update rule, in words.

The mathematics stands in ``maths.update_rules``, without words; here stands one record for each of
its entries. To add a rule, add its record to ``TAUGHT_RULES``; without it nothing that teaches can
be imported. In the sentences {rate} is the learning rate, {momentum} and {epsilon} are numbers of
the rule, and {share} is how much of what was remembered is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backprop_tutor.formula import names
from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths.tape.tape import Line
from backprop_tutor.maths.update_rules import UPDATE_RULES, Moment
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.subject.taught_functions import hold_against
from backprop_tutor.wording import Marked, marked


@dataclass(frozen=True, slots=True)
class TaughtMemory:
    """What is taught of one number that a rule remembers."""

    word: str
    """Under which word of the glossary it is explained."""
    sentence: Marked
    """What its new value is."""
    principle: Marked
    """How it is worked out."""
    reason: Marked
    """Why it is remembered."""
    at_first: Marked
    """What it is before the first update."""


@dataclass(frozen=True, slots=True)
class TaughtRule:
    """What is taught of one update rule."""

    step: Marked
    """What the step is."""
    downhill: Marked
    """The first hint to a step that makes the loss smaller."""
    uphill: Marked
    """The first hint to a step that climbs."""
    reason: Marked | None = None
    """Why the step is made so; None where it is the gradient alone, or what is remembered."""
    opening: Marked | None = None
    """What is said before its first step; None where what was said of the step is enough."""
    memories: Mapping[str, TaughtMemory] = field(default_factory=dict)
    """By the letter."""


_OF_MOMENTUM = TaughtMemory(
    "momentum",
    marked(
        "{new} is the velocity of {number}: the part of the old velocity that the momentum "
        "{share} keeps, plus the present gradient."
    ),
    marked("Multiply the old velocity by the momentum. Add the gradient."),
    marked(
        "A ball that rolls downhill keeps some of its speed. Gradients that point the same way "
        "again and again add up; those that change their sign cancel."
    ),
    marked("{old} is 0 before the first step: nothing has moved yet."),
)
_OF_SQUARES = TaughtMemory(
    "moment",
    marked(
        "{new} is the second moment of {number}: a running mean of its squared gradients. It "
        "remembers how steep the way has been."
    ),
    marked(
        "Square the gradient first. Keep the share {share} of the old mean, and add the rest, one "
        "minus {share}, of the square."
    ),
    marked(
        "A square has no sign, so the mean says how steep it has been, and not which way. Each "
        "update keeps {share} of what was known, and takes the rest from the new gradient."
    ),
    marked("{old} is 0 before the first update: nothing has been seen yet."),
)
_OF_GRADIENTS = TaughtMemory(
    "moment",
    marked(
        "{new} is the first moment of {number}: a running mean of its gradients. It remembers "
        "which way they point."
    ),
    marked(
        "Keep the share {share} of the old mean, and add the rest, one minus {share}, of the "
        "gradient."
    ),
    marked(
        "Each update keeps {share} of what was known, and takes the rest from the new gradient. "
        "Gradients that agree stay; those that change their sign cancel."
    ),
    marked("{old} is 0 before the first update: nothing has been seen yet."),
)
_BY_MOMENTS = TaughtRule(
    step=marked(
        "The step is the learning rate {rate} times the corrected first moment, divided by the "
        "root of the corrected second one."
    ),
    downhill=marked(
        "Take the root of the corrected second moment and add {epsilon}. Divide the corrected "
        "first moment by that, multiply by the learning rate, and subtract it."
    ),
    uphill=marked(
        "Take the root of the corrected second moment and add {epsilon}. Divide the corrected "
        "first moment by that, multiply by the learning rate, and add it: this network climbs."
    ),
    reason=marked(
        "Where the gradients agree, the first moment is about as large as the root of the second, "
        "and the step is about {rate} long, whether it is steep or flat. Where they change their "
        "sign the first moment is small, and so is the step. {epsilon} keeps the division away "
        "from 0."
    ),
    opening=marked(
        "Adam keeps two numbers for each weight: m remembers which way its gradients point, v "
        "remembers how steep they are. Both are 0 before the first update, so they are too small "
        "for a while: a bias correction makes that good. Only then comes the step."
    ),
    memories={"m": _OF_GRADIENTS, "v": _OF_SQUARES},
)

TAUGHT_RULES: Mapping[str, TaughtRule] = {
    "sgd": TaughtRule(
        marked("The step is the learning rate {rate} times the gradient."),
        marked(
            "The gradient points uphill. Go the other way: subtract the learning rate times the "
            "gradient."
        ),
        marked(
            "The gradient points uphill, and this network climbs: add the learning rate times the "
            "gradient."
        ),
    ),
    "momentum": TaughtRule(
        marked("The step is the learning rate {rate} times the new velocity."),
        marked(
            "The gradient points uphill. Go the other way: subtract the learning rate times the "
            "new velocity."
        ),
        marked(
            "The gradient points uphill, and this network climbs: add the learning rate times the "
            "new velocity."
        ),
        memories={"v": _OF_MOMENTUM},
    ),
    "nesterov": TaughtRule(
        marked(
            "The step is the learning rate {rate} times the gradient with the part {momentum} of "
            "the new velocity added to it."
        ),
        marked(
            "Multiply the new velocity by the momentum and add the gradient. Subtract the "
            "learning rate times that."
        ),
        marked(
            "Multiply the new velocity by the momentum and add the gradient. Add the learning "
            "rate times that: this network climbs."
        ),
        marked(
            "The next step will go along the part {momentum} of this velocity in any case. "
            "Nesterov's momentum takes that part now, and looks from there."
        ),
        marked(
            "Nesterov's momentum keeps a velocity, as momentum does, and looks ahead: it steps as "
            "if the velocity had already carried it on."
        ),
        {"v": _OF_MOMENTUM},
    ),
    "rmsprop": TaughtRule(
        marked(
            "The step is the learning rate {rate} times the gradient, divided by the root of the "
            "new second moment."
        ),
        marked(
            "Take the root of the new second moment and add {epsilon}. Divide the gradient by "
            "that, multiply by the learning rate, and subtract it."
        ),
        marked(
            "Take the root of the new second moment and add {epsilon}. Divide the gradient by "
            "that, multiply by the learning rate, and add it: this network climbs."
        ),
        marked(
            "The root of the mean square is the usual size of the gradient. Divided by it, each "
            "gradient is about 1 or −1, so a steep weight steps no further than a flat one. "
            "{epsilon} keeps the division away from 0."
        ),
        marked(
            "RMSprop keeps one number for each weight: v remembers how steep it has been. Each "
            "step is divided by the root of that, so that the steep weights do not run away from "
            "the flat ones."
        ),
        {"v": _OF_SQUARES},
    ),
    "adam": _BY_MOMENTS,
    "adamw": _BY_MOMENTS,
}
"""By the name of the rule."""

hold_against(UPDATE_RULES, TAUGHT_RULES, "update rule")
for _name, _taught in TAUGHT_RULES.items():
    _letters = [memory.letter for memory in UPDATE_RULES[_name].memories]
    hold_against(_letters, _taught.memories, "memory")

WORD_OF_NUMBER: Mapping[str, str] = {
    names.MOMENTUM: "momentum",
    names.DECAY: "weight decay",
}
"""Under which word of the glossary a number of a rule is explained; of others, under optimizer."""


def taught_rule(subject: Subject) -> TaughtRule:
    """Return what is taught of the update rule of a subject."""
    return TAUGHT_RULES[subject.scenario.optimizer]


def memory_of(line: Line, subject: Subject) -> Moment:
    """Return what a line about something remembered is of: m for ``m_w5``, ``m_w5_hat``."""
    letter = names.memory_letter(line.name)
    rule = UPDATE_RULES[subject.scenario.optimizer]
    return next(memory for memory in rule.memories if memory.letter == letter)


def taught_memory(line: Line, subject: Subject) -> TaughtMemory:
    """Return what is taught of what a line remembers."""
    return taught_rule(subject).memories[names.memory_letter(line.name)]


def share_kept(memory: Moment) -> str:
    """Return the number that says how much of what was remembered is kept."""
    return names_in(memory.new)[0]
