"""Puts a derivation into words: one rule of calculus at a time, down to the result."""

from backprop_tutor.blocks.blocks import Block, Equation, Inline, Prose
from backprop_tutor.formula.expression import (
    ONE,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Sum,
    difference,
    names_in,
    number,
)
from backprop_tutor.maths.calculus.derivation import derivation
from backprop_tutor.maths.calculus.rules import OPERATOR, Derivation, Rule
from backprop_tutor.maths.functions import defined

_BEATS = {"max": "largest", "min": "smallest"}


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
    match call.function:
        case "relu" | "leaky_relu":
            return _of_two_pieces(call.function, by, out)
        case "sigmoid":
            bridge: tuple[Inline, ...] = (
                "Now ",
                Name(out),
                " is 1 over that bottom, and ",
                difference(ONE, Name(out)),
                " is the exponential over it. So the slope is ",
                result,
                ".",
            )
        case "tanh":
            bridge = (
                "Bottom² over bottom² is 1, and top² over bottom² is ",
                Power(Name(out), number(2)),
                ". So the slope is ",
                result,
                ".",
            )
        case "softplus":
            bridge = ("Divide top and bottom by the top: that is the sigmoid, ", result, ".")
        case "bipolar_sigmoid":
            bridge = (
                "Now ",
                Sum((ONE, Name(out))),
                " is 2 over that bottom, and ",
                difference(ONE, Name(out)),
                " is twice the exponential over it. Their product is twice the slope, so the slope "
                "is ",
                result,
                ".",
            )
        case _:
            bridge = (
                "Each quotient of exponentials is an output again, which leaves ",
                result,
                ".",
            )
    written = defined(call)
    if written is None:
        return explained(call, by, result)
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
        Prose(bridge),
    )


def _of_two_pieces(function: str, by: str, out: str) -> tuple[Block, ...]:
    """Return how the slope of ReLU or leaky ReLU is read off its two straight pieces."""
    above = Prose(
        (
            Name(out),
            " is ",
            Name(by),
            " itself where ",
            Name(by),
            " is above 0, so its slope there is 1.",
        )
    )
    step = "The function step says just that: step(x) is 1 for x > 0, and 0 elsewhere."
    if function == "relu":
        return (
            above,
            Prose(("Below 0 it stays at 0, and so does its slope. At 0 itself we agree on 0.",)),
            Prose((step,)),
        )
    return (
        above,
        Prose(
            (
                "Below 0 it is 0.01 times ",
                Name(by),
                ", another straight piece, with the slope 0.01. At 0 itself we agree on 0.01.",
            )
        ),
        Prose(
            (
                "One formula says both: 0.01 always, and 0.99 more above 0. "
                "There step(x) is 1, and elsewhere it is 0.",
            )
        ),
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
        case Rule.FUNCTION if isinstance(step.of, Call) and step.of.function in _BEATS:
            name = step.of.function
            return (
                f"{name} passes one of its arguments on, the {_BEATS[name]}: its slope is 1 for "
                "that one and 0 for the others. Where two are equal we agree on 0. "
                "Then times the slope of the argument. (step(x) is 1 for x > 0, and 0 elsewhere.)",
            )
        case Rule.FUNCTION:
            return ("The slope of this function is known; times the slope of what is inside.",)
        case Rule.CONSTANT | Rule.ITSELF:
            raise AssertionError("trivial rules are not shown")


def _constant_terms(step: Derivation) -> list[Expr]:
    assert isinstance(step.of, Sum)
    return [term for term in step.of.terms if step.by not in names_in(term)]
