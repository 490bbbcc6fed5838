"""The end of a walk, about the learner: what was right and how, which wrong ideas were met.

What was not right at the first try is ``missed``: it can be done again at once.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from backprop_tutor.blocks.blocks import Bar, Block, Prose, Table, Tone
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.learner.question_outcomes import RESULTS, Outcome, Result, outcomes
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import say, text, text_in, text_so_many


def how_it_went(rows: Iterable[Row], steps: Collection[str]) -> tuple[Block, ...]:
    """Return what became of the questions of one walk; nothing where none was answered.

    The ``steps`` are counted as they were on the way; what was asked between them, the nudge, a
    reason or a part of a step, is counted apart.
    """
    ended = [one for one in outcomes(rows) if one.result is not Result.OPEN]
    if not ended:
        return ()
    asked = [one for one in ended if one.rows[0].heard.quantity in steps]
    between = [one for one in ended if one.rows[0].heard.quantity not in steps]
    counts = Counter(one.result for one in asked)
    others = tuple(
        (text(RESULTS[result]), str(counts[result]))
        for result in Result
        if counts[result] and result is not Result.FIRST
    )
    return (
        Prose(say("How it went"), Tone.TITLE),
        *_first_tries(asked, _steps_right),
        *(
            (
                Table(
                    (
                        text_in("a column of a table", "the others"),
                        text_in("a column of a table", "steps"),
                    ),
                    others,
                ),
            )
            if others
            else ()
        ),
        *_first_tries(between, _questions_right),
        *_ideas(ended),
    )


def _first_tries(of: Sequence[Outcome], told: Callable[[int, int], str]) -> Iterable[Block]:
    if of:
        right = sum(one.result is Result.FIRST for one in of)
        yield Prose((Bar(right / len(of), told(right, len(of))),))


def _steps_right(right: int, of: int) -> str:
    return text_so_many(
        "{right} of {n} step right at the first try",
        "{right} of {n} steps right at the first try",
        of,
        right=right,
    )


def _questions_right(right: int, of: int) -> str:
    return text_so_many(
        "{right} of {n} question between the steps right at the first try",
        "{right} of {n} questions between the steps right at the first try",
        of,
        right=right,
    )


def _ideas(ended: Iterable[Outcome]) -> Iterable[Block]:
    """Yield the wrong ideas that were met, in words; of each answer the likeliest."""
    met = Counter(
        idea
        for one in ended
        for idea in {
            row.heard.misconceptions[0]
            for row in one.rows
            if row.heard.event is Event.WRONG and row.heard.misconceptions
        }
    )
    if met:
        rows = tuple((visible(in_words(idea)), str(times)) for idea, times in met.most_common())
        yield Table(
            (
                text_in("a column of a table", "wrong ideas that you met"),
                text_in("a column of a table", "questions"),
            ),
            rows,
        )


def missed(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the quantities that were asked and not right at the first try, in their order."""
    behind = [one for one in outcomes(rows) if one.result not in (Result.FIRST, Result.OPEN)]
    in_order = sorted(behind, key=lambda one: one.rows[0].number)
    return tuple(dict.fromkeys(one.rows[0].heard.quantity for one in in_order))
