"""The rules of calculus, and one of them applied: what ``why`` shows.

``maths.calculus.derivation`` applies them. To add a rule: one member of ``Rule``, one branch in
``derivation``, one sentence in ``teaching.lesson.derivation_in_words``.
"""

from dataclasses import dataclass
from enum import StrEnum

from backprop_tutor.formula.expression import Expr, product

OPERATOR = "d"
"""``Call("d", (f, Name("x")))`` stands for the operator ∂/∂x before f, in what is shown only."""


class Rule(StrEnum):
    """A rule of differentiation, with u and v for inner expressions and c for a constant."""

    CONSTANT = "constant"
    """dc/dx = 0."""
    ITSELF = "itself"
    """dx/dx = 1."""
    SUM = "sum"
    """d(u + v)/dx = du/dx + dv/dx."""
    FACTOR = "factor"
    """d(c·u)/dx = c·du/dx."""
    PRODUCT = "product"
    """d(u·v)/dx = du/dx·v + u·dv/dx."""
    QUOTIENT = "quotient"
    """d(u/v)/dx = (du/dx·v − u·dv/dx)/v²."""
    POWER = "power"
    """d(uⁿ)/dx = n·uⁿ⁻¹·du/dx."""
    EXPONENTIAL = "exponential"
    """d(e^u)/dx = e^u·du/dx."""
    LOGARITHM = "logarithm"
    """d(ln u)/dx = 1/u·du/dx."""
    CASES = "cases"
    """d(u where c, else v)/dx = du/dx where c, else dv/dx."""
    FUNCTION = "function"
    """d f(u)/dx = f′(u)·du/dx, with f′ from the table of functions."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One rule applied: to what, what it leaves to do, and the result with all of that done."""

    rule: Rule
    of: Expr
    by: str
    applied: Expr
    """The rule's right-hand side, with ∂/∂x still standing before the inner expressions."""
    result: Expr
    inner: tuple["Derivation", ...]
    outer: Expr | None = None
    """Where one inner derivative is left: the factor beside it, so that result = outer · inner."""
    unfolded: Expr | None = None
    """A quotient rule's right-hand side with the inner derivatives put in, not worked out."""

    def steps(self) -> tuple["Derivation", ...]:
        """Return this rule and all inner ones, from the outside in, without the trivial ones."""
        below = tuple(step for part in self.inner for step in part.steps())
        return below if self.rule in (Rule.CONSTANT, Rule.ITSELF) else (self, *below)

    def together(self) -> Expr:
        """Return the result as a product, one factor for each rule of the chain, not worked out.

        For ½(t − o)²: ½·2·(t − o)·(−1), so that everybody sees where the −1 came from.
        """
        factors: list[Expr] = []
        step = self
        while step.outer is not None:
            factors.append(step.outer)
            step = next(part for part in step.inner if part.rule is not Rule.CONSTANT)
        return product(*factors, step.unfolded or step.result)
