"""Finds names in typed text: quantities, derivatives, functions, Greek letters, simple LaTeX.

No name is made here that the vocabulary does not hold; whatever else looks like a name is refused
with the nearest known one.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from backprop_tutor.formula.expression import PI, Name
from backprop_tutor.formula.names import derivative, of_sample, sampled_last
from backprop_tutor.formula.nearest import nearest
from backprop_tutor.maths.functions import OTHER_NAMES
from backprop_tutor.reading.parts import LOGARITHMS, MarkKind, Refused, TypedMark, Vocabulary
from backprop_tutor.reading.usual_names import means_asked, two_names, usual_name
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import text

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "η": "eta",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
}
_PLAIN = str.maketrans(_GREEK | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)))
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_∂") | _GREEK.keys()
SUBSCRIPTS = frozenset("₀₁₂₃₄₅₆₇₈₉")

_FUNCTION_ALIASES = {"ln": "log", "sigma": "sigmoid", **OTHER_NAMES}
_LATEX_FUNCTIONS = ("exp", "ln", "log", "lg", "tanh", "sin", "cos", "sqrt", "max", "min")
_NOT_NUMBERS = frozenset({"nan", "inf", "infinity", "infty"})

_FIRST = "A-Za-z_" + "".join(_GREEK)
_INNER = "0-9₀-₉" + _FIRST
_COMMANDS = "|".join((*sorted(set(_GREEK.values())), *_LATEX_FUNCTIONS))
_WRAPPED = rf"\\(?:text|mathrm|mathit|operatorname)\{{[{_INNER}]+\}}"
_COMMAND = rf"\\(?:{_COMMANDS})(?![A-Za-z])"
_HEAD = rf"(?:[{_FIRST}]|{_WRAPPED}|{_COMMAND}|\{{(?:[{_INNER}]++|{_COMMAND})\}}(?=_))"
# Possessive (*+), so that no text, however long, makes the matching go back and forth.
_BRACED = rf"\{{(?:[{_INNER} ]|\{{[{_INNER} ]*+\}}|{_WRAPPED})*+\}}"
_BODY = rf"(?:[{_INNER}]| (?=_\{{)|(?<=_)(?:{_WRAPPED}|{_BRACED}|{_COMMAND}))*+"
_PIECE = rf"{_HEAD}{_BODY}(?:\[[0-9]{{1,6}}\])?"
_DIFFERENTIAL = r"(?:(?:∂|\\partial(?![A-Za-z]))\s*|[dD])"
_NAME = re.compile(_PIECE)
_LIBRARY = re.compile(r"(?:np|numpy|jnp|torch|math|Math)\.(?=[A-Za-z])")
"""What programs write before a function: ``np.exp(x)``."""
_PRIMED = re.compile(
    rf"(?P<function>{_PIECE})(?P<prime>['’′]|\^\{{?\\prime(?![A-Za-z])\}}?)"
    rf"(?:\s*(?:\\left)?[(\[]\s*(?P<argument>{_PIECE})\s*(?:\\right)?[)\]])?"
)
_ANY_ACTIVATION = frozenset({"f", "g", "phi", "act", "activation"})
_SUBSCRIPT_ENDS = re.compile(r"\}(?=[A-Za-z\\])")
_MOST_SUBSCRIPTS = 4
_DERIVATIVE = re.compile(
    rf"(?P<frac>\\[dt]?frac\s*\{{\s*)?(?P<top>{_DIFFERENTIAL}(?P<of>{_PIECE}))"
    rf"(?(frac)\s*\}}\s*\{{\s*|\s*/\s*)(?P<bottom>{_DIFFERENTIAL}(?P<by>{_PIECE}))"
    r"(?(frac)\s*\})",
)
_WRAPPERS = re.compile(r"\\(?:text|mathrm|mathit|operatorname)|[\\{} ]")
_BEFORE_DIGIT = re.compile(r"_+(?=[0-9])")


def name_at(
    answer: str, start: int, end: int, vocabulary: Vocabulary
) -> TypedMark | Refused | None:
    """Return the name that begins at ``start``; None if nothing there looks like one."""
    library = _LIBRARY.match(answer, start, end)
    if library is not None and library.group()[:-1] not in vocabulary.names:
        return _of_library(answer, library, end, vocabulary)
    primed = _primed(answer, start, end, vocabulary)
    if primed is not None:
        return primed
    meant = _meant(answer, start, end, vocabulary)
    if meant is not None:
        return meant
    found = _NAME.match(answer, start, end)
    slope = _DERIVATIVE.match(answer, start, end)
    longest = slope or found
    if longest is None:
        return None
    for cut in _subscript_ends(longest):  # \delta_{o1}out_{h1} is two names.
        part = _meant(answer, start, cut, vocabulary)
        if part is not None:
            return part
    if found is None or (slope is not None and not _may_be_divided(slope, vocabulary)):
        assert slope is not None
        plain = derivative(_spellings(slope["of"])[-1], _spellings(slope["by"])[-1])
        return _unknown(slope.group(), (slope.group(), plain), start, vocabulary)
    typed, spellings = found.group(), _spellings(found.group())
    is_all = not answer[found.end() : end].strip() and answer[:start].strip()[-1:] in ("", "=")
    if is_all and vocabulary.usual and means_asked(spellings[-1], vocabulary):
        reason = text(
            "{name} is not a name here; if it stands for what is asked, say how that is computed",
            name=quoted(typed),
        )
        return Refused(reason, start + 1, of_asked=True)
    return _unknown(typed, spellings, start, vocabulary)


def _meant(answer: str, start: int, end: int, vocabulary: Vocabulary) -> TypedMark | Refused | None:
    """Return the derivative, quantity, function or constant at a place; None if it is unknown."""
    slope = _DERIVATIVE.match(answer, start, end)
    if slope is not None:
        mark = _known(slope.group(), _derivative_spellings(slope, vocabulary), start, vocabulary)
        if mark is not None or not _may_be_divided(slope, vocabulary):
            return mark
    found = _NAME.match(answer, start, end)
    if found is None:
        return None
    typed, spellings = found.group(), _spellings(found.group())
    return (
        _known(typed, spellings, start, vocabulary)
        or _function(typed, spellings, start, vocabulary)
        or _constant(typed, spellings, start)
    )


def _may_be_divided(slope: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether ``delta/dx`` may be one name divided by another; then it is no derivative."""
    return any(_holds(_spellings(slope[side]), vocabulary) for side in ("top", "bottom"))


def _subscript_ends(found: re.Match[str]) -> Iterator[int]:
    """Yield the places where a name may end within what looks like one, the last first."""
    ends = [at.end() for at in _SUBSCRIPT_ENDS.finditer(found.string, found.start(), found.end())]
    yield from reversed(ends[-_MOST_SUBSCRIPTS:])


def _of_library(
    answer: str, library: re.Match[str], end: int, vocabulary: Vocabulary
) -> TypedMark | Refused | None:
    """Return the function or constant that a program takes from a library."""
    found = name_at(answer, library.end(), end, vocabulary)
    if not isinstance(found, TypedMark):
        return found
    if found.kind is MarkKind.NAME and isinstance(found.expr, Name):
        reason = text(
            "{library} is read only before a function, such as exp", library=quoted(library.group())
        )
        return Refused(reason, library.start() + 1)
    return replace(found, start=library.start(), free=True)


def _primed(
    answer: str, start: int, end: int, vocabulary: Vocabulary
) -> TypedMark | Refused | None:
    """Return the slope of an activation, ``σ'(net_o1)``, where the lesson has a name for it."""
    found = _PRIMED.match(answer, start, end)
    if found is None:
        return None
    spellings = _spellings(found["function"])
    function = _function(found["function"], spellings, start, vocabulary)
    if function is None and _ANY_ACTIVATION.isdisjoint(spellings):
        return None
    net = next(
        (
            vocabulary.names[one]
            for one in _spellings(found["argument"] or "")
            if one in vocabulary.names
        ),
        "",
    )
    activation, slope = vocabulary.slopes.get(net, ("", ""))
    if slope and (function is None or function.function == activation):
        known = _known(found.group(), (slope,), start, vocabulary)
        if known is not None:
            return known
    return Refused(text("write the slope out, without a prime"), found.start("prime") + 1)


def is_name(answer: str) -> bool:
    """Whether a text looks like one name, or one derivative, and nothing else."""
    return any(pattern.fullmatch(answer) for pattern in (_DERIVATIVE, _NAME))


def gives_asked(answer: str, vocabulary: Vocabulary) -> bool:
    """Whether a left-hand side is the quantity asked; ``dE/dw5`` will do for ``dE_total/dw5``."""
    slope = _DERIVATIVE.fullmatch(answer)
    if slope is None:
        whole = _NAME.fullmatch(answer)
        return whole is not None and any(
            spelling in vocabulary.asked or vocabulary.names.get(spelling) in vocabulary.asked
            for spelling in _spellings(whole.group())
        )
    if not vocabulary.asked.isdisjoint(_derivative_spellings(slope, vocabulary)):
        return True
    for asked in vocabulary.asked:
        parts = _DERIVATIVE.fullmatch(asked)
        if parts is not None and all(
            _abbreviates(slope[side], parts[side], vocabulary) for side in ("of", "by")
        ):
            return True
    return False


def _spellings(typed: str) -> tuple[str, ...]:
    """Return what may have been meant, most literal first: ``w_{5}``, ``w_5``, ``w5``."""
    plain = _WRAPPERS.sub("", typed).translate(_PLAIN)
    return tuple(dict.fromkeys((typed, plain, _BEFORE_DIGIT.sub("", plain))))


def _derivative_spellings(found: re.Match[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what a derivative may have been meant to be, its parts also read as aliases."""
    of, by = _spellings(found["of"]), _spellings(found["by"])
    literal = [derivative(one, other) for one in of for other in by]
    canonical = [
        derivative(one, other)
        for one in _meanings(of, vocabulary)
        for other in _meanings(by, vocabulary)
    ]
    # Where dE means one sample's own error, a sample that is typed behind dw1 decides.
    sampled = [
        derivative(of_sample(one)[0], other)
        for one in _meanings(of, vocabulary)
        for other in by
        if "[" in one and "[" in other
    ]
    # On the screen the sample stands with what is differentiated: dE_total[2]/dw5.
    shown = [sampled_last(one, other) for one in of for other in by if "[" in one]
    return tuple(dict.fromkeys((*literal, *canonical, *shown, *sampled)))


def _meanings(spellings: tuple[str, ...], vocabulary: Vocabulary) -> list[str]:
    tables = (vocabulary.names, vocabulary.later)
    meant = [table[one] for one in spellings for table in tables if one in table]
    return [*meant, *spellings]


def _holds(spellings: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    tables = (vocabulary.asked, vocabulary.names, vocabulary.later)
    return any(one in table for one in spellings for table in tables)


def _abbreviates(typed: str, asked: str, vocabulary: Vocabulary) -> bool:
    meant = _meanings(_spellings(typed), vocabulary)
    return asked in meant or asked.partition("_")[0] in meant


def _known(
    typed: str,
    spellings: tuple[str, ...],
    start: int,
    vocabulary: Vocabulary,
) -> TypedMark | Refused | None:
    for spelling in spellings:
        meant = vocabulary.names.get(spelling)
        if spelling in vocabulary.asked or meant in vocabulary.asked:
            reason = text("{name} is what is asked; say how it is computed", name=typed)
            return Refused(reason, start + 1, of_asked=True)
        if meant is not None:
            end = start + len(typed)
            return TypedMark(MarkKind.NAME, typed, start, end, Name(meant), free=typed != meant)
        if spelling in vocabulary.later:
            return Refused(text(vocabulary.why_later, name=typed), start + 1)
    return None


def _function(
    typed: str,
    spellings: tuple[str, ...],
    start: int,
    vocabulary: Vocabulary,
) -> TypedMark | None:
    for spelling in spellings:
        name = spelling if spelling in vocabulary.functions else _FUNCTION_ALIASES.get(spelling, "")
        if name in vocabulary.functions:
            return TypedMark(
                MarkKind.FUNCTION,
                typed,
                start,
                start + len(typed),
                function=name,
                least=vocabulary.functions[name][0],
                most=vocabulary.functions[name][1],
                free=typed != name or name in LOGARITHMS,
            )
    return None


def _constant(typed: str, spellings: tuple[str, ...], start: int) -> TypedMark | None:
    end = start + len(typed)
    if "e" in spellings:
        return TypedMark(MarkKind.EULER, typed, start, end, free=True)
    if "pi" in spellings:
        return TypedMark(MarkKind.NAME, typed, start, end, PI, free=True)
    return None


def _unknown(
    typed: str,
    spellings: tuple[str, ...],
    start: int,
    vocabulary: Vocabulary,
) -> Refused:
    shown, column = quoted(typed), start + 1
    if typed.casefold() in _NOT_NUMBERS:
        reason = text("{name} is not a number one can calculate with", name=shown)
        return Refused(reason, column)
    if typed.casefold() == "softmax":
        reason = text(
            "softmax has to be written out: e^z1/(e^z1 + e^z2 + …), with the values given to it"
        )
        return Refused(reason, column)
    if typed.casefold() in {"if", "else"} and "where" in vocabulary.functions:
        reason = text(
            "a formula with cases is typed where(a > b, x, y), which is x if a > b, else y"
        )
        return Refused(reason, column)
    known = (*vocabulary.names, *vocabulary.functions)
    usual = usual_name(spellings[-1], vocabulary) if vocabulary.usual else None
    factors = two_names(spellings[-1], vocabulary)
    if usual is None and factors is not None:
        reason = text(
            "{name} is not a name here; to multiply, type *: {product}",
            name=shown,
            product="*".join(factors),
        )
        return Refused(reason, column)
    near = usual or nearest(
        spellings[-1], known, lambda name: vocabulary.distance(vocabulary.names.get(name, name))
    )
    if typed in {"x", "X"}:
        return Refused(_no_sign(shown, near), column, near)
    if near is None:
        return Refused(text("{name} is not a name here", name=shown), column, is_unknown_name=True)
    reason = text("{name} is not a name here; did you mean {near}?", name=shown, near=quoted(near))
    return Refused(reason, column, near)


def _no_sign(name: str, near: str | None) -> str:
    """Say of an ``x``, which may stand for a sign, that it is no name."""
    if near is None:
        return text("{name} is not a name here; to multiply, type *", name=name)
    return text(
        "{name} is not a name here; to multiply, type *; did you mean {near}?",
        name=name,
        near=quoted(near),
    )
