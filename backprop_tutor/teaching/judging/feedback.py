"""Puts a verdict into words: what was recognised, then where to look next; never the answer."""

from math import isfinite
from typing import TYPE_CHECKING, TypeAlias, assert_never

from backprop_tutor.blocks.blocks import Block, Inline, Prose, Tone, Value
from backprop_tutor.formula.expression import ZERO, Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.figures import Grid
from backprop_tutor.reading import Refused
from backprop_tutor.teaching.judging.equivalence import FIGURES
from backprop_tutor.teaching.judging.findings import (
    Differs,
    EqualOnlyHere,
    NotFinite,
    PartlyRight,
    Recognised,
    Right,
    RightAs,
    RoundedEarly,
    Slipped,
    TooFew,
    Unexplained,
    Unread,
    ValueForFormula,
)
from backprop_tutor.teaching.judging.slips import OtherQuantity, Slip
from backprop_tutor.teaching.judging.verdict import Contradiction, Verdict
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.untrusted import visible

if TYPE_CHECKING:
    from backprop_tutor.teaching.judging.partial_credit import Partial

Message: TypeAlias = tuple[Block, ...]

_WIDEST_CARET = 120


def said(verdict: Verdict, question: Question, subject: Subject, *, helped: bool = True) -> Message:
    """Return what to say about an answer, after how it was read where that was not literal.

    Of hint, help and calc is told only where they are heard: who is ``helped`` can type them.
    """
    message = (
        *_words(verdict, question, subject, helped=helped),
        *_contradicted(verdict.contradicted),
    )
    if verdict.read_as is None or not verdict.echoed:
        return message
    return (Prose(("Read as ", verdict.read_as, "."), Tone.REMARK), *message)


def _contradicted(found: Contradiction | None) -> Message:
    """Say that the working that was typed does not come to the result."""
    if found is None:
        return ()
    if not isfinite(found.value):
        words: tuple[Inline, ...] = ("But ", found.side, " has no finite value.")
    else:
        shown = Value(figures.spelled(found.value))
        words = ("But ", found.side, " is ", shown, ", which is not what stands at the end.")
    return (Prose(words, Tone.REMARK),)


def _words(verdict: Verdict, question: Question, subject: Subject, *, helped: bool) -> Message:
    finding, text, read_as = verdict.finding, verdict.typed, verdict.read_as
    match finding:
        case Unread(refused):
            return _unread(text, refused, helped=helped)
        case Right():
            return _right(finding)
        case TooFew():
            return _too_few(finding, question, subject)
        case Recognised():
            return _recognised(finding, _as_typed(verdict), question)
        case Slipped():
            return _slipped(finding, question)
        case RoundedEarly(nothing_left=True):
            return (Prose((_NOTHING_LEFT,), Tone.REMARK),)
        case RoundedEarly(to):
            return _rounded_early(to)
        case EqualOnlyHere():
            return _wrong(
                "With these numbers it comes out the same, but with others it would not: the "
                "formula has to hold for all of them."
            )
        case ValueForFormula(partly):
            return _asked_again(partly=partly)
        case Differs():
            return _differs(finding, question)
        case PartlyRight(reading, found):
            return (*_wrong(_as_typed(verdict), " is ", reading, "."), *_partly(found))
        case NotFinite(asked):
            return (_not_finite(question, asked=asked),)
        case Unexplained() if read_as == ZERO and subject[question.quantity].by:
            by = Name(subject[question.quantity].by)
            return _wrong(
                "A slope of 0 would mean that nothing changes when ",
                by,
                " is moved a little. Move it and see what happens.",
            )
        case Unexplained():
            return _wrong(_UNKNOWN_WITH_CALC if helped else _UNKNOWN)
        case _:
            assert_never(finding)


_UNKNOWN = (
    "I do not recognise where this number comes from. Work it out again, one operation at a time."
)
_UNKNOWN_WITH_CALC = (
    "I do not recognise where this number comes from. Work it out again, one operation at a time; "
    "calc helps."
)


def _wrong(*parts: Inline) -> Message:
    return (Prose(("Not yet. ", *parts), Tone.WRONG),)


def _unread(text: str, refused: Refused, *, helped: bool) -> Message:
    """Say what could not be read, with a caret under the place."""
    reason = Prose((f"Cannot be read as an answer: {refused.reason}",), Tone.WRONG)
    if helped and (_is_words(text) or text.strip() in ("", "?")):
        advice = "If you are stuck, type hint, or type help for everything that you can type."
        return (reason, Prose((advice,), Tone.HINT))
    if refused.column is None or not text.strip() or len(text) > _WIDEST_CARET:
        return (reason,)
    before = len(visible(text[: refused.column - 1]))
    return (reason, Prose((f"{visible(text)}\n{' ' * before}^",), Tone.CODE))


def _is_words(text: str) -> bool:
    """Whether somebody has answered in words: "I do not know"."""
    words = text.split()
    plain = (word.strip("?!.,'’").replace("'", "").replace("’", "") for word in words)
    return len(words) > 1 and all(word.isalpha() for word in plain)


def _not_finite(question: Question, *, asked: bool) -> Block:
    if asked:
        none = " has no finite value at these numbers, so no answer to this question can be right."
        return Prose((Name(question.quantity), none), Tone.REMARK)
    none = (
        "This has no finite value at the numbers it was tried with: perhaps it takes the "
        "logarithm or the root of a negative number. Write it another way."
    )
    return Prose((none,), Tone.WRONG)


def _right(finding: Right) -> Message:
    return (Prose((_RIGHT[finding.sense],), Tone.RIGHT),)


_RIGHT = {
    RightAs.IT_IS: "Correct.",
    RightAs.CUT_OFF: "Correct, though rounding would give a different last figure.",
    RightAs.OFF_PAST_THE_FIGURES: (
        "Correct in the figures asked for; those after them are a little off."
    ),
    RightAs.FOLLOWING: "Correct, following your own earlier values.",
    RightAs.WITH_NUMBERS: (
        "Correct. With names in the place of the numbers, the formula would be right for other "
        "numbers too."
    ),
    RightAs.OF_TARGETS: (
        "Correct for these targets. With names in their place, the formula would be right for "
        "other targets too."
    ),
}


def _asked_again(*, partly: bool) -> Message:
    what = "That is a number; this question asks for the formula."
    if partly:
        what = "This question asks for the formula: write names in the place of the numbers."
    return (Prose((f"Not counted. {what}",), Tone.REMARK),)


_NOTHING_LEFT = (
    "Close. With the numbers as they are shown this comes to 0, but it is not quite 0. Work it out "
    "from earlier numbers, in a form in which nothing cancels."
)


def _rounded_early(to: Grid | None) -> Message:
    return (Prose((_close_with(to), _KEEP_SIX), Tone.REMARK),)


_KEEP_SIX = " Keep six figures on the way and round at the end."


def _close_with(to: Grid | None) -> str:
    """Say what the numbers on the way were rounded to, where that can be told."""
    match to:
        case None:
            return "Close. That is what comes out when the numbers on the way are rounded."
        case Grid(1, decimals=True):
            return (
                "Close. That is what comes out when the numbers on the way are rounded to 1 "
                "decimal."
            )
        case Grid(1):
            return (
                "Close. That is what comes out when the numbers on the way are rounded to 1 figure."
            )
        case Grid(count, decimals=True):
            return (
                "Close. That is what comes out when the numbers on the way are rounded to "
                f"{count} decimals."
            )
        case Grid(count):
            return (
                "Close. That is what comes out when the numbers on the way are rounded to "
                f"{count} figures."
            )
        case _:
            assert_never(to)


def _too_few(finding: TooFew, question: Question, subject: Subject) -> Message:
    wanted = f"please give {finding.figures} significant figures."
    if finding.telling:
        wanted += " With fewer, it cannot be told from a common mistake."
    words: tuple[Inline, ...] = (f"Right as far as it goes: {wanted}",)
    if finding.decimals is not None:
        weight = Name(subject[question.quantity].of)
        more = f" has changed: please give {finding.decimals} decimals."
        words = ("Right as far as it goes. What matters is how much ", weight, more)
    return (Prose(words, Tone.REMARK),)


def _as_typed(verdict: Verdict) -> Inline:
    """Return an answer as it was typed where it was read literally, else as it was read.

    Nobody who typed 0.5 looks for a ½.
    """
    if verdict.read_as is None or not verdict.echoed:
        return visible(verdict.typed.strip())
    return verdict.read_as


def _recognised(finding: Recognised, typed: Inline, question: Question) -> Message:
    """Say what wrong idea leads to the answer, and in which line to look."""
    first, *others = finding.consequences
    if finding.at_once:
        return (
            *_wrong("Perhaps two mistakes at once. ", first.idea.say),
            *(Prose((other.idea.say,)) for other in others),
        )
    if finding.rounded:
        rounded = "Perhaps it is this, with numbers rounded on the way: "
        return (
            *_wrong(rounded, first.idea.say),
            *(Prose(("Or perhaps: ", other.idea.say)) for other in others),
        )
    if finding.reading is not None:
        blocks = [*_wrong(typed, " is ", finding.reading, ". ", first.idea.say)]
    else:
        blocks = [*_wrong(first.idea.say)]
    blocks += [Prose(("Or perhaps: ", other.idea.say)) for other in others]
    if len(first.changed) == 1 and question.quantity not in first.changed:
        (place,) = first.changed
        blocks.append(Prose(("Look again at ", Name(place), ".")))
    return tuple(blocks)


def _slipped(finding: Slipped, question: Question) -> Message:
    match finding.slips[0]:
        case Slip(say=say):
            return _wrong(say)
        case OtherQuantity(quantity):
            asked = Name(question.quantity)
            return _wrong("That is ", Name(quantity), "; the question asks for ", asked, ".")
        case _:
            assert_never(finding.slips[0])


def _differs(finding: Differs, question: Question) -> Message:
    """Show one set of numbers at which a formula gives something else than the quantity."""
    parts: list[Inline] = ["For example, at "]
    for index, (name, value) in enumerate(finding.at.items()):
        parts += [", " if index else "", Name(name), " = ", Value(figures.spelled(value, FIGURES))]
    yours, right = _apart(finding.yours, finding.right)
    parts += [" yours gives ", yours, ", but ", Name(question.quantity), " is ", right, "."]
    return (
        *_wrong("Your formula gives something else."),
        *(() if finding.partial is None else _partly(finding.partial)),
        Prose(tuple(parts)),
    )


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _partly(partial: "Partial") -> Message:
    """Say which factors or terms are right, and which is not or which is missing."""
    piece = "term" if partial.of_sum else "factor"
    said: list[Inline] = []
    if partial.wrong:
        are = f"{piece} is" if len(partial.right) == 1 else f"{piece}s are"
        said.append(
            f"The {_listed(partial.right)} {are} right; look at the {_listed(partial.wrong)}."
        )
    elif partial.missing and partial.of_sum:
        name = partial.missing[0]
        what = "path" if "/" in name else piece
        said.append(f"What you have is right, but a {what} is missing")
        said += [": the one with ", Name(name), "."] if name else ["."]
    elif partial.missing:
        said.append(f"Every {piece} is right, but some are missing.")
    else:
        said.append(f"Every {piece} is right.")
    if len(partial.missing) > len(partial.wrong) > 0:
        said.append(f" And a {piece} is missing.")
    if partial.sign < 0:
        said.append(" But the sign is the wrong way round.")
    return (Prose(tuple(said)),)


def _listed(places: tuple[int, ...]) -> str:
    *most, last = (_ORDINALS[place] for place in places)
    return f"{', '.join(most)} and {last}" if most else last


def _apart(one: float, other: float) -> tuple[Value, Value]:
    """Return two values in as many figures as it takes to see that they differ."""
    for count in range(3, 16):
        texts = figures.spelled(one, count), figures.spelled(other, count)
        if texts[0] != texts[1]:
            break
    return Value(texts[0]), Value(texts[1])
