"""Judges a typed number: right, too few figures, a wrong idea, a slip, rounded on the way, wrong.

The rules are tried in this order, and a wrong idea gets the same tolerance as the right answer:

1. right: the value, rounded or cut off at the figures asked for;
2. right as far as it goes, in too few figures;
3. a wrong idea's value at the figures typed, what follows from the learner's own earlier values,
   a plain slip;
4. near the value, or near an idea's, by no more than rounding to the figures asked for explains
   (``rounding.Spread``): of several the nearest in units of its own band;
5. what coarser rounding leads to; then another quantity that has been met;
6. wrong, and nobody knows why.

Nobody is told of a wrong idea that is farther from what was typed than the right value is.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from math import isfinite

from backprop_tutor.formula.expression import names_in
from backprop_tutor.maths import figures
from backprop_tutor.maths.figures import Grid
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.reading import Read
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.judging.equivalence import agree
from backprop_tutor.teaching.judging.findings import (
    Finding,
    NotFinite,
    Recognised,
    Right,
    RightAs,
    RoundedEarly,
    Slipped,
    TooFew,
    Unexplained,
)
from backprop_tutor.teaching.judging.rounding import (
    COARSE,
    Lines,
    Spread,
    joined,
    right_lines,
    rounded_on_the_way,
    spread,
    whole_way,
    with_factors,
    worked_as_shown,
)
from backprop_tutor.teaching.judging.slips import OtherQuantity, Slip
from backprop_tutor.teaching.judging.typed_number import Typed, typed_value
from backprop_tutor.teaching.judging.wrong_answers import MOST_NAMED, Mistakes, WrongAnswers
from backprop_tutor.teaching.misconceptions import Consequence, Pair
from backprop_tutor.teaching.subject.step import Question
from backprop_tutor.teaching.subject.subject import Subject

_TELLING_TWO = 4
"""Two ideas at once, or one with rounded numbers, are named only for so many figures."""
_ROUGHLY = Decimal("0.1")
"""A number of few figures is right as far as it goes if it is at most so far off."""

_LEAST, _TELLING = 2, 3
"""Of fewer figures than these a number agrees with too many wrong ideas, and too many slips, to say
which one it is, unless it is one of them exactly."""

_FEWEST_ON_THE_WAY = 4
"""Whoever works with fewer figures than these leads to too many numbers to tell from where."""
_WIDEST = 0.05
"""A value that rounding to the figures asked for moves farther than this says nothing."""
_WIDEST_FAR = 0.003
"""The same for an idea about lines farther back: there are many of them, and wide bands would
explain too many numbers by accident."""
_AS_LIKELY = 0.25
"""Two ideas whose bands differ by no more than this are as near: then the likelier comes first."""
_ON_THE_EDGE = 0.5
"""An idea so far out in its band gives way to rounding that leads to the very number typed."""
_COARSELY = 0.005
"""So far off, coarse rounding is believed without working out which; past it too many numbers
would be called rounding."""
_NOTHING = 1e-15
"""Of the value: so little of an idea's may be what floats leave where its terms cancel."""
_FAR = 0.12
"""So far off, an idea is tried with numbers rounded on the way."""


class Numbers:
    """The numbers that answer one question, and those that do not, with the reason."""

    def __init__(
        self, question: Question, subject: Subject, mistakes: Mistakes | None = None
    ) -> None:
        self._question = question
        self._subject = subject
        self._value = subject.values[question.quantity]
        self.wrong = WrongAnswers(question, subject, mistakes)
        """What wrong answers come to."""
        self._spreads: dict[int, Spread] = {}
        self._rounded_ideas: dict[int, tuple[float, ...]] = {}

    def judge(self, answer: Read, own: Mapping[str, float]) -> Finding:
        """Return what a number is worth; ``own`` are the learner's own earlier values."""
        typed = self._typed(answer)
        if typed is None:
            return NotFinite()
        enough = typed.exact or typed.place <= self.place
        enough = enough or self._ends_in_zeros(typed)
        if typed.equals(self._value) and (enough or typed.is_exactly(self._value)):
            return Right()
        if not typed.number and self._comes_to_nothing:
            return RoundedEarly(nothing_left=True)
        if named := self._ideas(typed, self._is_exactly):
            return self._named(named)  # 0.15 is no update at all, not too few figures of 0.1498.
        if not enough and (named := self._ideas(typed, Typed.is_shown_as)):
            return self._named(named)  # 0.89 is all that a calculator shows of 0.8900000015.
        if typed.equals(self._value) and self._is_rough(typed):
            return self._too_few()
        if enough and self._is_forgiven(typed):
            if typed.exact:
                return Right()
            past = typed.place < self.place
            return Right(RightAs.OFF_PAST_THE_FIGURES if past else RightAs.CUT_OFF)
        return self._explained(typed, own, enough=enough)

    def _explained(self, typed: Typed, own: Mapping[str, float], *, enough: bool) -> Finding:
        """Return why a number is not the value, the simplest reason that fits."""
        telling = self._is_telling(typed)
        if not enough and self._is_rough(typed) and typed.is_cut_from(self._value):
            return self._too_few()  # Cut off, not rounded; but as far as it goes it is the value.
        if telling and (named := self._ideas(typed, Typed.equals)):
            if self._is_farther_than_rounding(named[0], typed, enough=enough) and (
                to := self._rounding_to(typed)
            ):
                return RoundedEarly(to)  # 0.594 is sigmoid(0.38) sooner than an earlier mistake.
            return self._named(named)
        if not telling and (named := self._ideas_of_the_step(typed)):
            return self._named(named)
        if enough and (named := self._ideas(typed, Typed.is_cut_from)):
            return self._named(named)
        if enough and self._follows_from(typed, own):
            return Right(RightAs.FOLLOWING)
        if slipped := self._slips(typed):
            return Slipped(slipped)
        if self._has_figures_for_a_band(typed, enough=enough) and (
            near := self._in_a_fine_band(typed)
        ):
            return near
        if coarse := self._rounded_coarsely(typed, telling=telling):
            return coarse
        if other := self._other_quantity(typed):
            return Slipped((other,))
        # Last: 0.0826 is 0.14·0.59 sooner than the neighbour's 0.08267 with a figure cut off.
        if telling and (named := self._ideas(typed, Typed.is_cut_from)):
            return self._named(named)
        if pair := self._two_at_once(typed):
            return Recognised((pair.one, pair.other), at_once=True)
        return Unexplained()

    @cached_property
    def digits(self) -> int:
        """The significant figures asked for: as many as the question says, or as it takes.

        Where so many cannot tell the value from what a wrong idea leads to here, a figure more is
        asked for, as long as the question allows it. What the most figures cannot tell does not
        count: of a saturated neuron some ideas give the value itself, all but for rounding.
        """
        question = self._question
        values = (value for candidate, value in self.wrong.made_here if candidate.idea.telling)
        most = self._subject.change_place(question.quantity, question.up_to)
        at_most = figures.rounded(self._value, most)
        wrong = [
            value
            for value in values
            if not agree(value, self._value) and figures.rounded(value, most) != at_most
        ]
        for digits in range(question.digits, question.up_to + 1):
            place = self._subject.change_place(question.quantity, digits)
            right = figures.rounded(self._value, place)
            if all(figures.rounded(value, place) != right for value in wrong):
                return digits
        return question.digits

    @cached_property
    def place(self) -> int:
        """The power of ten of the last figure asked for."""
        return self._subject.change_place(self._question.quantity, self.digits)

    @property
    def coarsest_place(self) -> int:
        """The power of ten of the last figure if the fewest are asked for: ``place`` or above."""
        return self._subject.change_place(self._question.quantity, self._question.digits)

    @property
    def decimals(self) -> int | None:
        """How many decimals show the change of an updated weight; None for all else."""
        return self._subject.decimals_of_change(self._question.quantity, self.digits)

    def _typed(self, answer: Read) -> Typed | None:
        if answer.literal is not None:
            return Typed(answer.literal)
        value = float_value(answer.expression, self._subject.values.__getitem__)
        return typed_value(value, self.place) if isfinite(value) else None

    def _too_few(self) -> TooFew:
        wanted = max(1, figures.magnitude(self._value) - self.place + 1)
        return TooFew(wanted, self.decimals, telling=self.digits > self._question.digits)

    @cached_property
    def _comes_to_nothing(self) -> bool:
        """Whether the numbers that are shown give 0, as 1·(1 − 1) does where an output is nearly 1.

        Only where floats have too few figures to show more is that so.
        """
        asked = self._question.quantity
        alone = [(asked, self._subject[asked].formula)]
        return self._value != 0 and any(
            worked_as_shown(lines, self._subject) == 0 for lines in (alone, self._own_lines)
        )

    def _ends_in_zeros(self, typed: Typed) -> bool:
        """Whether only zeros are missing: 0.91 is all that the screen shows of 0.9099999985."""
        return typed.number == self._rounded and typed.is_shown_as(self._value)

    def _is_exactly(self, typed: Typed, value: float) -> bool:
        """Whether a number is the whole value of an idea: 0 too where floats leave 5e-17 of it."""
        comes_to_nothing = abs(value) <= _NOTHING * abs(self._value)
        return typed.is_exactly(0.0 if comes_to_nothing else value)

    def _is_rough(self, typed: Typed) -> bool:
        """Whether a number of too few figures says something: 1 says nothing about 0.597."""
        return typed.distance(self._value) <= _ROUGHLY * abs(Decimal(self._value))

    def _is_forgiven(self, typed: Typed) -> bool:
        """Whether a number is right but for figures past those asked for, or the last of them.

        Not if every figure is a wrong idea's; nor, where the last figure asked for is off by one,
        if a wrong idea's value is nearer, unless the figures asked for cannot tell it from the
        right one. Arithmetic may be off by what rounding its numbers to the figures asked for
        explains.
        """
        if self._value == 0:  # Nothing is nearly 0.
            return False
        off = typed.distance(self._value)
        reach = 10.0**self.place
        if typed.exact:
            reach = max(reach, self._right.band(Grid(self.digits)) + reach / 2)
        if off >= Decimal(reach):
            return False
        is_rounded_alike = figures.rounded(float(typed.number), self.place) == self._rounded
        if typed.exact and is_rounded_alike:  # Its later figures are nobody's: 0.681859² has six.
            return True
        if any(typed.equals(value) for _, value in self.wrong.ideas_nearby.fitting(typed)):
            return False
        if is_rounded_alike:
            return True
        nearby = self.wrong.ideas_nearby.within(float(off), typed)
        return all(
            typed.distance(value) >= off or figures.rounded(value, self.place) == self._rounded
            for _, value in nearby
        )

    @cached_property
    def _rounded(self) -> Decimal:
        return figures.rounded(self._value, self.place)

    def _is_telling(self, typed: Typed) -> bool:
        """Whether a number has figures enough to say which idea it comes from."""
        return self._figures(typed) >= _LEAST

    def _figures(self, typed: Typed) -> int:
        """Return how many figures say anything: of an updated weight, those that have changed."""
        line = self._subject[self._question.quantity]
        if line.role is not Role.UPDATE:
            return figures.significant_figures(typed.number)
        change = float(typed.number) - self._subject.values[line.of]
        return figures.magnitude(change) - typed.place + 1

    @cached_property
    def _judged(self) -> float:
        """What the figures asked for are counted in: of an updated weight, its change."""
        line = self._subject[self._question.quantity]
        if line.role is not Role.UPDATE:
            return self._value
        return self._value - self._subject.values[line.of] or self._value

    # Rule 3: at the precision typed.

    def _ideas(self, typed: Typed, fits: Callable[[Typed, float], bool]) -> tuple[Consequence, ...]:
        """Return the wrong ideas that lead to the number, none farther from it than the value."""
        off = typed.distance(self._value)
        return self.wrong.likeliest(
            candidate
            for candidate, value in self.wrong.ideas_nearby.fitting(typed)
            if fits(typed, value) and typed.distance(value) <= off
        )

    def _ideas_of_the_step(self, typed: Typed) -> tuple[Consequence, ...]:
        """Return the ideas about an update itself that lead to an updated weight.

        Its change may have a single figure in a weight of as many figures as are asked for: 0.1502
        for w = 0.15 is still a step uphill, as 0.1498 is right as far as it goes.
        """
        asked = self._question.quantity
        is_update = self._subject[asked].role is Role.UPDATE
        if not is_update or figures.significant_figures(typed.number) < self._question.digits:
            return ()
        off = typed.distance(self._value)
        return self.wrong.likeliest(
            candidate
            for candidate, value in self.wrong.ideas_nearby.fitting(typed)
            if candidate.changed.keys() == {asked}
            and typed.equals(value)
            and typed.distance(value) <= off
        )

    def _is_farther_than_rounding(self, one: Consequence, typed: Typed, *, enough: bool) -> bool:
        """Whether an idea is held so far back that coarse rounding here explains a number sooner.

        Of few figures rounding explains what is not of this very step; of figures enough, where
        only the last one is off, what is not even in the lines that this one reads.
        """
        if not enough:
            return not self._question.is_made_here(one.changed)
        if typed.distance(self._value) > Decimal(10) ** self.place:
            return False
        return self._at_hand.isdisjoint(one.changed)

    @cached_property
    def _at_hand(self) -> frozenset[str]:
        """The lines that a learner works out for the answer, and those that they read."""
        lines = {name for name, _ in self._own_lines}
        return frozenset(lines.union(*(names_in(formula) for _, formula in self._own_lines)))

    def _named(self, ideas: tuple[Consequence, ...]) -> Recognised | Slipped:
        """Return the ideas as recognised; or another neuron's value, rightly worked out.

        Of two explanations of one number, the one that needs no mistake in the working is likelier.
        """
        if self._subject[self._question.quantity].part is Part.FORWARD:
            value = ideas[0].value(self._subject.values)
            for slip, other in self.wrong.others_nearby.within(abs(value), Typed(Decimal(value))):
                if agree(value, other) and self._is_worked_alike(slip.quantity):
                    return Slipped((slip,))
        return Recognised(ideas)

    def _is_worked_alike(self, quantity: str) -> bool:
        """Whether a quantity was asked before, and is to another neuron what this is to its own."""
        tape, asked = self._subject.tape, self._question.quantity
        return tape[quantity].role is tape[asked].role and tape.position(quantity) < tape.position(
            asked
        )

    def _slips(self, typed: Typed) -> tuple[Slip, ...]:
        """Return the slips that lead to the number: of one kind, the likeliest."""
        singled_out = figures.significant_figures(typed.number) >= _TELLING
        fitting = [
            slip
            for slip, _ in self.wrong.slips_nearby.fitting(typed)
            if typed.is_exactly(slip.value) or (singled_out and typed.equals(slip.value))
        ]
        by_id = {slip.id: slip for slip in reversed(fitting)}
        return tuple(reversed(by_id.values()))[:MOST_NAMED]

    def _follows_from(self, typed: Typed, own: Mapping[str, float]) -> bool:
        """Whether the number is what the learner's own earlier values lead to."""
        formula = self._subject[self._question.quantity].formula
        values = {name: own.get(name, self._subject.values[name]) for name in names_in(formula)}
        return typed.equals(float_value(formula, values.__getitem__))

    # Rule 4: near by rounding to the figures asked for.

    def _has_figures_for_a_band(self, typed: Typed, *, enough: bool) -> bool:
        """Whether a number says more than its own last figure; 0 is no rounding of anything."""
        return bool(typed.number) and (enough or self._figures(typed) >= _TELLING_TWO)

    @cached_property
    def _fine(self) -> Grid:
        return Grid(max(self.digits, _FEWEST_ON_THE_WAY))

    @cached_property
    def rounding_reach(self) -> float:
        """How far off rounding on the way is believed, whatever it was to."""
        return max(self._right.band(self._fine), self._coarse_reach)

    @property
    def _coarse_reach(self) -> float:
        """The same of coarse rounding, where it is not worked out to what."""
        if not (self._value and self._right.reads):
            return 0.0
        widest = max(self._right.band(grid) for grid in COARSE[:-1])
        return min(widest, _COARSELY * abs(self._judged))

    @cached_property
    def _own_lines(self) -> Lines:
        lines = right_lines(self._question.quantity, self._question.terms, self._subject)
        return with_factors(lines, self._subject)

    @cached_property
    def _right(self) -> Spread:
        return spread(self._own_lines, self._subject, again=frozenset())

    def _spread_of(self, candidate: Consequence) -> Spread:
        """Return the spread of what an idea leads to; worked out once for each."""
        key = id(candidate)  # Candidates live as long as this judge.
        if key not in self._spreads:
            lines = self._lines_of(candidate)
            again = frozenset(name for name, _ in candidate.worked(self._subject))
            self._spreads[key] = spread(lines, self._subject, again=again)
        return self._spreads[key]

    def _lines_of(self, candidate: Consequence) -> Lines:
        position = self._subject.tape.position
        lines = joined(candidate.worked(self._subject), self._own_lines, position)
        return with_factors(lines, self._subject)

    def _in_a_fine_band(self, typed: Typed) -> Finding | None:
        """Return what rounding to the figures asked for explains, the nearest first."""
        right = self._off(typed, self._value, self._right.band(self._fine))
        ideas = sorted(self._ideas_in_a_band(typed), key=lambda one: one[0])
        if ideas and ideas[0][0] > _ON_THE_EDGE and (to := self._rounding_to(typed)):
            return RoundedEarly(to)  # 0.08260 is 0.14·0.59, and on the edge of the neighbour's.
        if ideas and (self._value == 0 or ideas[0][0] <= right):
            near = [one for one in ideas if one[0] <= ideas[0][0] + _AS_LIKELY]
            likelier_first = sorted(near, key=lambda one: one[1])
            return Recognised(self.wrong.likeliest(candidate for _, _, candidate in likelier_first))
        if self._value and right <= 1:
            return RoundedEarly()
        return self._slip_in_a_band(typed)

    def _ideas_in_a_band(self, typed: Typed) -> Iterator[tuple[float, int, Consequence]]:
        """Yield the ideas in whose bands a number lies: how far off, and how likely each is."""
        away = typed.distance(self._value)
        reach = _WIDEST * abs(float(typed.number)) + 2 * typed.half_unit
        for order, (candidate, value) in enumerate(self.wrong.ideas_nearby.within(reach, typed)):
            if value and typed.distance(value) <= away:
                band = self._spread_of(candidate).band(self._fine)
                widest = _WIDEST if self._at_hand.issuperset(candidate.changed) else _WIDEST_FAR
                off = self._off(typed, value, min(band, widest * abs(value)))
                if off <= 1:
                    yield off, order, candidate

    def _slip_in_a_band(self, typed: Typed) -> Finding | None:
        if figures.significant_figures(typed.number) < _TELLING:
            return None
        away, band = typed.distance(self._value), self._right.band(self._fine)
        reach = _WIDEST * abs(float(typed.number)) + 2 * typed.half_unit
        for slip, value in self.wrong.slips_nearby.within(reach, typed):
            off = self._off(typed, value, abs(slip.factor) * band)
            if off <= 1 and typed.distance(value) <= away:
                return Slipped((slip,))
        return None

    @staticmethod
    def _off(typed: Typed, value: float, band: float) -> float:
        """Return how far a number is from a value, in units of a band and half its last figure."""
        width = band + typed.half_unit
        return float(typed.distance(value)) / width if width else 2.0

    # Rule 5: what coarser rounding leads to, and other quantities.

    def _rounded_coarsely(self, typed: Typed, *, telling: bool) -> Finding | None:
        to = self._rounding_to(typed)
        if to is not None:
            return RoundedEarly(to)
        if named := self._ideas_rounded_coarsely(typed):
            return Recognised(named, rounded=True)
        if not (self._value and typed.number and telling and self._right.reads):
            return None
        return RoundedEarly() if self._off(typed, self._value, self._coarse_reach) <= 1 else None

    @cached_property
    def _rounded_early(self) -> tuple[tuple[Grid, float], ...]:
        """What comes out when the numbers on the way are rounded, to each grid in three ways.

        Only what the line reads is rounded; or what the products that it is made of read; or all on
        the way to it.
        """
        asked, subject = self._question.quantity, self._subject
        formula = subject[asked].formula
        alone = [(asked, formula)]
        ways = (alone, with_factors(alone, subject), self._whole_way)
        return tuple(
            (grid, value)
            for grid in COARSE
            for lines in ways
            if lines
            for value in rounded_on_the_way(lines, subject, grid)
        )

    def _rounding_to(self, typed: Typed) -> Grid | None:
        """Return what the numbers on the way are rounded to, if that leads to just this number."""
        telling = self._is_telling(typed)
        for grid, value in self._rounded_early:
            if self._is_rounded_to(typed, grid, value) and (telling or typed.is_exactly(value)):
                return grid
        return None

    @cached_property
    def _whole_way(self) -> Lines:
        """All lines on the way to the answer; none in a network too large to work out by hand."""
        return whole_way(self._question.quantity, self._subject)

    @staticmethod
    def _is_rounded_to(typed: Typed, grid: Grid, value: float) -> bool:
        if value == 0:  # Of 0.04 one decimal leaves 0.0; whoever types 0 has not rounded.
            return typed.is_exactly(value) and grid.decimals and typed.place <= -grid.count
        return typed.is_exactly(value) or typed.equals(value)

    def _ideas_rounded_coarsely(self, typed: Typed) -> tuple[Consequence, ...]:
        """Return the ideas, made in one line, that lead to a number by rounding on the way."""
        if not typed.exact and self._figures(typed) < _TELLING_TWO:
            return ()
        away = typed.distance(self._value)
        reach = _FAR * abs(float(typed.number))
        return self.wrong.likeliest(
            candidate
            for candidate, value in self.wrong.ideas_nearby.within(reach, typed)
            if len(candidate.changed) == 1
            and self._at_hand.issuperset(candidate.changed)
            and typed.distance(value) <= away
            and any(map(typed.equals, self._rounded_values(candidate)))
        )

    def _rounded_values(self, candidate: Consequence) -> tuple[float, ...]:
        key = id(candidate)
        if key not in self._rounded_ideas:
            lines = candidate.worked(self._subject)
            self._rounded_ideas[key] = tuple(
                value
                for grid in COARSE[1:-1]
                for value in rounded_on_the_way(lines, self._subject, grid)
                if value
            )
        return self._rounded_ideas[key]

    def _other_quantity(self, typed: Typed) -> OtherQuantity | None:
        """Return another quantity, met before, that the number is: three figures single it out.

        With fewer figures it has to be near in the network: read by this line, or a neighbour.
        """
        # ½ is worked out to many figures, but says no more than 0.5.
        said = typed.number.normalize() if typed.exact else typed.number
        singled_out = figures.significant_figures(said) >= _TELLING
        for slip, value in self.wrong.others_nearby.fitting(typed):
            if not (typed.is_exactly(value) or (singled_out and typed.equals(value))):
                continue
            if singled_out or self._is_near(slip.quantity):
                return slip
        return None

    def _is_near(self, quantity: str) -> bool:
        """Whether a quantity is read by the asked line, or is the same of a neighbour."""
        asked, other = self._subject[self._question.quantity], self._subject[quantity]
        layer = self._subject.layer_of
        beside = asked.of in layer and layer.get(other.of) == layer[asked.of]
        return quantity in asked.uses or (beside and other.role is asked.role)

    # Two ideas at once.

    def _two_at_once(self, typed: Typed) -> Pair | None:
        """Return two wrong ideas that together lead to a number, typed in figures enough."""
        if self._figures(typed) < _TELLING_TWO or not self._whole_way:
            return None
        fitting = self.wrong.pairs_nearby.fitting(typed)
        return next((pair for pair, value in fitting if typed.equals(value)), None)
