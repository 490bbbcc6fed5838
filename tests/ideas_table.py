"""Counts at how many lines each wrong idea is tried, and whether its answers are named.

``python tests/ideas_table.py [SCENARIO …]`` prints for each idea the number of pairs of a scenario
and a line at which it is tried, and how often it is named, it or another that leads to the same,
where its answer is typed as a formula, as an exact number, and as arithmetic with numbers of four
figures; then for each scenario how many wrong answers to a question are recognised. Without names,
it takes all bundled scenarios. Of the lines of a scenario that have one role an idea's answers are
typed at the first two, with ``--all`` at all of them, which takes many minutes.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf, isfinite

from backprop_tutor.formula.expression import (
    Expr,
    Name,
    names_in,
    number,
    subexpressions,
    substitute,
)
from backprop_tutor.formula.spelling import typed
from backprop_tutor.loader import bundled, load
from backprop_tutor.maths import figures
from backprop_tutor.maths.tape.tape import GIVEN, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.authoring.collisions import collisions
from backprop_tutor.teaching.judging.equivalence import agree
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.line_kinds import kind_of
from backprop_tutor.teaching.misconceptions import IDEAS, Consequence, candidates
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

_LONGEST = 400
"""What is typed is never longer."""
_OF_A_ROLE = 2
"""The lines of one role are alike: a third one would say the same again."""
WAYS = ("formula", "exact number", "four-figure arithmetic")


@dataclass
class Table:
    """How often each idea was tried; and typed, and named, in each way."""

    tried: Counter[str] = field(default_factory=Counter)
    typed: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    passed: list[str] = field(default_factory=list)
    """Wrong answers that were taken for right."""


def tried_at(asked: str, subject: Subject) -> dict[str, Consequence]:
    """Return what each idea makes of a line at its likeliest, where it differs from the line."""
    found: dict[str, Consequence] = {}
    for one in candidates(asked, subject):
        if one.idea.id not in found:
            value = one.value(subject.values)
            if isfinite(value) and not agree(value, subject.values[asked]):
                found[one.idea.id] = one
    return found


def written_out(one: Consequence, subject: Subject) -> Expr | None:
    """Return the wrong formula of the line asked, with all that follows from the slip put in.

    None if it has more parts than a text that may be typed has signs: what follows from a slip is
    put in wherever it is read, so a formula about several samples would not end.
    """
    moved: dict[str, bool] = {}
    written: dict[str, tuple[Expr, int]] = {}

    def is_moved(name: str) -> bool:
        if name not in moved:
            line = subject[name]
            uses = () if line.role in GIVEN or name in subject.scenario.given else line.uses
            moved[name] = name in one.changed or any(map(is_moved, uses))
        return moved[name]

    def of(name: str) -> tuple[Expr, int]:
        """Return a line's formula, and of how many parts it is."""
        if name not in written:
            formula = one.changed.get(name) or subject.typeable(name)
            # What a wrong formula reads of later lines keeps its right value.
            earlier = [used for used in names_in(formula) if _is_before(used, name, subject)]
            put_in = {used: of(used) for used in earlier if is_moved(used)}
            sizes = {used: size for used, (_, size) in put_in.items()}
            parts = sum(
                sizes.get(part.id, 1) if isinstance(part, Name) else 1
                for part in subexpressions(formula)
            )
            if parts <= _LONGEST:
                formula = substitute(formula, {used: whole for used, (whole, _) in put_in.items()})
            written[name] = formula, parts
        return written[name]

    whole, parts = of(one.asked)
    return whole if parts <= _LONGEST else None


def _is_before(used: str, name: str, subject: Subject) -> bool:
    return subject.tape.position(used) < subject.tape.position(name)


def answers(one: Consequence, subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield what somebody with a wrong idea types, in each of the ways."""
    formula = written_out(one, subject)
    if formula is not None and names_in(formula):
        yield "formula", typed(formula)
        short = {name: number(_short(name, subject)) for name in names_in(formula)}
        yield "four-figure arithmetic", typed(substitute(formula, short))
    yield "exact number", repr(one.value(subject.values))


def _short(name: str, subject: Subject) -> str:
    """Return a number as somebody notes it: as it is given, or in four figures."""
    value = subject.values[name]
    return subject.written.get(name) or f"{figures.rounded(value, figures.place_of(value, 4)):f}"


def counted(names: Iterable[str], of_a_kind: int | None = None, of_a_role: float = inf) -> Table:
    """Try all ideas at all lines of some scenarios, or so many of a kind; judge their answers.

    Of the lines of one role each idea's answers are typed at so many of every scenario.
    """
    table = Table()
    for name in names:
        scenario = load(name)
        subject = subject_of(scenario)
        kinds: Counter[object] = Counter()
        at_role: Counter[tuple[str, Role]] = Counter()
        for asked in filter(subject.taught, subject.tape):
            kind = kind_of(subject[asked], subject)
            kinds[kind] += 1
            if of_a_kind is not None and kinds[kind] > of_a_kind:
                continue
            judge = Judge(Question(asked, Form.EITHER, scenario.digits), subject)
            all_of_them = [
                (one.idea.id, one.value(subject.values)) for one in candidates(asked, subject)
            ]
            for id_, one in tried_at(asked, subject).items():
                table.tried[id_] += 1
                at_role[id_, subject[asked].role] += 1
                if at_role[id_, subject[asked].role] > of_a_role:
                    continue
                wrong = one.value(subject.values)
                same = {other for other, value in all_of_them if agree(value, wrong)}
                for way, text in answers(one, subject):
                    if len(text) > _LONGEST:
                        continue
                    verdict = judge.judge(text)
                    table.typed[id_, way] += 1
                    table.named[id_, way] += not same.isdisjoint(verdict.misconceptions)
                    if verdict.kind is Correctness.RIGHT and way != "four-figure arithmetic":
                        table.passed.append(f"{name} {asked} {id_}: {text}")
    return table


def recognised(name: str) -> tuple[int, int]:
    """Return how many questions a scenario has, and how many wrong answers are recognised."""
    report = collisions(Lesson(subject_of(load(name)), frozenset(Part)))
    return report.questions, report.wrong_answers


def main() -> None:
    """Print both tables."""
    names = [name for name in sys.argv[1:] if name != "--all"] or bundled()
    table = counted(names, of_a_role=inf if "--all" in sys.argv else _OF_A_ROLE)
    print(f"{'idea':30} {'tried':>6}", *(f"{way:>24}" for way in WAYS))
    for id_ in dict.fromkeys(one.id for one in IDEAS):
        ways = (f"{table.named[id_, way]} of {table.typed[id_, way]}" for way in WAYS)
        print(f"{id_:30} {table.tried[id_]:6}", *(f"{text:>24}" for text in ways))
    for way in WAYS:
        of = sum(count for (_, one), count in table.typed.items() if one == way)
        print(f"{way}: {sum(n for (_, one), n in table.named.items() if one == way)} of {of}")
    print(*table.passed, sep="\n")
    for name in names:
        questions, wrong = recognised(name)
        each = f"{wrong / questions:.1f} to a question"
        print(f"{name}: {questions} questions, {wrong} wrong answers recognised, {each}")


if __name__ == "__main__":
    main()
