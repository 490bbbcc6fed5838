"""What came of the sheets of a class, as plain records that cross from one process to another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from backprop_tutor.teaching.grading.marking import AnswerMark, MarkedAnswer

FULL = frozenset({AnswerMark.RIGHT, AnswerMark.FOLLOWS})
"""Marks that cost nothing."""
_FEWEST_SHARED = 2
"""One wrong number that two students share is no sign of anything."""


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What came of one answer."""

    quantity: str
    typed: str
    mark: AnswerMark
    misconceptions: tuple[str, ...] = ()
    value: str = ""
    """The number that was read, in six figures: by it two students' numbers are one."""


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What came of one sheet. Every student has one, whatever the sheet is like."""

    student: str
    file: str
    scenario: str = ""
    seed: int | None = None
    answers: tuple[AnswerResult, ...] = ()
    trouble: str = ""
    """Why it could not be marked, or not all of it, as a sentence; empty if all is well."""

    @property
    def holder(self) -> str:
        """Who has handed it in: one and the same for a sheet that is sent twice."""
        return self.student or self.file

    @property
    def is_marked(self) -> bool:
        """Whether anything of it was marked."""
        return bool(self.answers)

    def count(self, *marks: AnswerMark) -> int:
        """Return how many answers have one of some marks."""
        return sum(one.mark in marks for one in self.answers)


def answer_result(one: MarkedAnswer) -> AnswerResult:
    """Return what is kept of a marked answer."""
    value = one.value
    number = "" if value is None else f"{value:.6g}"
    return AnswerResult(one.quantity, one.typed, one.mark, one.misconceptions, number)


@dataclass(frozen=True, slots=True)
class QuestionCost:
    """What one question has cost the class."""

    scenario: str
    quantity: str
    asked: int
    """Of so many students."""
    lost: int
    """So many answers had no full mark."""
    blank: int
    """So many students have written nothing."""
    misconception: str | None
    """The wrong idea met most often at it."""


@dataclass(frozen=True, slots=True)
class IdeaCost:
    """What one wrong idea has cost the class."""

    misconception: str
    answers: int
    students: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Students whose wrong numbers are all the same."""

    students: tuple[str, ...]
    numbers: int
    unexplained: int
    """So many of them come from no idea that is known: several may hold one idea, by chance."""


class ClassResults:
    """What a class has got and has not got, counted sheet by sheet.

    Unless it is to be ``whole``, what was typed is forgotten once it is counted: of a hundred
    thousand sheets little more is held then than of how many there are.
    """

    def __init__(self, sheets: Iterable[SheetResult] = (), *, whole: bool = True) -> None:
        self.sheets: list[SheetResult] = []
        self._whole = whole
        self._met: dict[AnswerResult, AnswerResult] = {}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._lost: Counter[tuple[str, str]] = Counter()
        self._blank: Counter[tuple[str, str]] = Counter()
        self._at: Counter[tuple[str, str, str]] = Counter()
        self._ideas: Counter[str] = Counter()
        self._holders: dict[str, set[str]] = {}
        for one in sheets:
            self.add(one)

    def add(self, sheet: SheetResult) -> None:
        """Count one sheet."""
        self.sheets.append(sheet if self._whole else self._shortened(sheet))
        held: set[str] = set()
        for answer in sheet.answers:
            asked = (sheet.scenario, answer.quantity)
            self._asked[asked] += 1
            if answer.mark is AnswerMark.BLANK:
                self._blank[asked] += 1
            elif answer.mark not in FULL:
                self._lost[asked] += 1
            if answer.mark is AnswerMark.WRONG and answer.misconceptions:
                first = answer.misconceptions[0]
                self._ideas[first] += 1
                self._at[(*asked, first)] += 1
                held.add(first)
        for idea in held:
            self._holders.setdefault(idea, set()).add(sheet.holder)

    def _shortened(self, sheet: SheetResult) -> SheetResult:
        """Return a sheet without what was typed but the numbers that are wrong."""
        short = (
            AnswerResult(
                one.quantity,
                "",
                one.mark,
                one.misconceptions,
                one.value if one.mark is AnswerMark.WRONG else "",
            )
            for one in sheet.answers
        )
        return replace(sheet, answers=tuple(self._met.setdefault(one, one) for one in short))

    @property
    def marked(self) -> Sequence[SheetResult]:
        """The sheets of which something was marked."""
        return [one for one in self.sheets if one.is_marked]

    @property
    def troubles(self) -> Sequence[SheetResult]:
        """The sheets of which not all could be marked."""
        return [one for one in self.sheets if one.trouble]

    def questions(self) -> list[QuestionCost]:
        """Return the questions that have cost something, those that cost most first."""
        first: dict[tuple[str, str], tuple[int, str]] = {}
        for (scenario, quantity, idea), count in sorted(self._at.items()):
            if count > first.get((scenario, quantity), (0, ""))[0]:
                first[scenario, quantity] = (count, idea)
        found = [
            QuestionCost(
                *asked, count, self._lost[asked], self._blank[asked], first.get(asked, (0, None))[1]
            )
            for asked, count in self._asked.items()
            if self._lost[asked] or self._blank[asked]
        ]
        return sorted(found, key=lambda one: (-one.lost, -one.blank, one.scenario, one.quantity))

    def ideas(self) -> list[IdeaCost]:
        """Return the wrong ideas that were met, those that cost most answers first."""
        found = [
            IdeaCost(idea, count, len(self._holders[idea])) for idea, count in self._ideas.items()
        ]
        return sorted(found, key=lambda one: (-one.answers, one.misconception))

    def alike(self) -> list[Alike]:
        """Return the groups of students whose wrong numbers are all the same, the most first."""
        groups: dict[frozenset[tuple[str, str, str]], list[SheetResult]] = {}
        for sheet in self.sheets:
            wrong = frozenset(
                (sheet.scenario, one.quantity, one.value)
                for one in sheet.answers
                if one.mark is AnswerMark.WRONG and one.value
            )
            if len(wrong) >= _FEWEST_SHARED:
                groups.setdefault(wrong, []).append(sheet)
        found = [
            Alike(
                tuple(dict.fromkeys(one.holder for one in sheets)),
                len(wrong),
                _unexplained(sheets[0]),
            )
            for wrong, sheets in groups.items()
            if len({one.holder for one in sheets}) > 1
        ]
        return sorted(found, key=lambda one: (-one.numbers, one.students))


def _unexplained(sheet: SheetResult) -> int:
    return sum(one.mark is AnswerMark.WRONG and not one.misconceptions for one in sheet.answers)
