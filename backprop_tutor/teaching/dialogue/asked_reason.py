"""A question about a reason while it is asked: what comes of a letter, of words and of help."""

from dataclasses import dataclass

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths.notation import Naming, naming
from backprop_tutor.progress.rows import Event
from backprop_tutor.teaching.dialogue.asked_step import AskedStep
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.reasons.choice_answer import choice_typed, letter_typed
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS, ReasonQuestion
from backprop_tutor.wording import say


def no_step() -> tuple[Block, ...]:
    """Return what is said to a word that is about a step."""
    said = say("This question is about a reason. Type hint, show, or skip to go on.")
    return (Prose(said, Tone.HINT),)


@dataclass(slots=True)
class AskedReason:
    """A question about a reason, before a step; the right answer to that step passes it by."""

    asked: ReasonQuestion
    step: AskedStep
    wrong: int = 0
    """Attempts that were not right."""
    hints: int = 0
    """How often the hint was seen."""

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return self.asked.called

    @property
    def skill(self) -> str:
        """What the record calls its skill."""
        return self.asked.skill.value

    @property
    def faded(self) -> bool:
        """Whether first lines of the answer are given: never."""
        return False

    @property
    def at_hand(self) -> AtHand:
        """What help is about."""
        return self.step.at_hand

    @property
    def is_ahead(self) -> bool:
        """Whether it is about the step that comes, and not about one behind."""
        return self.asked.quantity == self.step.lesson.quantity(self.step.position)

    def takes(self, quantity: str) -> bool:
        """Whether what was typed at a quantity is heard here; the answer to the step is."""
        return quantity == self.called or self.step.takes(quantity)

    def prompt(self) -> str:
        """Return what stands before the answer."""
        return self.asked.prompt

    def presented(self) -> tuple[Block, ...]:
        """Return the question; one about the step that comes stands behind what is said first."""
        opening = self.step.opening if self.is_ahead else ()
        heading = Prose(say("Between the steps · a question without a calculator"), Tone.SUBHEADING)
        told = Prose(say("Type a letter, or skip to go on."), Tone.REMARK)
        return (*opening, heading, *self.asked.presented(), told)

    def see_again(self) -> None:
        """Leave out what was said before the question, where it is presented again."""
        if self.is_ahead:
            self.step.see_again()

    def next_hint(self) -> tuple[Block, ...]:
        """Return the hint, and count it."""
        self.hints += 1
        return (Prose(self.asked.hint, Tone.HINT),)

    def shown(self) -> Came:
        """Show which it is, and end the question."""
        return Came(self.asked.explained(), Event.SHOWN, final=True)

    def passed_over(self) -> Came:
        """Tell the answer of what is skipped, and end the question."""
        told = (Prose(say("Skipped.")), *self.asked.explained())
        return Came(told, Event.SKIPPED, final=True)

    def is_letter(self, text: str) -> bool:
        """Whether a text is the letter of a choice, be it a word to the program elsewhere."""
        return letter_typed(self.asked, text) is not None

    def read_as(self, _answer: str, _carried: Carried) -> Expr | None:
        """Return None: a letter is no mathematics."""
        return None

    def is_seen_through(self, answer: str, carried: Carried) -> bool:
        """Whether an answer names no choice here, but is the right one to the step behind it."""
        if choice_typed(self.asked, answer, self._shown) is not None:
            return False
        return self.step.is_answered_by(answer, carried)

    def answer(self, answer: str, _: Carried) -> Came:
        """Return what comes of an answer; the right one leads on to the step."""
        came = choice_judged(answer, self.asked, self._shown, self.wrong + 1)
        if came.event is Event.WRONG:
            self.wrong += 1
        return came

    @property
    def _shown(self) -> Naming:
        return naming(self.step.subject.scenario)


def choice_judged(answer: str, question: ReasonQuestion, shown: Naming, attempt: int) -> Came:
    """Return what comes of an answer, of which it is the so-manieth attempt; ``shown`` as names are
    on the screen. What names no choice is asked again.
    """
    place = choice_typed(question, answer, shown)
    if place is None:
        last = CHOICE_LETTERS[len(question.choices) - 1]
        said = say("Please type the letter of an answer, from a to {last}.", last=last)
        return Came((Prose(said, Tone.HINT),), Event.INVALID)
    choice, letter = question.choices[place], CHOICE_LETTERS[place]
    if place == question.right:
        told = (Prose(say("Right."), Tone.RIGHT), Prose(choice.remark, Tone.REMARK))
        return Came(told, Event.RIGHT, final=True, attempt=attempt, read_as=letter)
    ideas = () if choice.idea is None else (choice.idea,)
    told = (
        # Translators: {why} is a sentence of its own, which says what is wrong with an answer.
        Prose(say("Not yet. {why}", why=choice.remark), Tone.WRONG),
        Prose(say("Try again, or type hint, show or skip."), Tone.HINT),
    )
    return Came(told, Event.WRONG, attempt=attempt, read_as=letter, misconceptions=ideas)
