"""The end of a walk, about the learner: what was right and how, which wrong ideas were met.

What was not right at the first try is ``missed``: it can be done again at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from backprop_tutor.blocks.blocks import Bar, Block, Prose, Table, Tone
from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.learner.question_outcomes import Outcome, Result, outcomes
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.untrusted import visible


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
        (result.value, str(counts[result]))
        for result in Result
        if counts[result] and result is not Result.FIRST
    )
    return (
        Prose(("How it went",), Tone.TITLE),
        *_first_tries(asked, "step", "steps"),
        *((Table(("the others", "steps"), others),) if others else ()),
        *_first_tries(between, "question between the steps", "questions between the steps"),
        *_ideas(ended),
    )


def _first_tries(of: Sequence[Outcome], one_of_them: str, many: str) -> Iterable[Block]:
    if of:
        right, what = sum(one.result is Result.FIRST for one in of), many
        if len(of) == 1:
            what = one_of_them
        yield Prose((Bar(right / len(of), f"{right} of {len(of)} {what} right at the first try"),))


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
        yield Table(("wrong ideas that you met", "questions"), rows)


def missed(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the quantities that were asked and not right at the first try, in their order."""
    behind = [one for one in outcomes(rows) if one.result not in (Result.FIRST, Result.OPEN)]
    in_order = sorted(behind, key=lambda one: one.rows[0].number)
    return tuple(dict.fromkeys(one.rows[0].heard.quantity for one in in_order))
