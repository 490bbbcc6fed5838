"""How a training went, and the sentence that says so, whether it should go down or up.

To say something else of a rate, add a member of ``Course`` with its criterion, its place in
``course_of``, and its sentence in ``_SENTENCES``.
"""

from collections.abc import Mapping
from enum import Enum

from backprop_tutor.blocks.blocks import Inline, Value
from backprop_tutor.blocks.sentences import filled_in
from backprop_tutor.maths import figures
from backprop_tutor.teaching.training.runs import Run
from backprop_tutor.wording import as_number, grouped

_BEYOND_ALL = 1e6
"""What has grown to so many times its first size before the numbers ended has no end."""

_FEWEST, _MOST = 3, 6
"""Figures of the two ends: as few as tell them apart."""


class Course(Enum):
    """How a training went, by what was counted and compared on the way."""

    STOOD = "the value is the same at the end"
    ENDLESS = "the value went the right way, past all bounds, until the numbers ended"
    OUTSIDE = "a step led to where a formula has no value"
    DIVERGED = "the numbers left the range of numbers"
    WORSENED = "the value is worse at the end than at the start"
    OVERSHOT = "it went the wrong way at a tenth of the updates, or more"
    STUMBLED = "it went the wrong way at some updates, fewer than a tenth"
    SETTLED = "the second half gained less than a hundredth, and than a tenth of the first's"
    CRAWLED = "more than nine tenths of the loss are left; another aim moved by under a hundredth"
    STEADY = "it went the right way all the time"


_SENTENCES: Mapping[Course, str] = {
    Course.STOOD: "Rate {rate} changes nothing: after {made} {it} is {end}, as before.",
    Course.ENDLESS: (
        "At rate {rate} {it} {endless}: it never {turned}, and at update {broke} the numbers "
        "became too large to calculate with. It looks as if {it} has no {best} value, so no rate "
        "would find one."
    ),
    Course.OUTSIDE: (
        "With rate {rate} {it} is undefined after update {broke}: there is a division by 0, or a "
        "root or logarithm that does not exist. The last step was too long."
    ),
    Course.DIVERGED: (
        "With rate {rate} the training diverges: at update {broke} the numbers became too large "
        "to calculate with. The steps are so long that each one makes the next one longer."
    ),
    Course.WORSENED: (
        "At rate {rate} the steps overshoot: {it} {turned} {times} in {made}, and ended at "
        "{end}, {beyond} than the {start} it began with. The steps are too long: they jump over "
        "the {place} and land {beyond}."
    ),
    Course.OVERSHOT: (
        "At rate {rate} some steps overshoot: {it} {turned} {times} in {made}, and went from "
        "{start} to {end} in all. Those steps are too long: they jump over the {place}."
    ),
    Course.STUMBLED: (
        "At rate {rate} {it} stumbles: it {turned} {times} in {made} and otherwise {moved}, from "
        "{start} to {end} in all."
    ),
    Course.SETTLED: (
        "At rate {rate} {it} has come to rest: it went from {start} to {end}, and in the second "
        "half of the {made} it {moved} by less than a hundredth. It is {there}, or on a plateau "
        "{plateau}."
    ),
    Course.CRAWLED: (
        "At rate {rate} {it} crawls: in {made} it went only from {start} to {end}. A larger rate "
        "may get further."
    ),
    Course.STEADY: (
        "At rate {rate} {it} {steadily}: in {made} it never {turned}, and it went from {start} "
        "to {end}."
    ),
}

_AT_ONCE = (
    "With rate {rate} the training diverges: at update 1 the numbers became too large to "
    "calculate with. The very first step is far too long."
)

_LOSS_IS_LEFT = (
    "At rate {rate} {it} crawls: after {made} {left} % of it is still there ({end} of {start}). "
    "A larger rate may get further."
)

_DOWN: Mapping[str, Inline] = {
    "turned": "went up",
    "moved": "fell",
    "steadily": "falls steadily",
    "endless": "falls without end",
    "best": "smallest",
    "place": "valley",
    "there": "in a valley",
    "beyond": "higher",
}
_UP: Mapping[str, Inline] = {
    "turned": "went down",
    "moved": "rose",
    "steadily": "climbs steadily, as 'direction: ascent' asks",
    "endless": "climbs without end",
    "best": "largest",
    "place": "hill",
    "there": "on a hill",
    "beyond": "lower",
}


def course_of(run: Run) -> Course:
    """Return the first course whose criterion is met."""
    history = run.history
    gain = run.gained(history.first, history.last)
    if history.broke is not None:
        size = _BEYOND_ALL * max(1.0, abs(history.first))
        if gain > size and not run.setbacks:
            return Course.ENDLESS
        return Course.OUTSIDE if history.undefined else Course.DIVERGED
    if gain == 0 or (gain < 0 and not run.setbacks):  # What is no setback is rounding.
        return Course.STOOD
    if gain < 0:
        return Course.WORSENED
    if run.setbacks:
        often = 10 * run.setbacks >= history.updates
        return Course.OVERSHOT if often else Course.STUMBLED
    middle = next(value for update, value in history.points if 2 * update >= history.updates)
    late, early = run.gained(middle, history.last), run.gained(history.first, middle)
    if late < abs(middle) / 100 and late < early / 10 and history.updates > 1:
        return Course.SETTLED
    return Course.CRAWLED if _crawled(run, gain) else Course.STEADY


def _crawled(run: Run, gain: float) -> bool:
    first = run.history.first
    if _has_floor(run):  # The way down to 0 is the whole way there is.
        return run.history.last > 0.9 * first
    return gain < abs(first) / 100


def _has_floor(run: Run) -> bool:
    return run.is_of_loss and not run.climbs


def run_described(run: Run) -> tuple[Inline, ...]:
    """Return a sentence or two on how a training went."""
    history = run.history
    course = course_of(run)
    start, end = apart(history.first, history.last)
    parts: dict[str, Inline] = {
        **(_UP if run.climbs else _DOWN),
        "rate": as_number(figures.spelled(run.rate)),
        "it": run.it,
        "made": counted(history.updates),
        "times": _times(run.setbacks),
        "start": start,
        "end": end,
        "broke": grouped(history.broke or 0),
        "plateau": "where some output is so near its limit that its slope is almost 0"
        if run.is_of_loss
        else "where its slope is almost 0",
    }
    if course is Course.CRAWLED and _has_floor(run):
        parts["left"] = as_number(figures.spelled(100 * history.last / history.first, 3))
        return filled_in(_LOSS_IS_LEFT, parts)
    if course is Course.DIVERGED and history.broke == 1:  # There is no step after it to compare.
        return filled_in(_AT_ONCE, parts)
    return filled_in(_SENTENCES[course], parts)


def brief(value: float, digits: int = _FEWEST) -> Value:
    """Return a number as a sentence has it: to three figures."""
    text = figures.spelled(value, digits)
    return Value(text, figures.is_exact(value, digits))


def apart(first: float, last: float) -> tuple[Value, Value]:
    """Return two numbers to three figures, or to as many as tell them apart."""
    digits = _FEWEST
    while first != last and digits < _MOST and brief(first, digits) == brief(last, digits):
        digits += 1
    return brief(first, digits), brief(last, digits)


def counted(updates: int) -> str:
    """Return so many updates in words."""
    return "1 update" if updates == 1 else f"{grouped(updates)} updates"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{grouped(count)} times")
