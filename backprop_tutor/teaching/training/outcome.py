"""How a training went, and the sentence that says so, whether it should go down or up.

To say something else of a rate, add a member of ``Course`` with its criterion, its place in
``course_of``, and its sentences in ``_DOWN`` and ``_UP``.
"""

from collections.abc import Mapping
from enum import Enum, auto

from backprop_tutor.blocks.blocks import Inline, Value
from backprop_tutor.maths import figures
from backprop_tutor.teaching.training.level import Why
from backprop_tutor.teaching.training.runs import Run
from backprop_tutor.wording import Marked, grouped, listed_and, marked, say, text, text_so_many

_BEYOND_ALL = 1e6
"""What has grown to so many times its first size before the numbers ended has no end."""

_FEWEST, _MOST = 3, 6
"""Figures of the two ends: as few as tell them apart."""


class Course(Enum):
    """How a training went, by what was counted and compared on the way."""

    STOOD = auto()
    """The value is the same at the end."""
    STILL = auto()
    """The value is the same at the end, for all gradients are 0: no rate changes that."""
    PULLED = auto()
    """It went the wrong way by the weight decay, and not by the length of the steps."""
    ENDLESS = auto()
    """The value went the right way, past all bounds, until the numbers ended."""
    OUTSIDE = auto()
    """A step led to where a formula has no value."""
    DIVERGED = auto()
    """The numbers left the range of numbers."""
    WORSENED = auto()
    """The value is worse at the end than at the start."""
    OVERSHOT = auto()
    """It went the wrong way at a tenth of the updates, or more."""
    STUMBLED = auto()
    """It went the wrong way at some updates, fewer than a tenth."""
    SETTLED = auto()
    """The second half gained less than a hundredth, and than a tenth of the first's."""
    CRAWLED = auto()
    """More than nine tenths of the loss are left; another aim moved by under a hundredth."""
    STEADY = auto()
    """It went the right way all the time."""


# Translators: here and below {it} is "the loss" or the name of a quantity, {made} is so many
# updates, {times} is "once", "twice" or so many times.
_STOOD = marked("Rate {rate} changes nothing: after {made} {it} is {end}, as before.")
_OUTSIDE = marked(
    "With rate {rate} {it} is undefined after update {broke}: there is a division by 0, or a "
    "root or logarithm that does not exist. The last step was too long."
)
_DIVERGED = marked(
    "With rate {rate} the training diverges: at update {broke} the numbers became too large "
    "to calculate with. The steps are so long that each one makes the next one longer."
)
_CRAWLED = marked(
    "At rate {rate} {it} crawls: in {made} it went only from {start} to {end}. A larger rate "
    "may get further."
)

_PULLED = marked(
    "At rate {rate} {it} went up {times} in {made}, and went from {start} to {end} in all. That is "
    "the weight decay, not the rate: it draws the weights back, and {it} together with what large "
    "weights cost fell all the way."
)
_LEVEL = marked(
    "After {made} {it} is {end}, as before, and no learning rate would change that: all gradients "
    "are 0. It is level there: at a kink, because what is asked for cancels out, or because all "
    "weights are alike. Begin with other numbers."
)
_STILL: Mapping[Why, Marked] = {
    Why.AT_TARGET: marked(
        "After {made} {it} is {end}, as before: it cannot be smaller, so all gradients are 0, and "
        "nothing is left to learn."
    ),
    Why.DEAD: marked(
        "After {made} {it} is {end}, as before, and no learning rate would change that: all "
        "gradients are 0. The slope of the activation is 0 for {neurons}, so nothing comes back "
        "through; begin with other weights."
    ),
    Why.LEVEL: _LEVEL,
}
"""What is said where nothing moves, by the reason."""

_DOWN: Mapping[Course, Marked] = {
    Course.STOOD: _STOOD,
    Course.STILL: _LEVEL,
    Course.PULLED: _PULLED,
    Course.ENDLESS: marked(
        "At rate {rate} {it} falls without end: it never went up, and at update {broke} the "
        "numbers became too large to calculate with. It looks as if {it} has no smallest value, so "
        "no rate would find one."
    ),
    Course.OUTSIDE: _OUTSIDE,
    Course.DIVERGED: _DIVERGED,
    Course.WORSENED: marked(
        "At rate {rate} the steps overshoot: {it} went up {times} in {made}, and ended at {end}, "
        "higher than the {start} it began with. The steps are too long: they jump over the valley "
        "and land higher."
    ),
    Course.OVERSHOT: marked(
        "At rate {rate} some steps overshoot: {it} went up {times} in {made}, and went from "
        "{start} to {end} in all. Those steps are too long: they jump over the valley."
    ),
    Course.STUMBLED: marked(
        "At rate {rate} {it} stumbles: it went up {times} in {made} and otherwise fell, from "
        "{start} to {end} in all."
    ),
    Course.SETTLED: marked(
        "At rate {rate} {it} has come to rest: it went from {start} to {end}, and in the second "
        "half of the {made} it fell by less than a hundredth. It is in a valley, or on a plateau "
        "where its slope is almost 0."
    ),
    Course.CRAWLED: _CRAWLED,
    Course.STEADY: marked(
        "At rate {rate} {it} falls steadily: in {made} it never went up, and it went from {start} "
        "to {end}."
    ),
}
"""What is said of each course where less is what is wanted."""

_UP: Mapping[Course, Marked] = {
    Course.STOOD: _STOOD,
    Course.STILL: _LEVEL,
    Course.PULLED: _PULLED,
    Course.ENDLESS: marked(
        "At rate {rate} {it} climbs without end: it never went down, and at update {broke} the "
        "numbers became too large to calculate with. It looks as if {it} has no largest value, so "
        "no rate would find one."
    ),
    Course.OUTSIDE: _OUTSIDE,
    Course.DIVERGED: _DIVERGED,
    Course.WORSENED: marked(
        "At rate {rate} the steps overshoot: {it} went down {times} in {made}, and ended at {end}, "
        "lower than the {start} it began with. The steps are too long: they jump over the hill "
        "and land lower."
    ),
    Course.OVERSHOT: marked(
        "At rate {rate} some steps overshoot: {it} went down {times} in {made}, and went from "
        "{start} to {end} in all. Those steps are too long: they jump over the hill."
    ),
    Course.STUMBLED: marked(
        "At rate {rate} {it} stumbles: it went down {times} in {made} and otherwise rose, from "
        "{start} to {end} in all."
    ),
    Course.SETTLED: marked(
        "At rate {rate} {it} has come to rest: it went from {start} to {end}, and in the second "
        "half of the {made} it rose by less than a hundredth. It is on a hill, or on a plateau "
        "where its slope is almost 0."
    ),
    Course.CRAWLED: _CRAWLED,
    # Translators: 'direction: ascent' stands in a file, and stays as it is.
    Course.STEADY: marked(
        "At rate {rate} {it} climbs steadily, as 'direction: ascent' asks: in {made} it never went "
        "down, and it went from {start} to {end}."
    ),
}
"""What is said of each course where more is what is wanted."""

_CARRIED_DOWN: Mapping[Course, Marked] = {
    Course.WORSENED: marked(
        "At rate {rate} the steps overshoot: {it} went up {times} in {made}, and ended at {end}, "
        "higher than the {start} it began with. Either the rate is too large, or what is "
        "remembered of earlier gradients carries the steps past the valley: try less of one or of "
        "the other."
    ),
    Course.OVERSHOT: marked(
        "At rate {rate} some steps overshoot: {it} went up {times} in {made}, and went from "
        "{start} to {end} in all. As a ball that rolls swings to and fro, what is remembered of "
        "earlier gradients may carry the steps past the valley, and so may too large a rate."
    ),
}
_CARRIED_UP: Mapping[Course, Marked] = {
    Course.WORSENED: marked(
        "At rate {rate} the steps overshoot: {it} went down {times} in {made}, and ended at {end}, "
        "lower than the {start} it began with. Either the rate is too large, or what is "
        "remembered of earlier gradients carries the steps past the hill: try less of one or of "
        "the other."
    ),
    Course.OVERSHOT: marked(
        "At rate {rate} some steps overshoot: {it} went down {times} in {made}, and went from "
        "{start} to {end} in all. What is remembered of earlier gradients may carry the steps past "
        "the hill, and so may too large a rate."
    ),
}
"""What is said where it need not be the length of the steps that leads past the aim."""

_AT_ONCE = marked(
    "With rate {rate} the training diverges: at update 1 the numbers became too large to "
    "calculate with. The very first step is far too long."
)

_LOSS_IS_LEFT = marked(
    "At rate {rate} {it} crawls: after {made} {left} % of it is still there ({end} of {start}). "
    "A larger rate may get further."
)

_LOSS_AT_0 = marked(
    "At rate {rate} {it} went from {start} to {end} in {made}: nothing is left to learn."
)
_LOSS_SETTLED = marked(
    "At rate {rate} {it} has come to rest: it went from {start} to {end}, and in the second "
    "half of the {made} it fell by less than a hundredth. It is in a valley, or on a plateau "
    "where some output is so near its limit that its slope is almost 0."
)

_LOSS_SETTLED_ABOVE = marked(
    "At rate {rate} {it} has come to rest: it went from {start} to {end}, and in the second "
    "half of the {made} it rose by less than a hundredth. It is on a hill, or on a plateau "
    "where some output is so near its limit that its slope is almost 0."
)


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
        return Course.STOOD if run.still is None else Course.STILL
    if run.setbacks and run.pulled:
        return Course.PULLED
    if gain < 0:
        return Course.WORSENED
    if run.setbacks:
        often = 10 * run.setbacks >= history.updates
        return Course.OVERSHOT if often else Course.STUMBLED
    middle = next(value for update, value in history.points if 2 * update >= history.updates)
    late, early = run.gained(middle, history.last), run.gained(history.first, middle)
    if late <= abs(middle) / 100 and late < early / 10 and history.updates > 1:
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
    left = ""
    if course is Course.CRAWLED and _has_floor(run):
        left = figures.spelled(100 * history.last / history.first, 3)
    return say(
        _sentence(run, course),
        rate=figures.spelled(run.rate),
        it=run.it,
        made=counted(history.updates),
        times=_times(run.setbacks),
        start=start,
        end=end,
        broke=grouped(history.broke or 0),
        left=left,
        neurons=() if run.still is None else listed_and([*run.still.neurons]),
    )


def _sentence(run: Run, course: Course) -> Marked:
    if course is Course.STILL and run.still is not None:
        return _STILL[run.still.why]
    if course is Course.CRAWLED and _has_floor(run):
        return _LOSS_IS_LEFT
    if course is Course.DIVERGED and run.history.broke == 1:  # No step after it to compare.
        return _AT_ONCE
    if course is Course.SETTLED and run.history.last == 0 and _has_floor(run):
        return _LOSS_AT_0
    if course is Course.SETTLED and run.is_of_loss:
        return _LOSS_SETTLED_ABOVE if run.climbs else _LOSS_SETTLED
    if run.carried:
        carried = _CARRIED_UP if run.climbs else _CARRIED_DOWN
        if course in carried:
            return carried[course]
    return (_UP if run.climbs else _DOWN)[course]


def brief(value: float, digits: int = _FEWEST) -> Value:
    """Return a number as a sentence has it: to three figures."""
    return Value(figures.spelled(value, digits), figures.is_exact(value, digits))


def apart(first: float, last: float) -> tuple[Value, Value]:
    """Return two numbers to three figures, or to as many as tell them apart."""
    digits = _FEWEST
    while first != last and digits < _MOST and brief(first, digits) == brief(last, digits):
        digits += 1
    return brief(first, digits), brief(last, digits)


def counted(updates: int) -> str:
    """Return so many updates in words."""
    return text_so_many("{n} update", "{n} updates", updates, n=grouped(updates))


def _times(count: int) -> str:
    match count:
        case 1:
            return text("once")
        case 2:
            return text("twice")
        case _:
            return text_so_many("{n} time", "{n} times", count, n=grouped(count))
