"""What came of the sheets of a class, as plain records that cross from one process to another."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from backprop_tutor.teaching.grading.marking import AnswerMark, MarkedAnswer
from backprop_tutor.untrusted import in_one_spelling

FULL = frozenset({AnswerMark.RIGHT, AnswerMark.FOLLOWS})
"""Marks that cost nothing."""
_FEWEST_SHARED = 2
"""One wrong number that two students share is no sign of anything."""
_FEWEST_TAKEN, _TELLING = 3, 4
"""So many numbers, of so many figures each, that are right on another's sheet are no chance."""


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
    after: int = 0
    """It asks about the pass after so many updates."""
    is_feedback: bool = False
    """Whether it is no sheet, but what some student was told of one."""

    @property
    def holder(self) -> str:
        """Who has handed it in, as it stands there; of a sheet without a name, its file."""
        return self.student or self.file

    @property
    def paper(self) -> tuple[str, str, str, int | None, int]:
        """Whose it is, of which network and at which numbers: the same for one that comes again."""
        whose = (in_one_spelling(self.student), "") if self.student else ("", self.file)
        return (*whose, *self.given)

    @property
    def given(self) -> tuple[str, int | None, int]:
        """Which numbers it asks about."""
        return self.scenario, self.seed, self.after

    @property
    def is_marked(self) -> bool:
        """Whether anything of it was marked."""
        return bool(self.answers)

    def count(self, *marks: AnswerMark) -> int:
        """Return how many answers have one of some marks."""
        return sum(one.mark in marks for one in self.answers)

    def shares_a_question(self, other: "SheetResult") -> bool:
        """Whether both have a blank for one thing; two parts of a lesson have not."""
        asked = {one.quantity for one in self.answers}
        return any(one.quantity in asked for one in other.answers)


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


@dataclass(frozen=True, slots=True)
class Shared:
    """Students who have worked with the same numbers, where most have numbers of their own."""

    scenario: str
    seed: int
    students: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A student whose wrong numbers are right on the sheet of somebody with other numbers."""

    student: str
    numbers: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sheet that its student has handed in more than once."""

    student: str
    counted: str
    """The file of the one that counts."""
    left_out: tuple[str, ...]
    """The files of the others."""


@dataclass(slots=True)
class _Costs:
    """How often each question and each idea was met."""

    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    blank: Counter[tuple[str, str]] = field(default_factory=Counter)
    at: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    ideas: Counter[str] = field(default_factory=Counter)
    holders: dict[str, set[str]] = field(default_factory=dict)

    def add(self, sheet: SheetResult) -> None:
        """Count one sheet."""
        held: set[str] = set()
        for answer in sheet.answers:
            asked = (sheet.scenario, answer.quantity)
            self.asked[asked] += 1
            if answer.mark is AnswerMark.BLANK:
                self.blank[asked] += 1
            elif answer.mark not in FULL:
                self.lost[asked] += 1
            if answer.mark is AnswerMark.WRONG and answer.misconceptions:
                first = answer.misconceptions[0]
                self.ideas[first] += 1
                self.at[(*asked, first)] += 1
                held.add(first)
        for idea in held:
            self.holders.setdefault(idea, set()).add(in_one_spelling(sheet.holder))


class ClassResults:
    """What a class has got and has not got.

    A sheet that its student has handed in more than once counts once: the one with the most right
    answers, in whichever order they come. Unless it is to be ``whole``, what was typed is
    forgotten: of a hundred thousand sheets little more is held then than of how many there are.
    """

    def __init__(self, sheets: Iterable[SheetResult] = (), *, whole: bool = True) -> None:
        self.sheets: list[SheetResult] = []
        self._right: list[array[int]] = []
        """Of each sheet the numbers that are right: eight bytes of what each says."""
        self._whole = whole
        self._met: dict[AnswerResult, AnswerResult] = {}
        self._known: tuple[Mapping[int, int], _Costs] | None = None
        for one in sheets:
            self.add(one)

    def add(self, sheet: SheetResult) -> None:
        """Take in one sheet."""
        self._right.append(array("q", _numbers(sheet, FULL)))
        self.sheets.append(sheet if self._whole else self._shortened(sheet))
        self._known = None

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
    def superseded(self) -> Mapping[int, int]:
        """The places of sheets that do not count, each with that of the one which does instead."""
        return self._counted()[0]

    @property
    def counted(self) -> Sequence[SheetResult]:
        """The sheets of which something was marked, each student's once."""
        left_out = self.superseded
        return [one for at, one in enumerate(self.sheets) if one.is_marked and at not in left_out]

    @property
    def troubles(self) -> Sequence[SheetResult]:
        """The sheets of which not all could be marked."""
        return [one for one in self.sheets if one.trouble and not one.is_feedback]

    @property
    def feedback(self) -> Sequence[SheetResult]:
        """What is no sheet, but was written for students by this program."""
        return [one for one in self.sheets if one.is_feedback]

    def repeated(self) -> list[Repeated]:
        """Return the sheets that came more than once, by whose they are."""
        of: dict[int, list[str]] = {}
        for left_out, counted in self.superseded.items():
            of.setdefault(counted, []).append(self.sheets[left_out].file)
        found = [
            Repeated(self.sheets[at].holder, self.sheets[at].file, tuple(sorted(files)))
            for at, files in of.items()
        ]
        return sorted(found, key=lambda one: (in_one_spelling(one.student), one.counted))

    def _counted(self) -> tuple[Mapping[int, int], _Costs]:
        if self._known is None:
            left_out, costs = self._superseded(), _Costs()
            for at, sheet in enumerate(self.sheets):
                if at not in left_out:
                    costs.add(sheet)
            self._known = left_out, costs
        return self._known

    def _superseded(self) -> Mapping[int, int]:
        papers: dict[tuple[object, ...], list[int]] = {}
        for at, sheet in enumerate(self.sheets):
            if sheet.is_marked:
                papers.setdefault(sheet.paper, []).append(at)
        found: dict[int, int] = {}
        for places in papers.values():
            kept: list[int] = []
            for at in sorted(places, key=self._worth) if len(places) > 1 else ():
                sheet = self.sheets[at]
                better = next((k for k in kept if self.sheets[k].shares_a_question(sheet)), None)
                if better is None:
                    kept.append(at)
                else:
                    found[at] = better
        return found

    def _worth(self, at: int) -> tuple[int, int, str]:
        """Return what puts the sheet that counts before the others."""
        sheet = self.sheets[at]
        return (-sheet.count(*FULL), sheet.count(AnswerMark.BLANK), sheet.file)

    def questions(self) -> list[QuestionCost]:
        """Return the questions that have cost something, those that cost most first."""
        costs = self._counted()[1]
        first: dict[tuple[str, str], tuple[int, str]] = {}
        for (scenario, quantity, idea), count in sorted(costs.at.items()):
            if count > first.get((scenario, quantity), (0, ""))[0]:
                first[scenario, quantity] = (count, idea)
        found = [
            QuestionCost(
                *asked, count, costs.lost[asked], costs.blank[asked], first.get(asked, (0, None))[1]
            )
            for asked, count in costs.asked.items()
            if costs.lost[asked] or costs.blank[asked]
        ]
        return sorted(found, key=lambda one: (-one.lost, -one.blank, one.scenario, one.quantity))

    def ideas(self) -> list[IdeaCost]:
        """Return the wrong ideas that were met, those that cost most answers first."""
        costs = self._counted()[1]
        found = [
            IdeaCost(idea, count, len(costs.holders[idea])) for idea, count in costs.ideas.items()
        ]
        return sorted(found, key=lambda one: (-one.answers, one.misconception))

    def alike(self) -> list[Alike]:
        """Return the groups of students whose wrong numbers are all the same, the most first."""
        groups: dict[frozenset[tuple[str, str, str]], list[SheetResult]] = {}
        for sheet in self.counted:
            wrong = frozenset(
                (sheet.scenario, one.quantity, one.value)
                for one in sheet.answers
                if one.mark is AnswerMark.WRONG and one.value
            )
            if len(wrong) >= _FEWEST_SHARED:
                groups.setdefault(wrong, []).append(sheet)
        found = []
        for wrong, sheets in groups.items():
            students: dict[str, str] = {}
            for one in sheets:
                students.setdefault(in_one_spelling(one.holder), one.holder)
            if len(students) > 1:
                named = tuple(students.values())
                found.append(Alike(named, len(wrong), _unexplained(sheets[0])))
        return sorted(found, key=lambda one: (-one.numbers, one.students))

    def shared(self) -> list[Shared]:
        """Return the sheets that more than one student has handed in, by their numbers.

        Where a sheet is given to several, as to a row or to a whole class, that says nothing.
        """
        holders: dict[tuple[str, int], dict[str, str]] = {}
        for sheet in self.counted:
            if sheet.seed is not None:
                who = holders.setdefault((sheet.scenario, sheet.seed), {})
                who.setdefault(in_one_spelling(sheet.holder), sheet.holder)
        alone, together = Counter[str](), Counter[str]()
        for (scenario, _), who in holders.items():
            (alone if len(who) == 1 else together)[scenario] += len(who)
        return [
            Shared(scenario, seed, tuple(who.values()))
            for (scenario, seed), who in sorted(holders.items(), key=lambda one: one[0])
            if len(who) > 1 and alone[scenario] > together[scenario]
        ]

    def taken(self) -> list[Taken]:
        """Return the students half of whose wrong numbers, or more, are right for another.

        Only for one who was given other numbers: of the same numbers, what goes wrong for one may
        follow for another from an earlier mistake.
        """
        of_class = [at for at, sheet in enumerate(self.sheets) if at not in self.superseded]
        wrong = {at: set(_numbers(self.sheets[at], {AnswerMark.WRONG})) for at in of_class}
        whose: dict[int, list[int]] = {}
        for at, numbers in wrong.items():
            for number in numbers if len(numbers) >= _FEWEST_TAKEN else ():
                whose.setdefault(number, []).append(at)
        found: dict[int, dict[int, int]] = {}
        for other in of_class if whose else ():
            met = Counter(at for number in self._right[other] for at in whose.get(number, ()))
            for at, count in met.items():
                alike = self.sheets[at].given == self.sheets[other].given
                if not alike and count >= max(_FEWEST_TAKEN, len(wrong[at]) / 2):
                    found.setdefault(at, {})[other] = count
        return [
            Taken(
                self.sheets[at].holder,
                max(of.values()),
                tuple(self.sheets[other].holder for other in of if of[other] == max(of.values())),
            )
            for at, of in sorted(found.items())
        ]


def _numbers(sheet: SheetResult, marks: Set[AnswerMark]) -> Iterator[int]:
    """Yield a number for each answer that has one of some marks, and figures that say enough."""
    for one in sheet.answers:
        figures = one.value.partition("e")[0].replace(".", "").lstrip("-0")
        if one.mark in marks and len(figures) >= _TELLING:
            yield hash((sheet.scenario, one.quantity, one.value))


def _unexplained(sheet: SheetResult) -> int:
    return sum(one.mark is AnswerMark.WRONG and not one.misconceptions for one in sheet.answers)
