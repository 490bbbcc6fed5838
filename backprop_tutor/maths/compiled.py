"""Formulas as Python functions of a list of numbers, one by one or a whole loop of them.

The generated code holds our own slot numbers only (``v[12]``, ``v12``), never a name from a file or
from a learner; functions are reached through the table of ``functions``.
"""

from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableSequence,
    Sequence,
)
from fractions import Fraction
from functools import reduce
from itertools import islice
from math import nan
from operator import add, itemgetter, mul, truediv
from typing import Any, assert_never

from backprop_tutor.formula.expression import (
    Call,
    Expr,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    names_in,
    product,
    subexpressions,
    substitute,
    transform,
)
from backprop_tutor.formula.spelling import Style, spell
from backprop_tutor.maths.floats import added
from backprop_tutor.maths.functions import FUNCTIONS
from backprop_tutor.maths.saturation import CAREFUL

LineFunction = Callable[[MutableSequence[float]], float]
"""From the values of all lines so far, by slot, to the value of one line."""

Made = tuple[int, int, int, float]
"""How many updates were made, how often the watched line rose and fell, its value at the end."""

LoopFunction = Callable[[MutableSequence[float], int, float, float], Made]
"""From the given numbers by slot, a count of updates, a goal, and what is too small to count."""

_LONGEST_SUM = 100
"""Terms added in one go: Python's own compiler descends into a long sum term by term."""

_LARGEST_FUNCTION, _LARGEST_PIECE = 8_000, 1_000
"""Lines of a loop that is one function; and assignments of a piece, where it has more lines."""

_LARGEST_INSIDE = 40
"""Parts of a formula that is written into the only one that uses it."""

_NAMESPACE: dict[str, Any] = {f"f_{name}": function.value for name, function in FUNCTIONS.items()}
_NAMESPACE |= {f"f_{name}": value for name, value in CAREFUL.items()}
_NAMESPACE["f_added"] = added


def _python_number(value: Fraction) -> str:
    return repr(float(value))


def function_of(formula: Expr, slots: Mapping[str, int]) -> LineFunction:
    """Return a function that calculates ``formula`` from the values in the slots of its names.

    The function raises what float arithmetic raises: ``ArithmeticError`` or ``ValueError``.
    """
    if (plain := _plain(formula, slots)) is not None:
        return plain
    style = Style(
        number=_python_number,
        name=lambda name: f"v[{slots[name]}]",
        call=_called,
        times="*".join,
        power=lambda base, exponent: f"{base}**{exponent}",
    )
    if isinstance(formula, Sum):
        terms = ", ".join(spell(term, style) for term in formula.terms)
        source = f"lambda v: f_added({terms})"
    else:
        source = f"lambda v: {spell(formula, style)}"
    made: LineFunction = eval(compile(source, "<tape>", "eval"), _NAMESPACE)  # noqa: S307 - our own slots and constants only
    return made


def _plain(formula: Expr, slots: Mapping[str, int]) -> LineFunction | None:
    """Return the function of a name, a product of two, a sum of such terms, or a call on names.

    Most lines of a large network are one of these, and Python's compiler takes many times as long
    as it takes to put the function together here. None for any other formula.
    """
    match formula:
        case Name(id):
            return itemgetter(slots[id])
        case Product((Name(id=one), Name(id=other))):
            first, second = slots[one], slots[other]
            return lambda v: v[first] * v[second]
        case Call(function, (Name(id),)):
            value, only = _NAMESPACE[f"f_{function}"], slots[id]
            return lambda v: value(v[only])
        case Call(function, (Name(id=one), Name(id=other))):
            value, first, second = _NAMESPACE[f"f_{function}"], slots[one], slots[other]
            return lambda v: value(v[first], v[second])
        case Sum(terms):
            pairs: list[tuple[int, int | None]] = []
            for term in terms:
                match term:
                    case Product((Name(id=one), Name(id=other))):
                        pairs.append((slots[one], slots[other]))
                    case Name(id):  # A bias.
                        pairs.append((slots[id], None))
                    case _:
                        return None
            return _sum_of(pairs)
        case _:
            return None


def _sum_of(pairs: Sequence[tuple[int, int | None]]) -> LineFunction:
    """Return the function that adds up products of two slots, and slots alone.

    Most sums are of two products at least, and perhaps a bias at the end: these are added up
    without a loop of Python's own.
    """
    count = sum(other is not None for _, other in pairs)
    if count < 2 or len(pairs) - count > 1 or any(other is None for _, other in pairs[:count]):
        return lambda v: added(
            *[v[one] if other is None else v[one] * v[other] for one, other in pairs]
        )
    left = itemgetter(*(one for one, _ in pairs[:count]))
    right = itemgetter(*(other for _, other in pairs[:count]))
    if len(pairs) == count:
        return lambda v: added(*map(mul, left(v), right(v)))
    last, _ = pairs[count]
    return lambda v: added(*map(mul, left(v), right(v)), v[last])


def composed(formula: Expr, slots: Mapping[str, int]) -> LineFunction:
    """Return a function that gives just what ``floats.float_value`` does, put together from parts.

    For formulas that are calculated a few times: to compile one takes longer than that, and to fold
    it again each time as well. It raises what float arithmetic raises, and may leave a complex
    power for whoever wants a float. What is left where terms cancel stays as it is.
    """
    match formula:
        case Name(id):
            return itemgetter(slots[id])
        case Number(value):
            constant = float(value)
            return lambda _: constant
        case Negative(operand):
            inner = composed(operand, slots)
            return lambda v: -inner(v)
        case Product((Name(id=one), Name(id=other))):
            first, second = slots[one], slots[other]
            return lambda v: v[first] * v[second]
        case Sum(parts):
            return _joined([composed(part, slots) for part in parts], add)
        case Product(parts):
            return _joined([composed(part, slots) for part in parts], mul)
        case Quotient(left, right):
            return _joined([composed(left, slots), composed(right, slots)], truediv)
        case Power(left, right):
            return _joined([composed(left, slots), composed(right, slots)], pow)
        case Call("where", (choice, *cases)):
            condition = composed(choice, slots)
            then, otherwise = (composed(case, slots) for case in cases)
            return lambda v: then(v) if (z := condition(v)) > 0 else otherwise(v) if z <= 0 else z
        case Call(function, arguments):
            called = _NAMESPACE[f"f_{function}"]
            inside = [composed(argument, slots) for argument in arguments]
            return lambda v: called(*[argument(v) for argument in inside])
        case _:
            assert_never(formula)


def _joined(parts: Sequence[LineFunction], operator: Callable[[Any, Any], Any]) -> LineFunction:
    """Return the function that joins the values of parts, from left to right."""
    if len(parts) == 2:
        left, right = parts
        return lambda v: operator(left(v), right(v))
    return lambda v: reduce(operator, [part(v) for part in parts])


def loop_of(
    formulas: Mapping[str, Expr],
    successors: Mapping[str, str],
    slots: Mapping[str, int],
    watched: str | None = None,
    ahead: Collection[str] = (),
    *,
    climbs: bool = False,
) -> LoopFunction:
    """Return a function that makes many updates: each name of ``successors`` becomes its successor.

    ``formulas`` are the lines needed, in order. ``function(v, count, goal, least)`` changes the
    given numbers in ``v``. It stops as soon as the watched line is at or below the goal; where it
    should climb, at or above, and only there it is counted how often it fell. Rises and falls that
    are no larger than ``least`` are rounding. ``ahead`` are the lines that the watched one needs.
    If the function raises, it leaves ``v`` as it was.
    """
    kept = {*successors.values(), watched}
    if len(formulas) > _LARGEST_FUNCTION:
        listed = _Body(formulas, kept, slots, name="v[{}]")
        return _in_pieces(listed, formulas, successors, slots, watched, ahead, climbs=climbs)
    body = _Body(formulas, kept, slots)
    given = sorted(
        {name for f in formulas.values() for name in names_in(f)} - formulas.keys()
        | set(successors),
        key=slots.__getitem__,
    )
    first = [row for name in formulas if name in ahead for row in body.rows(name)]
    second = list(body.update((name for name in formulas if name not in ahead), successors))
    source = ["def run(v, count, goal, least):"]
    source += [f" v{slots[name]} = v[{slots[name]}]" for name in given]
    source += [" made = rises = falls = 0", " value = float('nan')"]
    met = ">=" if climbs else "<="
    if watched is not None:
        source += [f" {row}" for row in first]
        source += [f" value = {body.spelled(watched)}", f" if value {met} goal: count = 0"]
    source += [" for made in range(1, count + 1):", *(f"  {row}" for row in second)]
    if watched is not None:
        source += [f"  {row}" for row in first]
        source += [
            f"  now = {body.spelled(watched)}",
            # Once all is learnt, what is left goes up and down by the rounding of floats.
            "  if now > value: rises += now - value > abs(value)*1e-9 + least",
        ]
        if climbs:
            source += ["  elif now < value: falls += value - now > abs(value)*1e-9 + least"]
        source += ["  value = now", f"  if now {met} goal: break"]
    source += [f" v[{slots[name]}] = v{slots[name]}" for name in successors]
    source += [" return made, rises, falls, value"]
    made: LoopFunction = _run_of(source)
    return made


def _run_of(source: Iterable[str]) -> Any:
    """Return the function ``run`` that lines of code define."""
    namespace = dict(_NAMESPACE)
    exec(compile("\n".join(source), "<loop>", "exec"), namespace)  # noqa: S102 - our own slots and constants only
    return namespace["run"]


def _in_pieces(
    body: "_Body",
    formulas: Mapping[str, Expr],
    successors: Mapping[str, str],
    slots: Mapping[str, int],
    watched: str | None,
    ahead: Collection[str],
    *,
    climbs: bool,
) -> LoopFunction:
    """Return what ``loop_of`` does, for a network whose lines are too many for one function.

    Python's compiler takes some 15 kB a line, all at once; of pieces, one after the other.
    """
    behind = (name for name in formulas if name not in ahead)
    first = [name for name in formulas if name in ahead] if watched is not None else []
    forward = _compiled_rows(row for name in first for row in body.rows(name))
    update = _compiled_rows(body.update(behind, successors))
    value_of = (lambda _: nan) if watched is None else function_of(body.resolved(watched), slots)
    moving = [slots[name] for name in successors]

    def met(value: float, goal: float) -> bool:
        return value >= goal if climbs else value <= goal

    def run(v: MutableSequence[float], count: int, goal: float, least: float) -> Made:
        now = list(v)
        made = rises = falls = 0
        for piece in forward:
            piece(now)
        value = value_of(now)
        while made < count and not met(value, goal):
            for piece in (*update, *forward):
                piece(now)
            before, value = value, value_of(now)
            rises += value - before > abs(before) * 1e-9 + least
            falls += climbs and before - value > abs(before) * 1e-9 + least
            made += 1
        for slot in moving:
            v[slot] = now[slot]
        return made, rises, falls, value

    return run


def _compiled_rows(rows: Iterable[str]) -> list[Callable[[MutableSequence[float]], None]]:
    """Return functions of the list ``v`` that make some assignments in a row."""
    left = iter(rows)
    pieces = []
    while piece := [*islice(left, _LARGEST_PIECE)]:
        pieces.append(_run_of(["def run(v):", *(f" {row}" for row in piece)]))
    return pieces


class _Body:
    """Lines as assignments to local variables ``v12``, the short ones written into their users."""

    def __init__(
        self,
        formulas: Mapping[str, Expr],
        kept: Collection[str | None],
        slots: Mapping[str, int],
        name: str = "v{}",
    ) -> None:
        self._slots = slots
        self._name = name
        """How a variable is written, by its slot."""
        self._inside: dict[str, Expr] = {}
        """Names that need no variable: other names of a quantity, constants, used only once."""
        self._formulas: dict[str, Expr] = {}
        self._uses = uses = Counter(
            part.id
            for f in formulas.values()
            for part in subexpressions(f)
            if isinstance(part, Name)
        )
        for name, formula in formulas.items():
            # dnet_o1/dw5 is out_h1, dnet_o1/db2 is 1: neither costs anything.
            resolved = transform(substitute(formula, self._inside), _without_ones)
            simple = isinstance(resolved, Name | Number)
            if simple or (name not in kept and uses[name] == 1 and _is_short(resolved)):
                self._inside[name] = resolved
            else:
                self._formulas[name] = resolved

    def spelled(self, name: str) -> str:
        """Return a quantity as the code writes it."""
        return self._text(self.resolved(name))

    def resolved(self, name: str) -> Expr:
        """Return what stands for a quantity: its variable, or what is written in its place."""
        return self._inside.get(name, Name(name))

    def rows(self, name: str) -> Iterator[str]:
        """Yield the assignments of one line; none if it is written into its user."""
        formula = self._formulas.get(name)
        if formula is None:
            return
        left = self._variable(name)
        if isinstance(formula, Sum) and len(formula.terms) > _LONGEST_SUM:
            yield f"{left} = {self._text(Sum(formula.terms[:_LONGEST_SUM]))}"
            for start in range(_LONGEST_SUM, len(formula.terms), _LONGEST_SUM):
                more = (Name(name), *formula.terms[start : start + _LONGEST_SUM])
                yield f"{left} = {self._text(Sum(more))}"
        else:
            yield f"{left} = {self._text(formula)}"

    def update(self, names: Iterator[str], successors: Mapping[str, str]) -> Iterator[str]:
        """Yield the assignments of the update; every formula sees the numbers before it."""
        order = [name for name in names if name in self._formulas]
        last = {used: k for k, name in enumerate(order) for used in names_in(self._formulas[name])}
        places = {name: k for k, name in enumerate(order)}
        followed = {
            used
            for new in successors.values()
            if new in self._inside
            for used in names_in(self._inside[new])
        }
        # What nobody needs any more is replaced without a stop in between.
        at_once = {
            new: old
            for old, new in successors.items()
            if new in places
            and not self._uses[new]
            and old not in followed
            and last.get(old, 0) <= places[new]
        }
        for name in order:
            if name in at_once:
                yield f"{self._variable(at_once[name])} = {self._text(self._formulas[name])}"
            else:
                yield from self.rows(name)
        rest = {old: new for old, new in successors.items() if new not in at_once}
        lefts = [self._variable(name) for name in rest]
        rights = [self.spelled(name) for name in rest.values()]
        if set(lefts) & set(rights):  # A number that follows another: all at once.
            yield f"{', '.join(lefts)} = {', '.join(rights)}"
        else:
            yield from (f"{left} = {right}" for left, right in zip(lefts, rights, strict=True))

    def _variable(self, name: str) -> str:
        return self._name.format(self._slots[name])

    def _text(self, formula: Expr) -> str:
        return spell(formula, self._style)

    @property
    def _style(self) -> Style:
        return Style(
            number=_python_number,
            name=self._variable,
            call=_inlined,
            times="*".join,
            power=_powered,
        )


def _is_short(formula: Expr) -> bool:
    return sum(1 for _ in subexpressions(formula)) <= _LARGEST_INSIDE


def _without_ones(part: Expr) -> Expr:
    return product(*part.factors) if isinstance(part, Product) else part


def _called(function: str, arguments: tuple[str, ...]) -> str:
    """Return a call as Python. Of a choice only the case that holds is calculated; nan stays."""
    if function == "where":
        condition, then, otherwise = arguments
        return f"(({then}) if (z := {condition}) > 0.0 else ({otherwise}) if z <= 0.0 else z)"
    return f"f_{function}({', '.join(arguments)})"


def _inlined(function: str, arguments: tuple[str, ...]) -> str:
    """Return a call as Python; the commonest functions without one, with the table's own values."""
    if not arguments:
        return _called(function, arguments)
    first = arguments[0]
    # The condition comes first: there an argument that is no variable gets a name.
    met, z = (first, first) if first.isidentifier() else (f"(z := {first})", "z")
    match function:
        case "sigmoid":
            return f"(1.0/(1.0 + f_exp(-{z})) if {met} > -700.0 else f_exp({z}))"
        case "relu":  # Written so that nan stays nan.
            return f"(0.0 if {met} <= 0.0 else {z})"
        case "step":
            return f"(0.0 if {met} <= 0.0 else f_step({z}))"
        case "linear":
            return f"({first})"
        case _:
            return _called(function, arguments)


def _powered(base: str, exponent: str) -> str:
    if exponent != "2.0":
        return f"{base}**{exponent}"
    return f"({base}*{base})" if base.isidentifier() else f"((q := {base})*q)"
