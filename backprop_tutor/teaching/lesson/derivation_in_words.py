"""Puts a derivation into words: one rule of calculus at a time, down to the result."""

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose
from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Sum,
    names_in,
    substitute,
)
from backprop_tutor.maths.calculus.derivation import derivation
from backprop_tutor.maths.calculus.rules import OPERATOR, Derivation, Rule
from backprop_tutor.maths.functions import defined
from backprop_tutor.teaching.subject.subject import shares_values
from backprop_tutor.teaching.subject.taught_functions import (
    SLOPE_FORMULAS,
    TAUGHT_ACTIVATIONS,
    TAUGHT_FUNCTIONS,
)
from backprop_tutor.wording import marked, say, say_so_many, with_commas


def explained(formula: Expr, by: str, result: Expr) -> tuple[Block, ...]:
    """Return how ∂formula/∂by becomes ``result``, each rule with its sentence."""
    if formula == Name(by):
        return (Prose(say("The slope of {name} with respect to itself is 1.", name=Name(by))),)
    whole = derivation(formula, by)
    together = tuple(dict.fromkeys((whole.together(), result)))
    match whole.steps():
        case (alone,) if together == (_left_by(alone),):  # There is nothing to put together.
            return (Prose(_sentence(alone)), _applied(alone))
    return (
        *_rules(whole),
        Prose(say("Put back together:")),
        Equation(Call(OPERATOR, (formula, Name(by))), together),
    )


def _rules(whole: Derivation) -> tuple[Block, ...]:
    """Return the rules from the outside in, each with what it leaves to do."""
    blocks: list[Block] = []
    for count, step in enumerate(whole.steps(), start=1):
        blocks.append(Prose(say("{count}. {rule}", count=count, rule=_sentence(step))))
        blocks.append(_applied(step))
    return tuple(blocks)


def _applied(step: Derivation) -> Equation:
    return Equation(Call(OPERATOR, (step.of, Name(step.by))), (_left_by(step),))


def _left_by(step: Derivation) -> Expr:
    """Return what a rule leaves to do, or the result where nothing is left."""
    inmost = all(part.rule in (Rule.CONSTANT, Rule.ITSELF) for part in step.inner)
    return step.result if inmost else step.applied


def slope_explained(call: Call, by: str, out: str, result: Expr) -> tuple[Block, ...]:
    """Return how the slope of an activation, ``out = call``, becomes its textbook form."""
    here = {"z": Name(by), "a": Name(out), "slope": result}
    holes = {hole: substitute(formula, here) for hole, formula in SLOPE_FORMULAS.items()}
    closing = tuple(
        Prose(say(message, **holes))
        for message in (
            _OF_SHARES if shares_values(call) else TAUGHT_ACTIVATIONS[call.function].slope
        )
    )
    written = defined(call)
    if written is None:
        return closing
    whole = derivation(written, by)
    return (
        *(
            ()
            if shares_values(call)  # It stands written out in the step itself.
            else (
                Prose(say("Written out, the activation is")),
                Equation(Name(out), (call, written)),
            )
        ),
        *_rules(whole),
        Prose(say("Put back together:")),
        Equation(
            Call(OPERATOR, (written, Name(by))),
            tuple(dict.fromkeys((whole.together(), whole.result))),
        ),
        *closing,
    )


_OF_SHARES = (marked("Each quotient of exponentials is a share again, which leaves {slope}."),)


def _sentence(step: Derivation) -> tuple[Inline, ...]:
    """Return what a rule does here, in words."""
    by = Name(step.by)
    match step.rule:
        case Rule.SUM:
            constant = _constant_terms(step)
            if not constant:
                return say("Sum rule: differentiate each term on its own.")
            return say_so_many(
                "Sum rule: take each term on its own. {terms} does not change when {name} changes, "
                "so the slope there is 0.",
                "Sum rule: take each term on its own. {terms} do not change when {name} changes, "
                "so the slope there is 0.",
                len(constant),
                terms=with_commas(constant),
                name=by,
            )
        case Rule.FACTOR:
            if not isinstance(step.of, Negative):
                return say(
                    "Constant factor: what does not contain {name} stays as a factor.", name=by
                )
            if isinstance(step.of.operand, Name):
                return say(
                    "The slope of {term} is −1: when {name} grows by 1, it falls by 1.",
                    term=step.of,
                    name=by,
                )
            return say("A minus sign is the factor −1; it stays in front.")
        case Rule.PRODUCT:
            return say("Product rule: one factor is differentiated at a time, and the results add.")
        case Rule.QUOTIENT:
            if step.inner[0].rule is Rule.CONSTANT:
                return say(
                    "Quotient rule: (slope of the top · bottom − top · slope of the bottom) ÷ "
                    "bottom². The top is constant here: its slope is 0."
                )
            return say(
                "Quotient rule: (slope of the top · bottom − top · slope of the bottom) ÷ bottom²."
            )
        case Rule.POWER:
            return say(
                "Power rule: the exponent comes down as a factor and falls by 1. Then times the "
                "slope of what is inside (the inner derivative)."
            )
        case Rule.EXPONENTIAL:
            return say("The exponential is its own slope; times the slope of its exponent.")
        case Rule.LOGARITHM:
            return say("The slope of ln u is 1/u; times the slope of u.")
        case Rule.CASES:
            return say("Case by case: each is differentiated on its own; which one holds stays.")
        case Rule.FUNCTION:
            assert isinstance(step.of, Call)
            taught = TAUGHT_FUNCTIONS[step.of.function].rule
            if taught is None:
                return say(
                    "The slope of this function is known; times the slope of what is inside."
                )
            return say(taught)
        case Rule.CONSTANT | Rule.ITSELF:
            raise AssertionError("trivial rules are not shown")


def _constant_terms(step: Derivation) -> list[Expr]:
    assert isinstance(step.of, Sum)
    return [term for term in step.of.terms if step.by not in names_in(term)]
