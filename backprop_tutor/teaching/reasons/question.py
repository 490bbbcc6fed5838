"""The records of a question that is answered with a reason: its choices, one of them right.

To be asked why, and to choose among reasons, teaches more than to read them: over 69 effects of
self-explanation prompts the mean is g = 0.55 (Bisra, Liu, Nesbit, Salimi and Winne, 2018, "Inducing
self-explanation: a meta-analysis", Educational Psychology Review 30, 703-725).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone
from backprop_tutor.teaching.learner.recorded_reasons import recorded_reason
from backprop_tutor.teaching.learner.skills import Skill
from backprop_tutor.teaching.variants.dice import Dice
from backprop_tutor.wording import Marked, say, text, text_listed_or

CHOICE_LETTERS = "abcd"
"""What the choices are called; so many there are at most."""
FEWEST = 3
"""Of two choices one is guessed too easily."""


class Kind(StrEnum):
    """What is asked, as the record calls it."""

    SUM = "sum"
    """What becomes of the numbers that come back along several paths."""
    DIRECTION = "direction"
    """Which way a weight will move."""
    LARGEST = "largest"
    """Which of the weights into a neuron moves the loss most."""
    SATURATED = "saturated"
    """What becomes of a delta where the activation is flat, and which factor does it."""
    FACTOR = "factor"
    """Why a factor is there."""
    CHAIN = "chain"
    """What becomes of the slopes of two steps that follow each other."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer with its reason, and what is said to who gives it."""

    said: tuple[Inline, ...]
    remark: tuple[Inline, ...]
    """Of the right one: why it is right."""
    idea: str | None = None
    """The wrong idea that leads to it; None for the right one, and where none has a name."""


@dataclass(frozen=True, slots=True)
class ReasonQuestion:
    """A question about a line of the tape, to be answered with one of a few reasons."""

    kind: Kind
    quantity: str
    """The line that it is about."""
    skill: Skill
    known: tuple[Block, ...]
    """The numbers that the question starts from; nothing else is needed."""
    stem: tuple[Inline, ...]
    choices: tuple[Choice, ...]
    right: int
    """Which of the choices is right, from 0."""
    hint: tuple[Inline, ...]
    tells: tuple[str, ...] = ()
    """The quantities whose numbers would answer it."""

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return recorded_reason(self.kind.value, self.quantity)

    @property
    def is_told_by_formula(self) -> bool:
        """Whether the formula of the line is the answer."""
        return self.kind in (Kind.SUM, Kind.CHAIN)

    @property
    def prompt(self) -> str:
        """What stands before the answer."""
        letters = text_listed_or(CHOICE_LETTERS[: len(self.choices)])
        # Translators: letters is a, b or c.
        return f"{text('{letters}?', letters=letters)} "

    def presented(self) -> tuple[Block, ...]:
        """Return the question with its choices, as it is shown."""
        lettered = zip(CHOICE_LETTERS, self.choices, strict=False)
        listed = (Prose((f"{letter}) ", *choice.said)) for letter, choice in lettered)
        return (*self.known, Prose(self.stem), *listed)

    def explained(self) -> tuple[Block, ...]:
        """Return the right answer with what makes it right."""
        choice = self.choices[self.right]
        letter = CHOICE_LETTERS[self.right]
        return (Prose((f"{letter}) ", *choice.said)), Prose(choice.remark, Tone.REMARK))


def mixed(question: ReasonQuestion, dice: Dice) -> ReasonQuestion:
    """Return the same question with its choices in an order that the dice choose."""
    order = dice.mixed(range(len(question.choices)))
    choices = tuple(question.choices[place] for place in order)
    return replace(question, choices=choices, right=order.index(question.right))


@dataclass(frozen=True, slots=True)
class Belief:
    """What somebody may believe who holds a wrong idea, as a sentence with named places."""

    idea: str | None
    said: Marked
    remark: Marked | None = None
    """What there is to say to it. An idea of ``misconceptions`` has a sentence of its own."""


def choice_of(belief: Belief, parts: Mapping[str, Inline], remark: Marked | None = None) -> Choice:
    """Return a choice with its places filled; ``remark`` in place of what the belief has."""
    told = remark or belief.remark
    assert told is not None, "there is something to say to every belief"
    return Choice(say(belief.said, **parts), say(told, **parts), belief.idea)
