"""Types formulas that are right in another form, and some that are wrong: who is misjudged?

``python tests/formula_verdicts.py [COUNT] [GRAPHS]`` types so many right ones (20,000) and as many
wrong ones at the questions of all bundled scenarios and of so many random graphs (50), and prints
what was refused and what was accepted. A right one is the tape's own formula, rewritten by
identities. A wrong one has one thing changed; it counts as wrong if it differs at random passes
that are drawn here and worked out to 50 digits, on which the judge's own points have no say.
"""

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import isclose
from typing import Any

import mpmath
from free_graphs import random_graph
from graphs import drawn
from networks import MEANT

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
    calculate,
    children,
    difference,
    names_in,
    number,
    product,
    subexpressions,
    total,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.scenario.graph import Softmax
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.teaching.judging.bends import bends_of
from backprop_tutor.teaching.judging.findings import Right
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

DIGITS = 50
PASSES = 14
"""Passes of the oracle; in every other one, one of the given numbers lies far out."""
LONGEST, MOST_MARKS = 380, 150
DIFFERENT, ONE_VALUE = 1e-6, 1e-20
LARGEST = 10**8
SEVERAL = 2
"""At so many passes a wrong formula has to differ, to be one that no accident of one bend made."""


# The oracle: consistent passes, to many digits.


class Oracle:
    """Passes through the lines of a subject, with given numbers of its own, but for ``held``."""

    def __init__(
        self, subject: Subject, chance: random.Random, held: Mapping[str, float] | None = None
    ) -> None:
        self._subject = subject
        self._held = held or {}
        self._passes = [self._drawn(chance, far=bool(index % 2)) for index in range(PASSES)]

    @cached_property
    def at_its_targets(self) -> "Oracle | None":
        """Passes with the targets of the scenario; None if they are not all 0 or 1."""
        values, tape = self._subject.values, self._subject.tape
        held = {name: values[name] for name in tape if tape[name].role is Role.TARGET}
        if not held or not set(held.values()) <= {0, 1}:
            return None
        return Oracle(self._subject, random.Random(7), held)

    def values(self, formula: Expr) -> list[Any]:
        """Return the value of a formula at each pass; None where it has none."""
        return [self._value(formula, known) for known in self._passes]

    def differs(self, formula: Expr, asked: str) -> int:
        """Return at how many passes a formula is another number than a quantity."""
        return sum(
            abs(one - other) > DIFFERENT * max(abs(one), abs(other))
            for one, other in zip(self.values(formula), self.values(Name(asked)), strict=True)
            if one is not None and other is not None
        )

    def is_the_same(self, formula: Expr, asked: str) -> bool:
        """Whether a formula is a quantity wherever both have values, and they somewhere have."""
        return self.are_one(formula, Name(asked))

    def are_one(self, formula: Expr, other_formula: Expr) -> bool:
        """Whether two formulas are one, likewise."""
        found = [
            abs(one - other) <= ONE_VALUE * max(1, abs(one), abs(other))
            for one, other in zip(self.values(formula), self.values(other_formula), strict=True)
            if one is not None and other is not None
        ]
        return len(found) >= PASSES // 2 and all(found)

    def _value(self, formula: Expr, known: dict[str, Any]) -> Any:
        def of(name: str) -> Any:
            if name not in known:
                known[name] = self._value(self._subject.typeable(name), known)
            if known[name] is None:
                raise ValueError(name)
            return known[name]

        try:
            with mpmath.workdps(DIGITS):
                value = calculate(
                    formula,
                    name=of,
                    number=lambda exact: mpmath.mpf(exact.numerator) / exact.denominator,
                    call=_called,
                )
        except (ArithmeticError, ValueError, TypeError):
            return None
        real = isinstance(value, mpmath.mpf) and mpmath.isfinite(value)
        return value if real and abs(value) < LARGEST else None

    def _drawn(self, chance: random.Random, *, far: bool) -> dict[str, Any]:
        scenario, tape = self._subject.scenario, self._subject.tape
        given = [line for line in tape.values() if line.role in GIVEN]
        known: dict[str, Any] = {}
        for attempt in range(60):
            ranges = {
                Role.INPUT: (-1.5, 1.5),
                Role.TARGET: (0.05, 0.95),
                Role.RATE: (0.1, 0.9),
                **dict.fromkeys((Role.HYPERPARAMETER, Role.SECOND_MOMENT), (0.1, 0.9)),
                Role.COUNT: (1, 5),
            }
            known = {}
            for line in given:
                low, high = ranges.get(line.role, (-1.2, 1.2))
                value = chance.uniform(low, high)
                known[line.name] = mpmath.mpf(abs(value) if attempt % 3 == 1 else value)
            if far:
                moved = chance.choice([line for line in given if line.role is not Role.TARGET])
                known[moved.name] = mpmath.mpf(chance.uniform(-20, 20))
            self._make_shares(known, scenario)
            known |= {name: mpmath.mpf(value) for name, value in self._held.items()}
            ahead = [line.name for line in tape.values() if line.part == "forward"]
            if all(self._value(Name(name), known) is not None for name in ahead):
                break
        return known

    def _make_shares(self, known: dict[str, Any], scenario: Scenario) -> None:
        """Make the targets of a softmax add up to 1."""
        for node in scenario.nodes:
            if isinstance(node, Softmax) and set(node.names) <= set(scenario.outputs):
                for sample in range(1, len(scenario.samples) + 1) or (0,):
                    end = f"[{sample}]" if sample else ""
                    targets = [f"target_{name}{end}" for name in node.names]
                    whole = sum(known[name] for name in targets)
                    known |= {name: known[name] / whole for name in targets}


def _called(function: str, arguments: list[Any]) -> Any:
    """Return the value of a call; of what is as large as towers of powers are, none."""
    if any(isinstance(one, mpmath.mpf) and abs(one) > LARGEST for one in arguments):
        raise ValueError(function)  # Its exponential has more digits than anybody waits for.
    return MEANT[function](*arguments)


# Rewriting and spoiling.

Change = Callable[[Expr, "Drawing"], list[Expr]]
"""From one part of a formula to what may stand in its place."""


@dataclass
class Drawing:
    """Draws formulas for one question."""

    subject: Subject
    asked: str
    chance: random.Random
    known: list[str] = field(default_factory=list)
    """The names that may be typed."""

    def __post_init__(self) -> None:
        tape = self.subject.tape
        before = tape.position(self.asked)
        self.known = [name for name in tape if tape.position(name) < before]

    def right(self) -> tuple[str, Expr]:
        """Return the right formula, rewritten a few times; and by what."""
        formula = self.subject.typeable(self.asked)
        kinds = []
        # Numbers come first: half of x − x is nothing that anybody puts a number in for.
        drawn = self.chance.choices(list(REWRITES), k=self.chance.randint(1, 4))
        if "number" in drawn:  # Nor for the one factor of two numbers that happen to be equal.
            drawn = [kind for kind in drawn if kind != "factored"]
        for kind in sorted(drawn, key=lambda kind: kind != "number"):
            if (changed := self._changed(formula, REWRITES[kind])) is not None:
                formula = changed
                kinds.append(kind)
        return "+".join(sorted(set(kinds))) or "as it is", formula

    def wrong(self) -> tuple[str, Expr] | None:
        """Return a formula, right but for one thing, and which."""
        kinds = [kind for kind in REWRITES if kind != "number"]
        formula = self.subject.typeable(self.asked)
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            changed = self._changed(formula, REWRITES[self.chance.choice(kinds)])
            formula = formula if changed is None else changed
        kind = self.chance.choice(list(SPOILS))
        spoilt = self._changed(formula, SPOILS[kind])
        return None if spoilt is None else (kind, spoilt)

    def readings(self, formula: Expr) -> Iterator[Expr]:
        """Yield a formula with one of its numbers replaced by each quantity that it is here."""
        for path, part in _parts(formula):
            if isinstance(part, Number):
                for name in self.known:
                    value = self.subject.values[name]
                    if isclose(abs(value), abs(part.value), rel_tol=5e-3):
                        sign = value * float(part.value) < 0
                        yield _put(formula, path, Negative(Name(name)) if sign else Name(name))

    def leaves_out_zeros(self, formula: Expr, oracle: Oracle) -> bool:
        """Whether a formula is the asked sum but for terms that are 0 by their targets.

        Of such targets a loss with logarithms leaves nothing else.
        """
        values, right = self.subject.values, self.subject.typeable(self.asked)
        if not self.subject.scenario.loss.endswith("cross_entropy") or not isinstance(right, Sum):
            return False
        kept = [term for term in right.terms if float_value(term, values.__getitem__)]
        return len(kept) < len(right.terms) and oracle.are_one(formula, total(*kept))

    def leaves_out_targets(self, formula: Expr, oracle: Oracle) -> bool:
        """Whether a formula is the asked one for targets of 0 and 1, without naming what is 0.

        Of one that bends more than the right one only this network's targets hide it: it is wrong.
        """
        values, held = self.subject.values, oracle.at_its_targets
        if held is None or self.subject.scenario.loss.endswith("cross_entropy"):
            return False
        if any(values[name] == 0 for name in names_in(formula)):
            return False
        own = set(bends_of(self.subject.typeable(self.asked)))
        return own.issuperset(bends_of(formula)) and held.is_the_same(formula, self.asked)

    def _changed(self, formula: Expr, change: Change) -> Expr | None:
        places = [
            (path, options) for path, part in _parts(formula) if (options := change(part, self))
        ]
        if not places:
            return None
        path, options = self.chance.choice(places)
        return _put(formula, path, self.chance.choice(options))


Path = tuple[int, ...]


def _parts(formula: Expr, path: Path = ()) -> Iterator[tuple[Path, Expr]]:
    """Yield all parts but exponents, each with the way to it."""
    yield path, formula
    inner = children(formula)[:1] if isinstance(formula, Power) else children(formula)
    for index, part in enumerate(inner):
        yield from _parts(part, (*path, index))


def _put(formula: Expr, path: Path, new: Expr) -> Expr:
    """Return a formula with another part at a place."""
    if not path:
        return new
    parts = list(children(formula))
    parts[path[0]] = _put(parts[path[0]], path[1:], new)
    match formula:
        case Negative():
            return Negative(parts[0])
        case Sum():
            return Sum(tuple(parts))
        case Product():
            return Product(tuple(parts))
        case Quotient():
            return Quotient(parts[0], parts[1])
        case Power():
            return Power(parts[0], parts[1])
        case Call(function, _):
            return Call(function, tuple(parts))
        case _:
            raise TypeError(formula)


def _turned(term: Expr) -> Expr:
    return term.operand if isinstance(term, Negative) else Negative(term)


def _factors(term: Expr) -> tuple[Expr, ...]:
    return term.factors if isinstance(term, Product) else (term,)


def _shuffled(parts: tuple[Expr, ...], drawing: Drawing) -> tuple[Expr, ...]:
    return tuple(drawing.chance.sample(parts, len(parts)))


def _commuted(part: Expr, drawing: Drawing) -> list[Expr]:
    match part:
        case Sum(terms):
            turned = Negative(Sum(tuple(map(_turned, terms))))
            grouped = Sum((Sum(terms[:2]), *terms[2:])) if len(terms) > 2 else part
            return [Sum(_shuffled(terms, drawing)), Sum(terms[::-1]), turned, grouped]
        case Product(factors):
            return [Product(_shuffled(factors, drawing)), Product(factors[::-1])]
        case _:
            return []


def _expanded(part: Expr, _: Drawing) -> list[Expr]:
    match part:
        case Product(factors):
            return [
                Sum(
                    tuple(
                        Negative(Product((*before, term.operand, *after)))
                        if isinstance(term, Negative)
                        else Product((*before, term, *after))
                        for term in factor.terms
                    )
                )
                for index, factor in enumerate(factors)
                if isinstance(factor, Sum)
                for before, after in [(factors[:index], factors[index + 1 :])]
            ]
        case Power(base, Number(exponent)) if exponent == 2:
            squared: list[Expr] = [Product((base, base))]
            match base:
                case Sum((one, other)):
                    mixed = Product((number(2), one, other))
                    squared.append(Sum((Power(one, number(2)), mixed, Power(other, number(2)))))
            return squared
        case Quotient(Sum(terms), below):
            return [Sum(tuple(Quotient(term, below) for term in terms))]
        case Call("exp", (Sum(terms),)):
            return [Product(tuple(Call("exp", (term,)) for term in terms))]
        case _:
            return []


def _factored(part: Expr, _: Drawing) -> list[Expr]:
    if isinstance(part, Product):
        again = [one for one in part.factors if part.factors.count(one) == 2]
        rest = [one for one in part.factors if again and one != again[0]]
        return [product(Power(again[0], number(2)), *rest)] if again else []
    if not isinstance(part, Sum):
        return []
    terms = [_turned(term) if isinstance(term, Negative) else term for term in part.terms]
    found: list[Expr] = []
    for factor in dict.fromkeys(factor for term in terms for factor in _factors(term)):
        holding = [term for term in terms if factor in _factors(term)]
        if len(holding) < 2:
            continue
        inside, outside = [], []
        for whole, term in zip(part.terms, terms, strict=True):
            factors = list(_factors(term))
            if factor not in factors:
                outside.append(whole)
                continue
            factors.remove(factor)
            left = product(*factors)
            inside.append(Negative(left) if isinstance(whole, Negative) else left)
        found.append(total(Product((factor, Sum(tuple(inside)))), *outside))
    return found


def _put_in(part: Expr, drawing: Drawing) -> list[Expr]:
    """A definition in the place of a name."""
    if isinstance(part, Name) and drawing.subject.taught(part.id):
        return [drawing.subject.typeable(part.id)]
    return []


def _nothing_added(part: Expr, drawing: Drawing) -> list[Expr]:
    some = Name(drawing.chance.choice(drawing.known))
    return [
        *(Sum((part, ZERO)), Product((ONE, part)), Product((part, ONE)), Quotient(part, ONE)),
        *(Negative(Negative(part)), Sum((part, some, Negative(some)))),
        Quotient(Product((number(2), part)), number(2)),
    ]


def _another_form(part: Expr, _: Drawing) -> list[Expr]:
    match part:
        case Call("sigmoid", (z,)):
            up = Call("exp", (z,))
            half = Call("tanh", (Quotient(z, number(2)),))
            return [
                Quotient(ONE, Sum((ONE, Call("exp", (Negative(z),))))),
                Quotient(up, Sum((ONE, up))),
                Quotient(Sum((ONE, half)), number(2)),
                difference(ONE, Call("sigmoid", (Negative(z),))),
            ]
        case Call("tanh", (z,)):
            twice = Call("exp", (Product((number(2), z)),))
            return [Quotient(difference(twice, ONE), Sum((twice, ONE)))]
        case Call("softplus", (z,)):
            return [Call("log", (Sum((ONE, Call("exp", (z,)))),))]
        case Call("relu", (z,)):
            absolute = Quotient(Sum((z, Call("abs", (z,)))), number(2))
            return [Call("max", (ZERO, z)), Product((z, Call("step", (z,)))), absolute]
        case Call("abs", (z,)):
            root = Call("sqrt", (Power(z, number(2)),))
            return [Product((z, Call("sign", (z,)))), Call("max", (z, Negative(z))), root]
        case Call("max" | "min" as which, (one, other)):
            apart = Call("abs", (difference(one, other),))
            both = Sum((one, other, apart if which == "max" else Negative(apart)))
            return [Quotient(both, number(2)), Call(which, (other, one))]
        case Call("sqrt", (z,)):
            return [Power(z, number("1/2"))]
        case Quotient(above, below):
            return [
                Product((above, Quotient(ONE, below))),
                Product((above, Power(below, number(-1)))),
            ]
        case Sum((Number(Fraction(numerator=1, denominator=1)), Negative(Power(base, two)))) if (
            two == number(2)
        ):
            return [Product((difference(ONE, base), Sum((ONE, base))))]
        case _:
            return []


def _numbered(part: Expr, drawing: Drawing) -> list[Expr]:
    """The number of a name as it is shown on the screen."""
    if not isinstance(part, Name):
        return []
    shown = Fraction(drawing.subject.spelled(part.id).replace("−", "-"))
    figures = len(typed(Number(abs(shown))).replace(".", "").strip("0"))
    given = drawing.subject.tape[part.id].role in GIVEN
    if shown == 0 or not (given or figures >= 3):  # Of 2.00000 is typed 2, which is any quantity.
        return []
    return [Number(shown) if shown > 0 else Negative(Number(-shown))]


REWRITES: Mapping[str, Change] = {
    "commuted": _commuted,
    "expanded": _expanded,
    "factored": _factored,
    "put in": _put_in,
    "+0 or ·1": _nothing_added,
    "another form": _another_form,
    "number": _numbered,
}


def _term_changed(part: Expr, drawing: Drawing) -> list[Expr]:
    if not isinstance(part, Sum):
        return []
    index = drawing.chance.randrange(len(part.terms))
    rest = (*part.terms[:index], *part.terms[index + 1 :])
    return [total(*rest), Sum((*part.terms, part.terms[index]))]


def _factor_changed(part: Expr, drawing: Drawing) -> list[Expr]:
    match part:
        case Product(factors):
            index = drawing.chance.randrange(len(factors))
            rest = (*factors[:index], *factors[index + 1 :])
            return [product(*rest), Product((*factors, factors[index]))]
        case Quotient(above, below):
            return [Quotient(below, above), Product((above, below)), above]
        case Number(value):
            return [Number(2 * value), Number(value / 2), Number(value + 1)]
        case Name():
            return [Product((part, Name(drawing.chance.choice(drawing.known))))]
        case _:
            return []


def _sign_changed(part: Expr, drawing: Drawing) -> list[Expr]:
    if not isinstance(part, Sum):
        return [_turned(part)]
    index = drawing.chance.randrange(len(part.terms))
    before, after = part.terms[:index], part.terms[index + 1 :]
    return [Sum((*before, _turned(part.terms[index]), *after))]


def _name_changed(part: Expr, drawing: Drawing) -> list[Expr]:
    if not isinstance(part, Name):
        return []
    tape = drawing.subject.tape
    alike = [name for name in drawing.known if tape[name].role is tape[part.id].role]
    return [Name(drawing.chance.choice(names)) for names in (alike, alike, drawing.known) if names]


def _exponent_changed(part: Expr, drawing: Drawing) -> list[Expr]:
    match part:
        case Power(base, Number(exponent)):
            return [base, Power(base, Number(exponent + 1)), Power(base, Number(exponent - 1))]
        case Name():
            return [Power(part, number(drawing.chance.choice((2, 3, -1, "1/2"))))]
        case _:
            return []


def _bent(part: Expr, _: Drawing) -> list[Expr]:
    match part:
        case Name():
            return [
                *(Call("min", (part, ONE)), Call("max", (part, number("0.01")))),
                *(Call("abs", (part,)), Call("relu", (part,)), Call("max", (part, number(-1)))),
                Product((part, Call("step", (Sum((part, ONE)),)))),
            ]
        case Call(function, (argument,)) if TYPEABLE[function] == (1, 1):
            others = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "abs", "sign", "step")
            return [Call(other, (argument,)) for other in others if other != function]
        case Call("max" | "min" as which, arguments):
            return [Call("min" if which == "max" else "max", arguments), arguments[0]]
        case _:
            return []


SPOILS: Mapping[str, Change] = {
    "term": _term_changed,
    "factor": _factor_changed,
    "sign": _sign_changed,
    "name": _name_changed,
    "exponent": _exponent_changed,
    "bend": _bent,
}


# Typing them.


@dataclass
class Count:
    """What was said of the formulas typed."""

    said: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    times: list[tuple[float, str]] = field(default_factory=list)

    def add(self, verdict: Verdict, kind: str, *, right: bool, where: str) -> None:
        """Count one verdict."""
        side = "right" if right else "wrong"
        self.said[f"{side} ones"] += 1
        self.said[f"{side}, {kind}"] += not right
        accepted = verdict.kind is Correctness.RIGHT
        if accepted and isinstance(verdict.finding, Right):
            self.said[f"{side} accepted {verdict.finding.sense.name}"] += 1
        self.said[f"{side} invalid"] += verdict.kind is Correctness.INVALID
        if accepted is not right:
            self.said["refused" if right else "accepted"] += 1
            finding = verdict.finding
            self.faults.append(
                f"{'refused' if right else 'accepted'} {where} <- {verdict.typed}"
                f"   ({kind}; {type(finding).__name__} {getattr(finding, 'sense', '')})"
            )

    def __iadd__(self, other: "Count") -> "Count":
        self.said += other.said
        self.faults += other.faults
        self.times += other.times
        return self


def asked_in(subject: Subject) -> list[str]:
    """Return the quantities of a subject that are worked out from others."""
    tape = subject.tape
    return [name for name in tape if subject.taught(name) and tape[name].uses]


def judged(subject: Subject, asked: str, each: int, oracle: Oracle, chance: random.Random) -> Count:
    """Type so many right and wrong formulas at one question."""
    judge = Judge(Question(asked, Form.EITHER, subject.scenario.digits), subject)
    drawing = Drawing(subject, asked, chance)
    count = Count()
    where = f"{subject.scenario.name} {asked}"

    def type_in(formula: Expr, kind: str, *, right: bool) -> None:
        start = time.process_time()
        verdict = judge.judge(typed(formula))
        count.times.append((time.process_time() - start, verdict.typed))
        count.add(verdict, kind, right=right, where=where)

    tried = made = 0
    while made < each and tried < 20 * each:
        tried += 1
        kind, formula = drawing.right()
        if _is_typeable(formula) and oracle.is_the_same(formula, asked) != ("number" in kind):
            made += 1
            type_in(formula, kind, right=True)
    tried = made = 0
    while made < each and tried < 20 * each:
        tried += 1
        if (spoilt := drawing.wrong()) is None:
            continue
        kind, formula = spoilt
        if _is_typeable(formula) and oracle.differs(formula, asked) >= SEVERAL:
            if any(oracle.is_the_same(reading, asked) for reading in drawing.readings(formula)):
                continue  # Right by what its numbers are: |s|·1 where s is 1.
            if drawing.leaves_out_zeros(formula, oracle):
                continue  # A textbook's form for targets of 0 and 1: E_y2 is the whole loss.
            if drawing.leaves_out_targets(formula, oracle):
                continue  # The same of a squared error: y is its slope where the target is 0.
            made += 1
            type_in(formula, kind, right=False)
    del count.times[0], count.times[made : made + 1]  # These work out what later ones use again.
    return count


def _is_typeable(formula: Expr) -> bool:
    text = typed(formula)
    marks = len(re.findall(r"[\w./]+|\S", text))
    calls = (part for part in subexpressions(formula) if isinstance(part, Call))
    known = all(call.function in TYPEABLE for call in calls)
    return bool(names_in(formula)) and known and len(text) <= LONGEST and marks <= MOST_MARKS


def scenarios(graphs: int) -> Iterator[Scenario]:
    """Yield the bundled scenarios, then random graphs of both kinds."""
    yield from map(load, bundled())
    for seed in range(graphs):
        yield drawn(seed).scenario if seed % 2 else random_graph(seed)


def subjects(graphs: int) -> Iterator[Subject]:
    """Yield what can be taught of them."""
    for scenario in scenarios(graphs):
        try:
            yield subject_of(replace(scenario, published={}))
        except Exception as error:  # noqa: BLE001 - printed, not hidden
            print(f"{scenario.name}: {error}")


def main() -> None:
    """Print a row for each scenario, the whole, and every false verdict."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    graphs = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    known = list(subjects(graphs))
    of_each = 30
    chance = random.Random(11)
    questions = {
        index: chance.sample(found := asked_in(subject), min(len(found), of_each))
        if index >= len(bundled())
        else asked_in(subject)
        for index, subject in enumerate(known)
    }
    each = -(-wanted // sum(map(len, questions.values())))
    whole = Count()
    for index, subject in enumerate(known):
        count = Count()
        oracle = Oracle(subject, random.Random(index))
        for asked in questions[index]:
            count += judged(subject, asked, each, oracle, chance)
        print(_row(subject.scenario.name, count), *count.faults, sep="\n  ", flush=True)
        whole += count
    print(_row("all", whole))
    print(*(f"{what}: {many}" for what, many in sorted(whole.said.items())), sep="\n")


def _row(name: str, count: Count) -> str:
    said, (slowest, text) = count.said, max(count.times, default=(0.0, ""))
    return (
        f"{name:20} {said['right ones']:6} right, {said['refused']:3} refused   "
        f"{said['wrong ones']:6} wrong, {said['accepted']:3} accepted   "
        f"slowest {1000 * slowest:4.0f} ms {text[:50]}"
    )


if __name__ == "__main__":
    main()
