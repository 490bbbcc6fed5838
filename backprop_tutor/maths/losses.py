"""The losses: how far the outputs are from the targets, one table entry each.

To add one, add an entry to ``LOSSES``, its words to ``teaching.subject.taught_losses``, and a
sentence to the schema in ``scenarios`` and to ``docs/scenarios.md``. ``t`` is the target and ``o``
the output that a term judges, ``n`` the number of outputs, ``d`` the δ of a loss that has one.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from backprop_tutor.formula.cases import where
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    names_in,
    number,
    product,
    substitute,
    transform,
)

_T, _O, _N, _R, _M, _D = (Name(letter) for letter in "tonrmd")


class Loss(NamedTuple):
    """How far the outputs are from the targets: the sum over the outputs of one term."""

    name: str
    term: Expr | None = None
    """What one output adds, in its target ``t``, its output ``o``, the number of outputs ``n`` and
    δ, ``d``; None where it also depends on the other outputs."""
    beside: Expr | None = None
    """What each wrong output ``o`` adds beside the right one ``r``, with the margin ``m``."""
    logarithms: bool = False
    """Whether it takes logarithms of the outputs, which have to be between 0 and 1 then."""
    one_hot: bool = False
    """Whether exactly one target has to be 1, and the others 0."""
    matching: str = ""
    """The activation whose slope it cancels, so that ∂E/∂net = o − t; empty if there is none.
    (Linear has no slope to cancel.)"""
    of_scores: str = ""
    """The loss of shares that this one is of scores, any numbers that become shares within it:
    what a file calls it, with ``from_scores``. Empty for a loss of the outputs as they are."""
    joint: bool = False
    """Whether it is one formula of all outputs, which are no errors of their own: ln Σ e^o − Σ t·o
    with a Σ over the outputs."""

    @property
    def formula(self) -> Expr:
        """What one output adds: a ``term``, or what it adds ``beside`` the right one.

        Of a joint loss, what it is of one output alone.
        """
        if self.joint:
            return _joint((_T,), (_O,))
        formula = self.term if self.beside is None else self.beside
        assert formula is not None
        return formula

    @property
    def has_delta(self) -> bool:
        """Whether it has a δ, beyond which it is another function."""
        return _D.id in names_in(self.formula)

    @property
    def averages(self) -> bool:
        """Whether it is the mean over the outputs instead of their sum."""
        return _N.id in names_in(self.formula)

    @property
    def counts_by_target(self) -> bool:
        """Whether a term is a multiple of its target, and so 0 wherever that is 0."""
        match self.term:
            case Negative(Product(factors)):
                return _T in factors
            case _:
                return False

    def term_of(self, target: str, output: str, count: int = 1, delta: Number = ONE) -> Expr:
        """Return the term of one output of ``count``, with its target's and its value's names."""
        if self.term is None:
            raise ValueError(f"{self.name} has no term of one output alone")
        term = self.term
        if count == 1 and isinstance(term, Quotient) and term.denominator == _N:
            term = term.numerator
        if self.has_delta:
            term = transform(substitute(term, {"d": delta}), _worked_out)
        return substitute(term, {"t": Name(target), "o": Name(output), "n": number(count)})

    def joint_of(self, targets: Sequence[str], outputs: Sequence[str]) -> Expr:
        """Return the one formula of all outputs, with the names of targets and values."""
        if not self.joint:
            raise ValueError(f"{self.name} is a sum of what single outputs add")
        return _joint(tuple(map(Name, targets)), tuple(map(Name, outputs)))

    def beside_of(self, right: str, output: str, margin: Expr) -> Expr:
        """Return what a wrong output adds, with the names of the right output's value and its."""
        if self.beside is None:
            raise ValueError(f"{self.name} does not compare outputs")
        return substitute(self.beside, {"r": Name(right), "o": Name(output), "m": margin})


def _joint(targets: tuple[Expr, ...], outputs: tuple[Expr, ...]) -> Expr:
    """Return ln Σ e^o − Σ t·o, which is −Σ t·ln(softmax of o) where the targets add up to 1."""
    powers = tuple(Call("exp", (output,)) for output in outputs)
    pulls = tuple(Product((t, o)) for t, o in zip(targets, outputs, strict=True))
    several = len(outputs) > 1
    logarithm = Call("log", (Sum(powers) if several else powers[0],))
    return difference(logarithm, Sum(pulls) if several else pulls[0])


def _worked_out(part: Expr) -> Expr:
    """Return a product with its numbers multiplied: ½·δ is one number, and 1 is no factor."""
    if not isinstance(part, Product):
        return part
    numbers = [factor for factor in part.factors if isinstance(factor, Number)]
    if len(numbers) < len(part.factors):
        return product(*part.factors)
    value = reduce(Fraction.__mul__, (factor.value for factor in numbers))
    return Number(value, decimal=any(factor.decimal for factor in numbers))


def is_joint(loss: str) -> bool:
    """Whether a loss, by its name, is one formula of all outputs; one of an author's own is not."""
    return loss in LOSSES and LOSSES[loss].joint


_ERROR = difference(_T, _O)
_SIZE = Call("abs", (_ERROR,))
_HALF_DELTA = Negative(Product((number("1/2"), _D)))
_SQUARE = Power(_ERROR, number(2))

LOSSES: Mapping[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss("half_squared_error", Product((number("1/2"), _SQUARE))),
        Loss("squared_error", _SQUARE),
        Loss("mean_squared_error", Quotient(_SQUARE, _N)),
        # At the kink, where an output is its target, the slope is 0.
        Loss("absolute_error", Call("abs", (_ERROR,))),
        Loss(
            "binary_cross_entropy",
            Negative(
                Sum(
                    (
                        Product((_T, Call("log", (_O,)))),
                        Product((difference(ONE, _T), Call("log", (difference(ONE, _O),)))),
                    )
                )
            ),
            logarithms=True,
            matching="sigmoid",
        ),
        Loss(
            "cross_entropy",
            Negative(Product((_T, Call("log", (_O,))))),
            logarithms=True,
            matching="softmax",
        ),
        # ½e² near to the target, straight from δ on: δ·(|e| − ½δ), with the same slope where they
        # meet. Beyond, |e| is written out to either side.
        Loss(
            "huber",
            where(
                difference(_D, _SIZE),
                Product((number("1/2"), _SQUARE)),
                where(
                    _ERROR,
                    Product((_D, Sum((_T, Negative(_O), _HALF_DELTA)))),
                    Product((_D, Sum((_O, Negative(_T), _HALF_DELTA)))),
                ),
            ),
        ),
        # ln(1 + e^o) − t·o is binary_cross_entropy of σ(o), and the slope is σ(o) − t.
        Loss(
            "binary_cross_entropy_from_scores",
            difference(Call("softplus", (_O,)), Product((_T, _O))),
            of_scores="binary_cross_entropy",
        ),
        Loss("cross_entropy_from_scores", of_scores="cross_entropy", joint=True),
        Loss("hinge", beside=Call("max", (ZERO, Sum((_O, Negative(_R), _M)))), one_hot=True),
    )
}
"""By the name that is used within; a file writes a loss of scores with ``from_scores``."""

NAMED: tuple[str, ...] = tuple(name for name, loss in LOSSES.items() if not loss.of_scores)
"""What a file may call its loss."""

FROM_SCORES: Mapping[str, str] = {
    loss.of_scores: name for name, loss in LOSSES.items() if loss.of_scores
}
"""The losses that may be taken from scores, each with what it is then."""
