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
from backprop_tutor.teaching.subject.taught_functions import TAUGHT_ACTIVATIONS, TAUGHT_FUNCTIONS


def explained(formula: Expr, by: str, result: Expr) -> tuple[Block, ...]:
    """Return how ∂formula/∂by becomes ``result``, each rule with its sentence."""
    if formula == Name(by):
        return (Prose(("The slope of ", Name(by), " with respect to itself is 1.")),)
    whole = derivation(formula, by)
    together = tuple(dict.fromkeys((whole.together(), result)))
    return (
        *_rules(whole),
        Prose(("Put back together:",)),
        Equation(Call(OPERATOR, (formula, Name(by))), together),
    )


def _rules(whole: Derivation) -> tuple[Block, ...]:
    """Return the rules from the outside in, each with what it leaves to do."""
    blocks: list[Block] = []
    for count, step in enumerate(whole.steps(), start=1):
        blocks.append(Prose((f"{count}. ", *_sentence(step))))
        inmost = all(part.rule in (Rule.CONSTANT, Rule.ITSELF) for part in step.inner)
        shown = step.result if inmost else step.applied
        blocks.append(Equation(Call(OPERATOR, (step.of, Name(step.by))), (shown,)))
    return tuple(blocks)


def slope_explained(call: Call, by: str, out: str, result: Expr) -> tuple[Block, ...]:
    """Return how the slope of an activation, ``out = call``, becomes its textbook form."""
    here = {"z": Name(by), "a": Name(out), "slope": result}
    closing = tuple(
        Prose(tuple(part if isinstance(part, str) else substitute(part, here) for part in parts))
        for parts in TAUGHT_ACTIVATIONS[call.function].slope
    )
    written = defined(call)
    if written is None:
        return closing
    whole = derivation(written, by)
    return (
        Prose(("Written out, the activation is",)),
        Equation(Name(out), (call, written)),
        *_rules(whole),
        Prose(("Put back together:",)),
        Equation(
            Call(OPERATOR, (written, Name(by))),
            tuple(dict.fromkeys((whole.together(), whole.result))),
        ),
        *closing,
    )


def _sentence(step: Derivation) -> tuple[Inline, ...]:
    """Return what a rule does here, in words."""
    by = Name(step.by)
    match step.rule:
        case Rule.SUM:
            constant = _constant_terms(step)
            if not constant:
                return ("Sum rule: differentiate each term on its own.",)
            listed: list[Inline] = []
            for term in constant:
                listed += [", " if listed else "", term]
            verb = "does" if len(constant) == 1 else "do"
            return (
                "Sum rule: take each term on its own. ",
                *listed,
                f" {verb} not change when ",
                by,
                " changes, so the slope there is 0.",
            )
        case Rule.FACTOR:
            if isinstance(step.of, Negative):
                if isinstance(step.of.operand, Name):
                    return (
                        "The slope of ",
                        step.of,
                        " is −1: when ",
                        by,
                        " grows by 1, it falls by 1.",
                    )
                return ("A minus sign is the factor −1; it stays in front.",)
            return ("Constant factor: what does not contain ", by, " stays as a factor.")
        case Rule.PRODUCT:
            return ("Product rule: one factor is differentiated at a time, and the results add.",)
        case Rule.QUOTIENT:
            rule = (
                "Quotient rule: (slope of the top · bottom − top · slope of the bottom) ÷ bottom²."
            )
            still = step.inner[0].rule is Rule.CONSTANT
            return (rule + (" The top is constant here: its slope is 0." if still else ""),)
        case Rule.POWER:
            return (
                "Power rule: the exponent comes down as a factor and falls by 1. "
                "Then times the slope of what is inside (the inner derivative).",
            )
        case Rule.EXPONENTIAL:
            return ("The exponential is its own slope; times the slope of its exponent.",)
        case Rule.LOGARITHM:
            return ("The slope of ln u is 1/u; times the slope of u.",)
        case Rule.FUNCTION:
            assert isinstance(step.of, Call)
            name = step.of.function
            passed = TAUGHT_FUNCTIONS[name].passes_on
            if not passed:
                return ("The slope of this function is known; times the slope of what is inside.",)
            return (
                f"{name} passes one of its arguments on, the {passed}: its slope is 1 for that one "
                "and 0 for the others. Where two are equal the first counts, and a number before "
                "a name. Then times the slope of the argument. (step(x) is 1 for x > 0, and 0 "
                "elsewhere.)",
            )
        case Rule.CONSTANT | Rule.ITSELF:
            raise AssertionError("trivial rules are not shown")


def _constant_terms(step: Derivation) -> list[Expr]:
    assert isinstance(step.of, Sum)
    return [term for term in step.of.terms if step.by not in names_in(term)]
