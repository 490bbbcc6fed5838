"""The nudge before the first slope while it is asked: what comes of an answer and of help."""

from dataclasses import dataclass, replace

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.formula.expression import Expr
from backprop_tutor.progress.rows import Event
from backprop_tutor.reading import Read, as_written_here, read
from backprop_tutor.teaching.dialogue.asked_step import AskedStep, same_remark
from backprop_tutor.teaching.dialogue.calculator import last_result
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand
from backprop_tutor.teaching.dialogue.first_nudge import (
    SKILL,
    NudgeQuestion,
    nudge_answer,
    nudge_hint,
    nudge_judged,
    nudge_presented,
    nudge_skipped,
)
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.wording import say, text


def not_here() -> tuple[Block, ...]:
    """Return what is said to a word that is about a step."""
    said = say("This is about the nudge. Type hint, or skip to go on to the slopes.")
    return (Prose(said, Tone.HINT),)


@dataclass(slots=True)
class AskedNudge:
    """A nudge that is asked before a step; who sees the answer to that step need not do it."""

    asked: NudgeQuestion
    step: AskedStep
    wrong: int = 0
    """Attempts that were not right."""
    hints: int = 0
    """How often the hint was seen."""
    _said: tuple[Block, ...] = ()
    """What was said about the last wrong answer."""

    @property
    def called(self) -> str:
        """What the record calls the question."""
        return self.asked.called

    @property
    def skill(self) -> str:
        """What the record calls its skill."""
        return SKILL

    @property
    def faded(self) -> bool:
        """Whether the first lines of a working were given: of a nudge there are none."""
        return False

    @property
    def at_hand(self) -> AtHand:
        """What help is about."""
        return self.step.at_hand

    def takes(self, quantity: str) -> bool:
        """Whether what was typed at a quantity is heard here; the answer to the step is."""
        return quantity == self.called or self.step.takes(quantity)

    def prompt(self) -> str:
        """Return what stands before the answer."""
        return f"{text('change per unit')} = "

    def presented(self) -> tuple[Block, ...]:
        """Return the question."""
        return nudge_presented(self.asked)

    def see_again(self) -> None:
        """Leave out what was said before the question: of a nudge it is all part of it."""

    def next_hint(self) -> tuple[Block, ...]:
        """Return the hint, and count it."""
        self.hints += 1
        return nudge_hint(self.asked)

    def shown(self) -> Came:
        """Show how it is done, and end the question."""
        return Came(nudge_answer(self.asked, self.step.subject), Event.SHOWN, final=True)

    def passed_over(self) -> Came:
        """Skip it."""
        return Came(nudge_skipped(self.asked), Event.SKIPPED, final=True)

    def read_as(self, answer: str, carried: Carried) -> Expr | None:
        """Return what a text would be read as; None where it would not be."""
        names = vocabulary(self.at_hand.step.question, self.step.subject)
        found = read(answer, names, as_written_here(carried.comma))
        return found.expression if isinstance(found, Read) else None

    def is_seen_through(self, answer: str, carried: Carried) -> bool:
        """Whether an answer is no right one here, but the right one to the step behind it."""
        event = self._judged(answer, carried).event
        return event is not Event.RIGHT and self.step.is_answered_by(answer, carried)

    def answer(self, answer: str, carried: Carried) -> Came:
        """Return what comes of an answer; the right one leads on to the step."""
        came = self._judged(answer, carried)
        offer = (Prose(say("Type hint for a hint, or show for the answer."), Tone.HINT),)
        if came.event is Event.INVALID:
            return replace(came, blocks=(*came.blocks, *offer))
        if came.event is not Event.WRONG:
            return came
        self.wrong += 1
        again, self._said = came.blocks == self._said, came.blocks
        message = (same_remark(self.wrong),) if again else came.blocks
        return replace(came, blocks=(*message, *(offer if self.wrong > 1 else ())))

    def _judged(self, answer: str, carried: Carried) -> Came:
        subject = self.step.subject
        names = vocabulary(self.at_hand.step.question, subject)
        result = last_result(answer, self.at_hand, carried)
        plain = answer if result is None else result
        return nudge_judged(plain, self.asked, names, carried.comma, subject, self.wrong + 1)
