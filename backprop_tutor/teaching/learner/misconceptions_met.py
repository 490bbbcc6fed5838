"""The wrong ideas a learner has met, those that matter now first, and how to be rid of each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from backprop_tutor.progress.rows import Event, Row
from backprop_tutor.teaching.learner.question_outcomes import Outcome, moment, outcomes
from backprop_tutor.teaching.learner.recorded_reasons import quantity_of_reason
from backprop_tutor.teaching.learner.skills import BY_ROLE, Skill
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.misconceptions.idea import Idea
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.wording import Marked, marked, text

HALF_LIFE = timedelta(days=14)
"""Two answers of two weeks ago weigh as much as one of today."""
OVERCOME = 3
"""So many questions of its skill, at numbers at which it was not met, right at the first try since
then, and the idea seems gone: if one
of them asked what it was met at, for an idea does not show at every question of its skill. Twice as
many are enough without: not every network has such a question."""
_NUMBERED = re.compile(r"\[.*?\]|\d+")
"""What tells quantities of one kind apart: ``dE_total/dnet_o1[2]`` from ``dE_total/dnet_o3``."""

_SLIPS: Mapping[str, Marked] = {
    "sign": marked("The number was right; its sign was not."),
    "decimal-point": marked("The figures were right; the decimal point was not."),
    "factor-2": marked("The answer was twice the right one."),
    "factor-half": marked("The answer was half the right one."),
    "other-quantity": marked("The answer was a different quantity from the one asked for."),
    "only-equal-at-these-numbers": marked("The formula was right for these numbers only."),
    "value-for-formula": marked("A number was given where the formula was asked for."),
}
"""Plain slips, for a page that looks back; ``slips`` has what is said at the answer itself."""


@dataclass(frozen=True, slots=True)
class IdeaMet:
    """A wrong idea that a learner's answers led to."""

    id: str
    times: int
    """In how many questions."""
    last: datetime
    since: int
    """Questions of the same skill, at other numbers, right at the first try since then."""
    back: bool
    """Whether one of these asked a quantity of the kind that it was met at."""
    weight: float
    """How much it matters now: how often, how recently, how surely."""
    place: Row
    """The answer that showed it last."""

    @property
    def overcome(self) -> bool:
        """Whether it has not come back, though there were chances."""
        return self.since >= (OVERCOME if self.back else 2 * OVERCOME)

    @property
    def is_slip(self) -> bool:
        """Whether it is no idea, but a slip: there is nothing to learn from the ground up."""
        return self.id in _SLIPS

    @property
    def called(self) -> str:
        """What it is in a few words; its id, if this version does not know it."""
        return in_words(self.id)

    @property
    def is_known(self) -> bool:
        """Whether it is an idea that this version knows: it can be practised."""
        return any(idea.id == self.id for idea in IDEAS)

    @property
    def say(self) -> str:
        """The one sentence that a learner who holds it needs."""
        return idea_sentence(self.id, self.place.heard.skill)


def ideas_met(rows: Iterable[Row], now: datetime) -> tuple[IdeaMet, ...]:
    """Return the wrong ideas met, those that matter most first, plain slips behind them.

    Those overcome are last.

    weight = Σ over questions of 2^(−age / half-life) / rank, where rank is the place at which the
    diagnosis named the idea: where several lead to one number, the likelier stands first. To give
    the same wrong answer twice to one question counts once.
    """
    all_of_them = outcomes(rows)
    found: dict[str, list[tuple[int, Row]]] = {}
    for outcome in all_of_them:
        for name, at in _named(outcome).items():
            found.setdefault(name, []).append(at)
    met = [_met(name, places, all_of_them, now) for name, places in found.items()]
    return tuple(sorted(met, key=lambda one: (one.overcome, one.is_slip, -one.weight, one.id)))


def _named(outcome: Outcome) -> Mapping[str, tuple[int, Row]]:
    """Return the ideas behind the answers to one question, each at its best rank, from 1."""
    named: dict[str, tuple[int, Row]] = {}
    for row in outcome.rows:
        if row.heard.event is Event.WRONG:
            for rank, name in enumerate(dict.fromkeys(row.heard.misconceptions), start=1):
                before = named.get(name)
                named[name] = (rank if before is None else min(rank, before[0]), row)
    return named


def _met(
    name: str, places: list[tuple[int, Row]], all_of_them: list[Outcome], now: datetime
) -> IdeaMet:
    last = max((row for _, row in places), key=lambda row: (moment(row.at), row.number))
    at = moment(last.at)
    weight = sum(
        0.5 ** (max(now - moment(row.at), timedelta()) / HALF_LIFE) / rank for rank, row in places
    )
    met_at = {(row.heard.digest, row.heard.seed) for _, row in places}
    # The same question at the same numbers is typed from memory.
    since = {
        (*one.numbers, one.rows[0].heard.quantity)
        for one in all_of_them
        if one.at > at
        and one.first is True
        and one.skill == last.heard.skill
        and one.numbers not in met_at
        and not one.is_choice
    }
    kinds = {_kind(row.heard.quantity) for _, row in places}
    back = any(_kind(quantity) in kinds for *_, quantity in since)
    return IdeaMet(name, len(places), at, len(since), back, weight, last)


def _kind(quantity: str) -> str:
    return _NUMBERED.sub("", quantity_of_reason(quantity) or quantity)


def idea_sentence(name: str, skill: str = "") -> str:
    """Return what to say of a wrong idea, or its id if this version does not know it.

    One idea may have a sentence for each kind of line; the skill tells which, where it can. What is
    said where an error is shared out is wrong of slopes: there it is said only if nothing else can
    be.
    """
    said = sorted((idea for idea in IDEAS if idea.id == name), key=_is_of_shares)
    for idea in said:
        if any(BY_ROLE.get(role) == skill for role in idea.roles):
            return text(idea.say)
    if said:
        return text(said[0].say)
    return text(_SLIPS[name]) if name in _SLIPS else name


def _is_of_shares(idea: Idea) -> bool:
    return all(BY_ROLE.get(role) is Skill.SHARES for role in idea.roles)
