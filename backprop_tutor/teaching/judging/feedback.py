"""Puts a verdict into words: what was recognised, then where to look next; never the answer."""

from collections.abc import Sequence
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
from backprop_tutor.wording import (
    Marked,
    listed_and,
    marked,
    marked_in,
    say,
    say_so_many,
    text,
    with_commas,
)

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
    return (Prose(say("Read as {answer}.", answer=verdict.read_as), Tone.REMARK), *message)


def _contradicted(found: Contradiction | None) -> Message:
    """Say that the working that was typed does not come to the result."""
    if found is None:
        return ()
    if not isfinite(found.value):
        return (Prose(say("But {side} has no finite value.", side=found.side), Tone.REMARK),)
    words: tuple[Inline, ...] = say(
        "But {side} is {value}, which is not what stands at the end.",
        side=found.side,
        value=Value(figures.spelled(found.value)),
    )
    return (Prose(words, Tone.REMARK),)


def _words(verdict: Verdict, question: Question, subject: Subject, *, helped: bool) -> Message:
    finding, read_as = verdict.finding, verdict.read_as
    match finding:
        case Unread(refused):
            return _unread(verdict.typed, refused, helped=helped)
        case Right():
            return _right(finding)
        case TooFew():
            return _too_few(finding, question, subject)
        case Recognised():
            return _recognised(finding, _as_typed(verdict), question)
        case Slipped():
            return _slipped(finding, question, subject)
        case RoundedEarly(nothing_left=True):
            return (Prose(say(_NOTHING_LEFT), Tone.REMARK),)
        case RoundedEarly(to):
            return _rounded_early(to)
        case EqualOnlyHere():
            return _wrong(
                say(
                    "With these numbers it comes out the same, but with others it would not: the "
                    "formula has to hold for all of them."
                )
            )
        case ValueForFormula(partly):
            return _asked_again(partly=partly)
        case Differs():
            return _differs(finding, question)
        case PartlyRight(reading, found):
            read: tuple[Inline, ...] = say(
                "{answer} is {formula}.", answer=_as_typed(verdict), formula=reading
            )
            return (*_wrong(read), *_partly(found))
        case NotFinite(asked):
            return (_not_finite(question, asked=asked),)
        case Unexplained() if read_as == ZERO and subject[question.quantity].by:
            return _wrong(
                say(
                    "A slope of 0 would mean that nothing changes when {quantity} is moved a "
                    "little. Move it and see what happens.",
                    quantity=Name(subject[question.quantity].by),
                )
            )
        case Unexplained():
            return _wrong(say(_UNKNOWN_WITH_CALC if helped else _UNKNOWN))
        case _:
            assert_never(finding)


_UNKNOWN = marked(
    "I do not recognise where this number comes from. Work it out again, one operation at a time."
)
_UNKNOWN_WITH_CALC = marked(
    "I do not recognise where this number comes from. Work it out again, one operation at a time; "
    "calc helps."
)


def _wrong(why: tuple[Inline, ...]) -> Message:
    # Translators: {why} is a sentence of its own, which says what is wrong with an answer.
    return (Prose(say("Not yet. {why}", why=why), Tone.WRONG),)


def _unread(typed: str, refused: Refused, *, helped: bool) -> Message:
    """Say what could not be read, with a caret under the place."""
    reason = Prose(say("Cannot be read as an answer: {reason}", reason=refused.reason), Tone.WRONG)
    if not typed.strip():  # Nothing was said, so nothing is wrong.
        reason = nothing_answered()
    if helped and (_is_words(typed) or typed.strip() in ("", "?")):
        advice = say("If you are stuck, type hint, or type help for everything that you can type.")
        return (reason, Prose(advice, Tone.HINT))
    if refused.column is None or not typed.strip() or len(typed) > _WIDEST_CARET:
        return (reason,)
    before = len(visible(typed[: refused.column - 1]))
    return (reason, Prose((f"{visible(typed)}\n{' ' * before}^",), Tone.CODE))


def nothing_answered() -> Prose:
    """Return what is said to an empty line."""
    return Prose(say("Nothing was answered: give a value or a formula."), Tone.HINT)


def _is_words(typed: str) -> bool:
    """Whether somebody has answered in words: "I do not know"."""
    words = typed.split()
    plain = (word.strip("?!.,'’").replace("'", "").replace("’", "") for word in words)
    return len(words) > 1 and all(word.isalpha() for word in plain)


def _not_finite(question: Question, *, asked: bool) -> Block:
    if asked:
        none: tuple[Inline, ...] = say(
            "{quantity} has no finite value at these numbers, so no answer to this question can be "
            "right.",
            quantity=Name(question.quantity),
        )
        return Prose(none, Tone.REMARK)
    none = say(
        "This has no finite value at the numbers it was tried with: perhaps it takes the "
        "logarithm or the root of a negative number. Write it another way."
    )
    return Prose(none, Tone.WRONG)


def _right(finding: Right) -> Message:
    return (Prose(say(_RIGHT[finding.sense]), Tone.RIGHT),)


_RIGHT = {
    RightAs.IT_IS: marked("Correct."),
    RightAs.CUT_OFF: marked("Correct, though rounding would give a different last figure."),
    RightAs.OFF_PAST_THE_FIGURES: marked(
        "Correct in the figures asked for; those after them are a little off."
    ),
    RightAs.FOLLOWING: marked("Correct, following your own earlier values."),
    RightAs.WITH_NUMBERS: marked(
        "Correct. With names in the place of the numbers, the formula would be right for other "
        "numbers too."
    ),
    RightAs.OF_TARGETS: marked(
        "Correct for these targets. With names in their place, the formula would be right for "
        "other targets too."
    ),
}


def _asked_again(*, partly: bool) -> Message:
    if partly:
        said = say(
            "Not counted. This question asks for the formula: write names in the place of the "
            "numbers."
        )
    else:
        said = say("Not counted. That is a number; this question asks for the formula.")
    return (Prose(said, Tone.REMARK),)


_NOTHING_LEFT = marked(
    "Close. With the numbers as they are shown this comes to 0, but it is not quite 0. Work it out "
    "from earlier numbers, in a form in which nothing cancels."
)


def _rounded_early(to: Grid | None) -> Message:
    words: tuple[Inline, ...] = say(
        "{close} Keep six figures on the way and round at the end.", close=_close_with(to)
    )
    return (Prose(words, Tone.REMARK),)


def _close_with(to: Grid | None) -> tuple[Inline, ...]:
    """Say what the numbers on the way were rounded to, where that can be told."""
    match to:
        case None:
            return say("Close. That is what comes out when the numbers on the way are rounded.")
        case Grid(count, decimals=True):
            return say_so_many(
                "Close. That is what comes out when the numbers on the way are rounded to {n} "
                "decimal.",
                "Close. That is what comes out when the numbers on the way are rounded to {n} "
                "decimals.",
                count,
            )
        case Grid(count):
            return say_so_many(
                "Close. That is what comes out when the numbers on the way are rounded to {n} "
                "figure.",
                "Close. That is what comes out when the numbers on the way are rounded to {n} "
                "figures.",
                count,
            )
        case _:
            assert_never(to)


def _too_few(finding: TooFew, question: Question, subject: Subject) -> Message:
    words: tuple[Inline, ...]
    if finding.decimals is not None:
        words = say_so_many(
            "Right as far as it goes. What matters is how much {weight} has changed: please give "
            "{n} decimal.",
            "Right as far as it goes. What matters is how much {weight} has changed: please give "
            "{n} decimals.",
            finding.decimals,
            weight=Name(subject[question.quantity].of),
        )
    elif finding.telling:
        words = say_so_many(
            "Right as far as it goes: please give {n} significant figure. With fewer, it cannot be "
            "told from a common mistake.",
            "Right as far as it goes: please give {n} significant figures. With fewer, it cannot "
            "be told from a common mistake.",
            finding.figures,
        )
    else:
        words = say_so_many(
            "Right as far as it goes: please give {n} significant figure.",
            "Right as far as it goes: please give {n} significant figures.",
            finding.figures,
        )
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
    mistake: tuple[Inline, ...] = say(first.idea.say)
    if finding.at_once:
        return (
            *_wrong(say("Perhaps two mistakes at once. {mistake}", mistake=mistake)),
            *(Prose(say(other.idea.say)) for other in others),
        )
    blocks: list[Block] = [
        Prose(say("Or perhaps: {mistake}", mistake=text(other.idea.say))) for other in others
    ]
    if finding.rounded:
        rounded: tuple[Inline, ...] = say(
            "Perhaps it is this, with numbers rounded on the way: {mistake}", mistake=mistake
        )
        return (*_wrong(rounded), *blocks)
    if finding.reading is not None:
        mistake = say(
            "{answer} is {formula}. {mistake}",
            answer=typed,
            formula=finding.reading,
            mistake=mistake,
        )
    if len(first.changed) == 1 and question.quantity not in first.changed:
        (place,) = first.changed
        blocks.append(Prose(say("Look again at {line}.", line=Name(place))))
    return (*_wrong(mistake), *blocks)


def _slipped(finding: Slipped, question: Question, subject: Subject) -> Message:
    match finding.slips[0]:
        case Slip(say=slip):
            return _wrong(say(slip, outputs=len(subject.scenario.outputs)))
        case OtherQuantity(quantity):
            return _wrong(
                say(
                    "That is {other}; the question asks for {asked}.",
                    other=Name(quantity),
                    asked=Name(question.quantity),
                )
            )
        case _:
            assert_never(finding.slips[0])


def _differs(finding: Differs, question: Question) -> Message:
    """Show one set of numbers at which a formula gives something else than the quantity."""
    numbers: list[tuple[Inline, ...]] = [
        (Name(name), " = ", Value(figures.spelled(value, FIGURES)))
        for name, value in finding.at.items()
    ]
    yours, right = _apart(finding.yours, finding.right)
    example: tuple[Inline, ...] = say(
        "For example, at {numbers} yours gives {yours}, but {quantity} is {value}.",
        numbers=with_commas(numbers),
        yours=yours,
        quantity=Name(question.quantity),
        value=right,
    )
    return (
        *_wrong(say("Your formula gives something else.")),
        *(() if finding.partial is None else _partly(finding.partial)),
        Prose(example),
    )


_TERMS = (
    marked_in("a term of a sum", "first"),
    marked_in("a term of a sum", "second"),
    marked_in("a term of a sum", "third"),
    marked_in("a term of a sum", "fourth"),
    marked_in("a term of a sum", "fifth"),
    marked_in("a term of a sum", "sixth"),
    marked_in("a term of a sum", "seventh"),
    marked_in("a term of a sum", "eighth"),
)
_FACTORS = (
    marked_in("a factor of a product", "first"),
    marked_in("a factor of a product", "second"),
    marked_in("a factor of a product", "third"),
    marked_in("a factor of a product", "fourth"),
    marked_in("a factor of a product", "fifth"),
    marked_in("a factor of a product", "sixth"),
    marked_in("a factor of a product", "seventh"),
    marked_in("a factor of a product", "eighth"),
)


def _partly(partial: "Partial") -> Message:
    """Say which factors or terms are right, and which is not or which is missing."""
    said = _terms_right(partial) if partial.of_sum else _factors_right(partial)
    if partial.sign < 0:
        said = say("{what_is_right} But the sign is the wrong way round.", what_is_right=said)
    return (Prose(said),)


def _terms_right(partial: "Partial") -> tuple[Inline, ...]:
    if not partial.missing and not partial.wrong:
        return say("Every term is right.")
    if not partial.wrong:
        return _right_but_one(partial.missing[0])
    said = _terms_told_apart(partial)
    if len(partial.missing) > len(partial.wrong):
        return say("{what_is_right} And a term is missing.", what_is_right=said)
    return said


def _terms_told_apart(partial: "Partial") -> tuple[Inline, ...]:
    right, wrong = (_listed(places, _TERMS) for places in (partial.right, partial.wrong))
    if len(partial.right) == 1:
        # Translators: right and wrong are lists of first, second …; counted is how many are wrong.
        return say_so_many(
            "The {right} term is right; look at the {wrong}.",
            "The {right} term is right; look at the {wrong}.",
            len(partial.wrong),
            right=right,
            wrong=wrong,
        )
    # Translators: right and wrong are lists of first, second …; counted is how many are wrong.
    return say_so_many(
        "The {right} terms are right; look at the {wrong}.",
        "The {right} terms are right; look at the {wrong}.",
        len(partial.wrong),
        right=right,
        wrong=wrong,
    )


def _right_but_one(missing: str) -> tuple[Inline, ...]:
    if not missing:
        return say("What you have is right, but a term is missing.")
    if "/" in missing:
        return say(
            "What you have is right, but a path is missing: the one with {quantity}.",
            quantity=Name(missing),
        )
    return say(
        "What you have is right, but a term is missing: the one with {quantity}.",
        quantity=Name(missing),
    )


def _factors_right(partial: "Partial") -> tuple[Inline, ...]:
    if not partial.missing and not partial.wrong:
        return say("Every factor is right.")
    if not partial.wrong:
        return say("Every factor is right, but some are missing.")
    said = _factors_told_apart(partial)
    if len(partial.missing) > len(partial.wrong):
        return say("{what_is_right} And a factor is missing.", what_is_right=said)
    return said


def _factors_told_apart(partial: "Partial") -> tuple[Inline, ...]:
    right, wrong = (_listed(places, _FACTORS) for places in (partial.right, partial.wrong))
    if len(partial.right) == 1:
        # Translators: right and wrong are lists of first, second …; counted is how many are wrong.
        return say_so_many(
            "The {right} factor is right; look at the {wrong}.",
            "The {right} factor is right; look at the {wrong}.",
            len(partial.wrong),
            right=right,
            wrong=wrong,
        )
    # Translators: right and wrong are lists of first, second …; counted is how many are wrong.
    return say_so_many(
        "The {right} factors are right; look at the {wrong}.",
        "The {right} factors are right; look at the {wrong}.",
        len(partial.wrong),
        right=right,
        wrong=wrong,
    )


def _listed(places: tuple[int, ...], ordinals: Sequence[Marked]) -> tuple[Inline, ...]:
    return listed_and([text(ordinals[place]) for place in places])


def _apart(one: float, other: float) -> tuple[Value, Value]:
    """Return two values in as many figures as it takes to see that they differ."""
    for count in range(3, 16):
        texts = figures.spelled(one, count), figures.spelled(other, count)
        if texts[0] != texts[1]:
            break
    return Value(texts[0]), Value(texts[1])
