"""One training at one learning rate: how it went, and the sentence that says so.

To say something else of a rate, add a member of ``Course`` with its criterion, its place in
``course_of``, and its sentence in ``described``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import inf

from backprop_tutor.errors import TutorError
from backprop_tutor.maths import figures, names
from backprop_tutor.maths.training import History, Trainer
from backprop_tutor.scenario import Direction
from backprop_tutor.teaching.subject import Subject

Watch = Callable[[int, float], None]
"""Is told how many updates were made and what the loss is."""


@dataclass(frozen=True, slots=True)
class Run:
    """One training: at which learning rate, and what came of it."""

    rate: float
    history: History
    climbs: bool = False
    """Whether a larger loss is what is wanted."""

    @property
    def rank(self) -> tuple[bool, float]:
        """What puts runs in order, the one that got furthest first."""
        history = self.history
        return history.broke is not None, -history.last if self.climbs else history.last


@dataclass(frozen=True)
class Training:
    """Trains a subject, at one rate after the other; raises ``Stopped`` at Ctrl-C."""

    subject: Subject
    trainer: Trainer

    def at(self, rate: float, updates: int, goal: float | None, watch: Watch) -> Run:
        """Return what comes of so many updates at a rate, or of fewer where the goal is met."""
        came = (0, self.subject.values[names.TOTAL])

        def told(made: int, loss: float) -> None:
            nonlocal came
            came = made, loss
            watch(made, loss)

        least = -inf if goal is None else goal
        try:
            history = self.trainer.train(updates, rate=rate, goal=least, watch=told)
        except KeyboardInterrupt:
            raise Stopped(rate, updates, *came) from None
        return Run(rate, history, self.subject.scenario.direction is Direction.ASCENT)

    def rates(self, asked: Sequence[float]) -> Sequence[float]:
        """Return the rates asked for, each once, or the scenario's own."""
        return list(dict.fromkeys(asked)) or [self.subject.values[names.RATE]]


def training_of(subject: Subject) -> Training:
    """Return what trains a subject; its code is made once for all rates."""
    return Training(subject, Trainer(subject.tape))


class Stopped(TutorError):
    """Ctrl-C in the middle of training."""

    exit_code = 130

    def __init__(self, rate: float, updates: int, made: int, loss: float) -> None:
        super().__init__(
            f"stopped at rate {figures.spelled(rate)} after {made:,} of {updates:,} updates; "
            f"the loss was {figures.spelled(loss)}",
        )


class Course(Enum):
    """How a training went, by what was counted and compared on the way."""

    STOOD = "the loss is the same at the end"
    DIVERGED = "the numbers left the range of numbers"
    GREW = "the loss is larger at the end than at the start"
    OVERSHOT = "the loss went up at a tenth of the updates, or more"
    STUMBLED = "the loss went up at some updates, fewer than a tenth"
    SETTLED = "the second half took off less than a hundredth, and than a tenth of the first's"
    CRAWLED = "more than nine tenths of the loss are left"
    FELL = "the loss went down all the time"


def course_of(history: History) -> Course:
    """Return the first course whose criterion is met."""
    if history.broke is not None:
        return Course.DIVERGED
    if history.last == history.first:
        return Course.STOOD
    if history.last > history.first:
        return Course.GREW
    if history.rises:
        often = 10 * history.rises >= history.updates
        return Course.OVERSHOT if often else Course.STUMBLED
    middle = next(loss for update, loss in history.points if 2 * update >= history.updates)
    late = middle - history.last
    if late < middle / 100 and late < (history.first - middle) / 10:
        return Course.SETTLED
    return Course.CRAWLED if history.last > 0.9 * history.first else Course.FELL


def described(run: Run) -> str:
    """Return a sentence or two on how a training went."""
    history = run.history
    start, end = figures.spelled(history.first, 3), figures.spelled(history.last, 3)
    made = counted(history.updates)
    rate = f"Rate {figures.spelled(run.rate)}"
    rises = f"the loss went up {_times(history.rises)} in {made}"
    course = course_of(history)
    if run.climbs and course not in (Course.STOOD, Course.DIVERGED):
        if history.last > history.first:
            return f"{rate} climbs, as 'direction: ascent' asks: {rises}, from {start} to {end}."
        return (
            f"{rate} overshoots: it should climb, but after {made} the loss is {end}, less than "
            f"the {start} it began with. The steps are too long: they jump over the hill."
        )
    match course:
        case Course.STOOD:
            return f"{rate} changes nothing: after {made} the loss is {end}, as before."
        case Course.DIVERGED:
            return (
                f"{rate} diverges: at update {history.broke:,} the numbers became too large to "
                "calculate with. The steps are so long that each one makes the next one longer."
            )
        case Course.GREW:
            return (
                f"{rate} overshoots: {rises}, and {end} is more than the {start} it began with. "
                "The steps are too long: they jump over the valley and land higher."
            )
        case Course.OVERSHOT:
            return (
                f"{rate} overshoots: {rises}, from {start} to {end} in all. "
                "Some steps are too long: they jump over the valley."
            )
        case Course.STUMBLED:
            return f"{rate} stumbles: {rises}; at all others it fell, from {start} to {end} in all."
        case Course.SETTLED:
            return (
                f"{rate} has come to rest: the loss went from {start} to {end}, and the second "
                f"half of the {made} took off less than a hundredth. It is in a valley, or on a "
                "plain where some output is so near its limit that its slope is almost 0."
            )
        case Course.CRAWLED:
            left = figures.spelled(100 * history.last / history.first, 3)
            return (
                f"{rate} crawls: after {made} {left} % of the loss is still there "
                f"({end} of {start}). A larger rate may get further."
            )
        case Course.FELL:
            return (
                f"{rate} falls steadily: in {made} the loss never went up, and it went "
                f"from {start} to {end}."
            )


def counted(updates: int) -> str:
    """Return so many updates in words."""
    return "1 update" if updates == 1 else f"{updates:,} updates"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
