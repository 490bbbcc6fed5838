"""Variants: the network of a scenario with other friendly numbers, the same for the same seed.

Numbers are drawn until a network is alive and all its answers can be told apart, from each other
and from what wrong ideas lead to, as ``check`` sees it. Draws use exact arithmetic; the tests of
them use floats, whose sums and products are the same everywhere, and in which exponentials differ
in the sixteenth figure at most: not enough to round a value another way, but once in ages.
"""

import re
from dataclasses import replace
from decimal import Decimal
from math import isfinite

from backprop_tutor.errors import TutorError
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.assembly import tape_of
from backprop_tutor.scenario.by_language import ByLanguage, in_every_language
from backprop_tutor.scenario.scenario import Method, Scenario
from backprop_tutor.teaching.subject.authors_words import in_learners_language
from backprop_tutor.teaching.subject.given_numbers import at_other_numbers, stated
from backprop_tutor.teaching.subject.limits import can_split
from backprop_tutor.teaching.variants.dice import Dice
from backprop_tutor.teaching.variants.redrawing import MOST_PLACES, can_vary, redrawn
from backprop_tutor.teaching.variants.soundness import Soundness
from backprop_tutor.wording import text

LEAST_DIGITS = 4
"""Fewer figures belong to a source's own numbers: they cannot tell other numbers' answers apart."""

_ATTEMPTS = 400
"""Draws at the most; then the best is taken. The lesson asks for more figures there."""
_COMPARED = 20
"""Of the draws that are alive, but not without faults, so many are compared."""
_ABOUT_NUMBERS = re.compile(r"\d[.,]\d|\b(?:numbers?|nombres?)\b")
"""In English and in French; in another language, decimals alone give a paragraph away."""


class CannotVary(TutorError):
    """A scenario has no numbers that others could take the place of."""

    exit_code = 3


class Variants:
    """All variants of one scenario: what they share is worked out once."""

    def __init__(self, scenario: Scenario) -> None:
        """Raise ``CannotVary`` where no number can be another one."""
        if not can_vary(scenario):
            raise CannotVary(
                text(
                    "{scenario}: there are no variants, because each of its numbers is a 0 or a 1 "
                    "that is meant",
                    scenario=scenario.name,
                )
            )
        self.bare = _bare(scenario)
        """The scenario as it is before other numbers are drawn for it."""
        self._tape = tape_of(self.bare)
        self._guesses = {
            name: max(-MOST_PLACES, figures.place(value)) for name, value in self.bare.given.items()
        }
        self._soundness = Soundness(self.bare)

    def draw(self, seed: int) -> Scenario:
        """Return the variant of a seed; raises ``CannotVary`` if nothing that is drawn is fit."""
        dice = Dice(f"{self.bare.name}/{seed}")
        fit: list[Scenario] = []
        for _ in range(_ATTEMPTS):
            drawn = self._drawn(dice)
            if can_split(drawn) and self._soundness.is_fit(drawn):
                if next(self._soundness.faults(drawn), None) is None:
                    return _named(drawn, seed)
                fit.append(drawn)
        if not fit:
            raise CannotVary(
                text(
                    "{scenario}: there are no variants, because no numbers that were tried keep it "
                    "alive",
                    scenario=self.bare.name,
                )
            )
        return _named(min(fit[:_COMPARED], key=self._count), seed)

    def _count(self, drawn: Scenario) -> int:
        return sum(1 for _ in self._soundness.faults(drawn))

    def _drawn(self, dice: Dice) -> Scenario:
        """Return the scenario with other numbers; guesses that it gives follow from them."""
        drawn = redrawn(self.bare, dice)
        if not self._guesses:
            return drawn
        numbers = {name: float(value) for name, value in stated(drawn).items()}
        values = self._tape.at({n: v for n, v in numbers.items() if n not in self._guesses})
        guesses = {
            name: figures.rounded(values[name], place) if isfinite(values[name]) else Decimal(0)
            for name, place in self._guesses.items()
        }
        return replace(drawn, given=guesses)


def variant(scenario: Scenario, seed: int) -> Scenario:
    """Return the network of a scenario with other friendly numbers, the same for the same seed.

    Raises ``CannotVary`` where there are none.
    """
    return Variants(scenario).draw(seed)


def _bare(scenario: Scenario) -> Scenario:
    """Return a scenario as it is before other numbers are drawn for it.

    Where the error is shared out its guesses may be given, and stay so: they are not asked.
    """
    split = scenario.method is Method.ERROR_SPLIT
    about = scenario.about.texts
    return replace(
        at_other_numbers(scenario),
        digits=max(LEAST_DIGITS, scenario.digits),
        about=ByLanguage({language: _timeless(text) for language, text in about.items()}),
        given=scenario.given if split else {},
    )


def _timeless(about: str) -> str:
    """Return the paragraphs that are true of other numbers too."""
    return "\n\n".join(said for said in about.split("\n\n") if not _ABOUT_NUMBERS.search(said))


def _named(scenario: Scenario, seed: int) -> Scenario:
    said = text("These numbers differ from the original's: variant {seed}.", seed=seed)
    about = in_learners_language(scenario.about).strip()
    return replace(
        scenario,
        name=f"{scenario.name}, variant {seed}",
        variant=seed,
        about=in_every_language("\n\n".join(filter(None, (about, said)))),
    )
