"""Types the one-slip rows of ``answers.yaml`` as people do: how many of the slips are named?

``python tests/one_slip_table.py`` prints a row for each way to work them out (with exact numbers,
with those on the screen, with one's own of four figures, in float32) and a column for each way to
type them; then the same for the right formulas, of which every one has to be right.
"""

import ast
import re
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from test_answers import DATA, ROWS, in_figures, judge, numbers, worked_out

from backprop_tutor.maths import figures
from backprop_tutor.teaching.judging.verdict import Correctness, Verdict

RIGHT: Mapping[tuple[str, str], str] = {
    ("mazur", "net_h1"): "w1*i1 + w2*i2 + b1",
    ("mazur", "out_h1"): "1/(1 + exp(-z_h1))",
    ("mazur", "net_o1"): "w5*h1 + w6*h2 + b2",
    ("mazur", "E_o1"): "(t1 - o1)**2/2",
    ("mazur", "E_total"): "E_o1 + E_o2",
    ("mazur", "dE_total/dout_o1"): "o1 - t1",
    ("mazur", "dE_total/dout_o2"): "o2 - t2",
    ("mazur", "dout_o1/dnet_o1"): "o1*(1 - o1)",
    ("mazur", "dE_total/dnet_o1"): "error_o1*slope_o1",
    ("mazur", "dnet_o1/dw5"): "h1",
    ("mazur", "dE_total/dw5"): "error_o1*slope_o1*h1",
    ("mazur", "dE_total/db2"): "delta_o1 + delta_o2",
    ("mazur", "dnet_o1/dout_h1"): "w5",
    ("mazur", "dE_total/dout_h1"): "delta_o1*w5 + delta_o2*w7",
    ("mazur", "dE_total/dnet_h1"): "back_h1*slope_h1",
    ("mazur", "dE_total/dw1"): "back_h1*slope_h1*i1",
    ("mazur", "w5_new"): "w5 - eta*delta_o1*h1",
}
"""The right formulas of the questions, in the numbers at the end of ``answers.yaml``."""

TYPED = (4, 5, 6, 8, 16)
ARITHMETIC = "arithmetic"
_NAME = re.compile(r"[A-Za-z_]\w*")
_FUNCTIONS = {"exp", "log", "abs", "max"}


def single(value: float) -> float:
    """Return a value as float32 holds it."""
    rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    return rounded


def as_it_is(value: float) -> float:
    """Return a value as it is."""
    return value


def to_six(value: float) -> float:
    """Return a value as the screen shows it."""
    return figures.rounded_to_figures(value, 6)


def to_four(value: float) -> float:
    """Return a value in four figures."""
    return figures.rounded_to_figures(value, 4)


@dataclass(frozen=True)
class Way:
    """A way to work: how each number is rounded, and each step; whether from one's own numbers."""

    name: str
    rounded: Callable[[float], float]
    own: bool = False
    each: Callable[[float], float] = as_it_is


WAYS = (
    Way("exact", as_it_is),
    Way("the screen's six figures", to_six),
    Way("four figures of each", to_four),
    Way("own four figures all along", to_four, own=True),
    Way("float32", single, own=True, each=single),
)


def known(scenario: str, way: Way) -> Mapping[str, float]:
    """Return the numbers that somebody works with: those that are given are exact."""
    exact, values = numbers(scenario), dict[str, float]()
    for name, text in DATA["numbers"][scenario].items():
        if isinstance(text, str) and _NAME.search(text):
            value = worked(str(text), values, way.each) if way.own else exact[name]
            values[name] = way.rounded(value)
        else:
            values[name] = exact[name] if way.each is as_it_is else single(exact[name])
    return values


def worked(text: str, values: Mapping[str, float], each: Callable[[float], float]) -> float:
    """Return the value of an expression, each operation of which is rounded."""
    if each is as_it_is:
        return worked_out(text, values)

    def value(node: ast.AST) -> float:
        if isinstance(node, ast.Constant | ast.Name):
            return worked_out(ast.unparse(node), values)
        held: dict[str, float] = {}
        for index, part in enumerate(ast.iter_child_nodes(node)):
            if isinstance(part, ast.expr) and not (
                isinstance(node, ast.Call) and part is node.func
            ):
                held[f"part{index}"] = value(part)
        return each(worked_out(_over(node, list(held)), held))

    return value(ast.parse(text, mode="eval").body)


def _over(node: ast.AST, names: list[str]) -> str:
    """Return an operation with names in the place of its parts."""
    match node:
        case ast.UnaryOp():
            return f"-{names[0]}"
        case ast.BinOp(_, sign, _):
            signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
            return f"{names[0]}{signs[type(sign)]}{names[1]}"
        case ast.Call(ast.Name(function), _, _):
            return f"{function}({', '.join(names)})"
        case _:
            raise ValueError(ast.unparse(node))


def spelled(text: str, values: Mapping[str, float], digits: int) -> str:
    """Return an expression with numbers in the place of its names."""

    def put_in(found: re.Match[str]) -> str:
        name = found[0]
        if name in _FUNCTIONS:
            return name
        number = in_figures(values[name], digits) if values[name] else "0"
        return f"({number})" if values[name] < 0 else number

    return _NAME.sub(put_in, text)


@dataclass(frozen=True)
class Case:
    """A formula at a question, with the figures it takes to show four of what is judged."""

    question: tuple[str, str, str, int]
    formula: str
    figures: int
    ids: frozenset[str] | None
    """Of which one has to be named; None for a right formula."""

    def texts(self, way: Way) -> Iterator[tuple[int | str, str]]:
        """Yield how it is typed in each column, worked out in a way."""
        values = known(self.question[0], way)
        value = worked(self.formula, values, way.each)
        for count in TYPED:
            more = min(count - 4, 16 - self.figures)
            yield count, in_figures(value, self.figures + more)
        digits = {to_six: 6, to_four: 4, single: 9}.get(way.rounded, 16)
        yield ARITHMETIC, spelled(self.formula, values, digits)

    def holds(self, verdict: Verdict) -> bool:
        """Whether a verdict is as it has to be."""
        if self.ids is None:
            return verdict.kind is Correctness.RIGHT
        return verdict.kind is Correctness.WRONG and not self.ids.isdisjoint(verdict.misconceptions)


def slipped() -> list[Case]:
    """Return the one-slip rows; what they lead to exactly says which ids explain each."""
    found = []
    for row in ROWS:
        if row.one_slip:
            formula = row.worked or row.typed
            found.append(Case(row.question, formula, _shown(row.typed), frozenset(row.ids)))
    return found


def _shown(text: str) -> int:
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    return max(4, len(digits))


def right() -> list[Case]:
    """Return the right formulas of the same questions, where the table has them."""
    questions = dict.fromkeys(row.question for row in ROWS if row.one_slip)
    return [
        Case(question, RIGHT[question[:2]], 6 if question[1].endswith("_new") else 4, None)
        for question in questions
        if question[:2] in RIGHT
    ]


def counted(cases: list[Case], way: Way) -> Iterator[tuple[int | str, int, list[str]]]:
    """Yield for each column how many cases hold, and those that do not."""
    held: dict[int | str, list[str]] = {}
    for case in cases:
        for column, text in case.texts(way):
            failed = held.setdefault(column, [])
            verdict = judge(*case.question).judge(text)
            if not case.holds(verdict):
                said = f"{verdict.kind} {', '.join(verdict.misconceptions)}"
                failed.append(f"{case.question[1]} {case.formula} as {text}: {said}")
    for column, failed in held.items():
        yield column, len(cases) - len(failed), failed


def main() -> None:
    """Print both tables; with ``-v`` also what does not hold."""
    for title, cases in (("slips named", slipped()), ("right formulas right", right())):
        print(f"{title}, of {len(cases)}")
        print(f"{'':28}", *(f"{column:>11}" for column in (*TYPED, ARITHMETIC)))
        for way in WAYS:
            columns = list(counted(cases, way))
            print(f"{way.name:28}", *(f"{count:>11}" for _, count, _ in columns))
            if "-v" in sys.argv:
                print(*(f"    {one}" for _, _, failed in columns for one in failed), sep="\n")


if __name__ == "__main__":
    main()
