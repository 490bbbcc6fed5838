"""A question under way that is answered with a reason; in an exam the first choice is the last."""

from dataclasses import dataclass
from functools import cached_property

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths.notation import naming
from backprop_tutor.progress.rows import Event
from backprop_tutor.teaching.dialogue.asked_reason import choice_judged
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand, hint
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.quiz.disclosure import numbers_to_go_on
from backprop_tutor.teaching.quiz.question import Asked, noted
from backprop_tutor.teaching.reasons.choice_answer import letter_typed
from backprop_tutor.teaching.reasons.question import ReasonQuestion
from backprop_tutor.wording import say


@dataclass
class ReasonChoice:
    """A few reasons, one of which is to be chosen."""

    asked: Asked
    reason: ReasonQuestion
    exam: bool
    wrong: int = 0
    """Attempts that were not right."""
    hints: int = 0
    """Hints that were seen."""

    @property
    def at_hand(self) -> AtHand:
        """What help is about."""
        return AtHand(self.asked.lesson, self.asked.position, self.asked.step, told=self._to_go_on)

    @cached_property
    def _to_go_on(self) -> frozenset[str] | None:
        """What may be told of the numbers: in an exam, what is given and what the question says."""
        if not self.exam:
            return None
        shown = self.reason.presented()
        return numbers_to_go_on((), shown, self.asked.lesson.subject).difference(self.reason.tells)

    def prompt(self) -> str:
        """Return what stands before the answer."""
        return self.reason.prompt

    def is_letter(self, text: str) -> bool:
        """Whether a text is the letter of a choice, be it a word to the program elsewhere."""
        return letter_typed(self.reason, text) is not None

    def presented(self) -> tuple[Block, ...]:
        """Return the question as it is shown below its heading."""
        other = Prose(say("The same network with different numbers."), Tone.REMARK)
        return (
            *((other,) if self.asked.seed is not None else ()),
            *self.reason.presented(),
            Prose(say("Answer with a letter."), Tone.REMARK),
        )

    def passed_over(self) -> tuple[Block, ...]:
        """Return what is told where it is skipped: the right reason."""
        return (Prose(say("Skipped.")), *self.reason.explained())

    def next_hint(self) -> tuple[Block, ...]:
        """Return the hint, or that there are no more, and count it."""
        told = hint(self.asked.step, self.hints)
        self.hints = min(self.hints + 1, len(self.asked.step.hints))
        return told

    def read_as(self, _said: str, _carried: Carried) -> Expr | None:
        """Return None: a letter is no mathematics."""
        return None

    def answer(self, said: str, _: Carried) -> Came:
        """Return what comes of an answer."""
        shown = naming(self.asked.lesson.subject.scenario)
        came = choice_judged(said, self.reason, shown, self.wrong + 1)
        if came.event is Event.WRONG:
            self.wrong += 1
        if not self.exam or came.event is Event.INVALID:
            return came
        return Came(
            noted(),
            came.event,
            final=True,
            attempt=came.attempt,
            read_as=came.read_as,
            misconceptions=came.misconceptions,
        )
