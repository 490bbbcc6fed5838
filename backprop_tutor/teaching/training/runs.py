"""One training at one learning rate: what is watched, what came of it, and which got furthest."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from backprop_tutor.blocks.blocks import Inline
from backprop_tutor.errors import TutorError
from backprop_tutor.formula import names
from backprop_tutor.formula.expression import Name
from backprop_tutor.maths import figures
from backprop_tutor.maths.notation import naming
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.maths.training.training import History, Trainer
from backprop_tutor.maths.update_rules import rule_of
from backprop_tutor.scenario.scenario import Direction
from backprop_tutor.teaching.subject.given_numbers import given_values
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.level import Still, pulled_by_decay, why_still
from backprop_tutor.wording import grouped, text

Watch = Callable[[int, float], None]
"""Is told how many updates were made and what the watched quantity is."""


_UNWATCHED: AbstractContextManager[Watch] = nullcontext(lambda _made, _value: None)


MOST_KEPT = 1000
"""So many numbers are kept at each point of a history at the most."""


@dataclass(frozen=True, slots=True)
class Run:
    """One training: at which learning rate, and what came of it."""

    rate: float
    history: History
    climbs: bool = False
    """Whether more is what is wanted."""
    aim: str = names.TOTAL
    """What was watched: the loss, or the node whose derivatives are wanted."""
    still: Still | None = None
    """Why no gradient moves anything at the end, where none does."""
    pulled: bool = False
    """Whether it went the wrong way by the weight decay, which makes up for it."""
    carried: bool = False
    """Whether earlier gradients carry a parameter on, as with momentum."""

    @property
    def is_of_loss(self) -> bool:
        """Whether it was a loss that was watched; only a loss has a least value that is known."""
        return self.aim == names.TOTAL

    @property
    def it(self) -> Inline:
        """What was watched, in a sentence."""
        return text("the loss") if self.is_of_loss else Name(self.aim)

    @property
    def setbacks(self) -> int:
        """How many of the updates went the wrong way."""
        return self.history.falls if self.climbs else self.history.rises

    def gained(self, before: float, after: float) -> float:
        """Return how much better one value is than another, whichever way is wanted."""
        return after - before if self.climbs else before - after

    @property
    def rank(self) -> tuple[bool, float]:
        """What puts runs in order, the one that got furthest first."""
        return self.history.broke is not None, -self.gained(0, self.history.last)


@dataclass(frozen=True)
class Training:
    """Trains a subject, at one rate after the other; raises ``Stopped`` at Ctrl-C."""

    subject: Subject
    trainer: Trainer

    def at(
        self,
        rate: float,
        updates: int,
        goal: float | None = None,
        watching: AbstractContextManager[Watch] = _UNWATCHED,
        *,
        keep: bool = False,
    ) -> Run:
        """Return what comes of so many updates at a rate, or of fewer where the goal is met.

        With ``keep`` the numbers that learn are kept at each point of the history, if they are not
        too many. Who is ``watching`` begins and ends in here, so that Ctrl-C is heard as soon as
        they show.
        """
        came = (0, self.subject.values[self.trainer.aim])

        try:
            with watching as watch:

                def told(made: int, value: float) -> None:
                    nonlocal came
                    came = made, value
                    watch(made, value)

                kept = self._kept(keep=keep)
                if self._rests:
                    history = self._at_rest(rate, updates, goal, kept)
                else:
                    history = self.trainer.train(
                        updates, rate=rate, goal=goal, watch=told, keep=kept
                    )
        except KeyboardInterrupt:
            raise Stopped(rate, updates, *came, aim_in_words(self.subject)) from None
        run = Run(
            rate,
            history,
            self.trainer.climbs,
            self.trainer.aim,
            carried=rule_of(self.subject.scenario).carries_on,
        )
        if history.broke is None and run.setbacks:
            return replace(run, pulled=pulled_by_decay(self.subject, history, kept))
        if history.broke is None and run.gained(history.first, history.last) <= 0:
            return replace(run, still=why_still(self.subject, history.numbers))
        return run

    @property
    def _rests(self) -> bool:
        """Whether the first update moves nothing, so that none after it does.

        What is left of a gradient of 0 in floats would be a step to a rule that divides by its
        size.
        """
        subject = self.subject
        updates = [line for line in subject.tape.values() if line.role is Role.UPDATE]
        return (
            not subject.scenario.given
            and all(subject.values[line.name] == subject.values[line.of] for line in updates)
            and why_still(subject, {}) is not None
        )

    def _at_rest(
        self, rate: float, updates: int, goal: float | None, kept: Sequence[str]
    ) -> History:
        history = self.trainer.train(updates, rate=0.0, goal=goal, keep=kept)
        value = self.subject.values[self.trainer.aim]
        return replace(
            history,
            points=tuple((made, value) for made, _ in history.points),
            numbers={**history.numbers, self.subject.tape.rate: rate},
        )

    def _kept(self, *, keep: bool) -> tuple[str, ...]:
        scenario = self.subject.scenario
        learning = learning_of(self.subject)
        wanted = learning if keep else tuple(n for n in learning if n in scenario.decaying)
        return wanted if len(wanted) <= MOST_KEPT else ()

    def rates(self, asked: Sequence[float]) -> Sequence[float]:
        """Return the rates asked for, each once, or the scenario's own."""
        return list(dict.fromkeys(asked)) or [self.subject.values[self.subject.tape.rate]]


def training_of(subject: Subject) -> Training:
    """Return what trains a subject; its code is made once for all rates."""
    climbs = subject.scenario.direction is Direction.ASCENT
    return Training(
        subject, Trainer(subject.tape, subject.aim, climbs, given_values(subject.scenario))
    )


def learning_of(subject: Subject) -> tuple[str, ...]:
    """Return the parameters that learn, in the order of the network."""
    return tuple(
        name for name in subject.scenario.parameters if names.updated(name) in subject.tape
    )


def aim_in_words(subject: Subject) -> str:
    """Return what is trained or plotted as text alone, for a message."""
    scenario = subject.scenario
    return text("the loss") if scenario.has_loss else naming(scenario)(subject.aim)


class Stopped(TutorError):
    """Ctrl-C in the middle of training."""

    exit_code = 130

    def __init__(self, rate: float, updates: int, made: int, value: float, it: str) -> None:
        super().__init__(
            text(
                "stopped at rate {rate} after {made} of {updates} updates; {it} was {value}",
                rate=figures.spelled(rate),
                made=grouped(made),
                updates=grouped(updates),
                it=it,
                value=figures.spelled(value),
            )
        )
