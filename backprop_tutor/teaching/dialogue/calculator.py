"""The calculator: what a learner types after ``calc`` is read like an answer, and worked out."""

from dataclasses import replace
from math import isfinite

from backprop_tutor.blocks.blocks import Prose, Tone, Value
from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.floats import float_value
from backprop_tutor.reading import Refused, Vocabulary, as_written_here, read
from backprop_tutor.teaching.dialogue.carried import Carried
from backprop_tutor.teaching.dialogue.commands import AtHand
from backprop_tutor.teaching.judging.vocabulary import vocabulary
from backprop_tutor.wording import marked, say

ANS = "ans"
"""The last result, as on a pocket calculator, where the scenario has no such name."""
_CALCULATED = 10
"""Figures that are shown."""


def calculated(typed: str, at_hand: AtHand, carried: Carried) -> tuple[Prose, Carried]:
    """Return what the calculator says, and what is carried on from it."""
    if not typed:
        # Translators: what stands after calc is typed, and read with points as with commas.
        return Prose(say("Type calc and what to work out: calc 0.15*0.05 + 0.20*0.10")), carried
    names = names_told(at_hand)
    has_ans = not _holds_ans(names)
    if has_ans:
        names = replace(names, names={**names.names, ANS: ANS})
    answer = read(typed, names, as_written_here(carried.comma))
    if isinstance(answer, Refused):
        said = say("Cannot be worked out: {reason}", reason=answer.reason)
        return Prose(said, Tone.WRONG), carried
    if has_ans and carried.ans is None and ANS in names_in(answer.expression):
        said = say("Nothing has been worked out yet that ans could stand for.")
        return Prose(said, Tone.WRONG), carried

    def number(name: str) -> float:
        if has_ans and name == ANS and carried.ans is not None:
            return carried.ans
        return at_hand.subject.values[name]

    value = float_value(answer.expression, number)
    if value != value:
        return Prose(say("This has no finite value."), Tone.WRONG), carried
    shown = Value(figures.spelled(value, _CALCULATED))
    told = Prose((answer.expression, " = ", shown))
    return told, carried.after(decimal_comma=answer.decimal_comma, ans=value)


def last_result(said: str, at_hand: AtHand, carried: Carried) -> str | None:
    """Return the last result, in all its digits, where ``ans`` is typed as an answer; else None."""
    if said.casefold() != ANS or carried.ans is None or not isfinite(carried.ans):
        return None
    names = vocabulary(at_hand.step.question, at_hand.subject)
    return None if _holds_ans(names) else repr(carried.ans)


def names_told(at_hand: AtHand) -> Vocabulary:
    """Return the names that may be put in: whose numbers may be told."""
    names, told = vocabulary(at_hand.step.question, at_hand.subject), at_hand.told
    if told is None:
        return names
    closed = {spelling: of for spelling, of in names.names.items() if of not in told}
    return replace(
        names,
        names={spelling: of for spelling, of in names.names.items() if of in told},
        later={**names.later, **closed},
        why_later=marked("{name} is none of the numbers of this question; type values for those"),
    )


def _holds_ans(names: Vocabulary) -> bool:
    return any(ANS in held for held in (names.names, names.asked, names.later))
