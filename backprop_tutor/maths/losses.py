"""The losses: how far the outputs are from the targets, one table entry each.

To add one, add an entry to ``LOSSES``, its words to ``teaching.subject.taught_losses``, and a
sentence to the schema in ``scenarios`` and to ``docs/scenarios.md``. ``t`` is the target and ``o``
the output that a term judges, ``n`` the number of outputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    difference,
    names_in,
    number,
    substitute,
)

_T, _O, _N, _R, _M = Name("t"), Name("o"), Name("n"), Name("r"), Name("m")


@dataclass(frozen=True, slots=True)
class Loss:
    """How far the outputs are from the targets: the sum over the outputs of one term."""

    name: str
    term: Expr | None = None
    """What one output adds, in its target ``t``, its output ``o`` and the number of outputs ``n``;
    None where it also depends on the other outputs."""
    beside: Expr | None = None
    """What each wrong output ``o`` adds beside the right one ``r``, with the margin ``m``."""
    logarithms: bool = False
    """Whether it takes logarithms of the outputs, which have to be between 0 and 1 then."""
    one_hot: bool = False
    """Whether exactly one target has to be 1, and the others 0."""
    matching: str = ""
    """The activation whose slope it cancels, so that ∂E/∂net = o − t; empty if there is none.
    (Linear has no slope to cancel.)"""

    @property
    def formula(self) -> Expr:
        """What one output adds: a ``term``, or what it adds ``beside`` the right one."""
        formula = self.term if self.beside is None else self.beside
        assert formula is not None
        return formula

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

    def term_of(self, target: str, output: str, count: int = 1) -> Expr:
        """Return the term of one output of ``count``, with its target's and its value's names."""
        if self.term is None:
            raise ValueError(f"{self.name} has no term of one output alone")
        term = self.term
        if count == 1 and isinstance(term, Quotient) and term.denominator == _N:
            term = term.numerator
        return substitute(term, {"t": Name(target), "o": Name(output), "n": number(count)})

    def beside_of(self, right: str, output: str, margin: Expr) -> Expr:
        """Return what a wrong output adds, with the names of the right output's value and its."""
        if self.beside is None:
            raise ValueError(f"{self.name} does not compare outputs")
        return substitute(self.beside, {"r": Name(right), "o": Name(output), "m": margin})


_ERROR = difference(_T, _O)
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
        Loss("hinge", beside=Call("max", (ZERO, Sum((_O, Negative(_R), _M)))), one_hot=True),
    )
}
