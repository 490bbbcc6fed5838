"""What an exam may ask: nothing that one of its other screens tells the answer of.

An exam says of no answer what it is worth before its end. Were the output of h1 asked, and the next
question shown with it, that would tell both who has yet to answer and who has just answered. So a
question is put on the paper only if the screens of the others, and its own, hold no answer to it,
and its own hold none to theirs.
"""

from collections.abc import Iterable

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.teaching.dialogue.commands import Word, looked_up
from backprop_tutor.teaching.quiz.disclosure import Disclosed, disclosed
from backprop_tutor.teaching.quiz.mistake_search import under_way
from backprop_tutor.teaching.quiz.question import Asked
from backprop_tutor.teaching.subject.step import Form
from backprop_tutor.teaching.subject.subject import Subject


class ExamPaper:
    """The questions of an exam so far, with all that their screens tell."""

    def __init__(self, first_page: Iterable[Block], subject: Subject) -> None:
        self._told = disclosed(first_page, subject)
        self._asked: list[Asked] = []
        self._screens: dict[tuple[str, int | None], Disclosed] = {}

    def write_down(self, asked: Iterable[Asked]) -> None:
        """Put the questions that were asked so far on the paper; those that stand there stay."""
        for one in list(asked)[len(self._asked) :]:
            self._told |= self._tells(one)
            self._asked.append(one)

    def admits(self, one: Asked) -> bool:
        """Whether a question can be put on the paper."""
        own = self._tells(one)
        if _answered_by(one, self._told) or (one.mistake is None and _answered_by(one, own)):
            return False
        return not any(_answered_by(before, own) for before in self._asked)

    def _tells(self, one: Asked) -> Disclosed:
        """Return what the screens of a question tell, those that can be called up included."""
        if one.mistake is not None or one.reason is not None:
            return _screens_of(one)
        place = (
            one.question.quantity,
            one.seed,
        )  # Whether a number or a formula is asked changes none.
        if place not in self._screens:
            self._screens[place] = _screens_of(one)
        return self._screens[place]


def _screens_of(one: Asked) -> Disclosed:
    question = under_way(one, exam=True)
    shown = (
        *question.presented(),
        *looked_up(Word.VALUES, question.at_hand),
        *looked_up(Word.NET, question.at_hand),
    )
    return disclosed(shown, one.lesson.subject)


def _answered_by(one: Asked, told: Disclosed) -> bool:
    """Whether what was told answers a question, or narrows a search for a mistake."""
    subject, quantity = one.lesson.subject, one.question.quantity
    if one.reason is not None:
        by_formula = one.reason.is_told_by_formula and told.tells_formula(quantity)
        return by_formula or any(
            told.tells_number(name, subject.values[name]) for name in one.reason.tells
        )
    if one.mistake is None:
        if one.question.form is Form.FORMULA:
            return told.tells_formula(quantity)
        return told.tells_number(quantity, subject.values[quantity])
    # A line that carries on the wrong number tells by its right one that there is a wrong one.
    lines = (one.mistake.lines[line - 1] for line in (one.mistake.wrong, *one.mistake.follows))
    return told.tells_formula(quantity) or any(
        told.tells_number(line, subject.values[line]) for line in lines
    )
