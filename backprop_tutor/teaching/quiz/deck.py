"""Draws the questions of a quiz: which skill, which step of it, which numbers, in what form."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backprop_tutor.errors import UsageError
from backprop_tutor.formula.expression import names_in
from backprop_tutor.progress.rows import Event, Heard, Row
from backprop_tutor.teaching.dialogue.reply import Came
from backprop_tutor.teaching.learner.catalogue import places_of
from backprop_tutor.teaching.learner.mastery import masteries
from backprop_tutor.teaching.learner.sittings import recorded_name
from backprop_tutor.teaching.learner.skill_selection import next_skill
from backprop_tutor.teaching.learner.skills import TOPICS, Skill, skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions.in_words import in_words
from backprop_tutor.teaching.quiz.erroneous_examples import erroneous_examples
from backprop_tutor.teaching.quiz.exam_paper import ExamPaper
from backprop_tutor.teaching.quiz.introduction import introduction
from backprop_tutor.teaching.quiz.lessons import Lessons
from backprop_tutor.teaching.quiz.question import Asked, heard, with_mistake, with_reason
from backprop_tutor.teaching.reasons.pool import reasons_of
from backprop_tutor.teaching.reasons.question import mixed
from backprop_tutor.teaching.subject.step import Form, Question, Step
from backprop_tutor.teaching.variants.dice import Dice
from backprop_tutor.wording import text, text_with_commas

_MISTAKE_EVERY = 5
"""Each so-manieth question is a worked line to find the mistake in; after a miss a later one."""
_REASON_EVERY, _REASONS_AHEAD = 6, 4
"""Each so-manieth question asks for a reason, the first of them so many questions earlier."""
_MOST_LOOKED_AT = 12
"""Steps of a skill that an exam looks at for one that it can ask; each takes a few milliseconds."""
_FORMULA_SHARE = 1 / 3
"""Of the questions that can be answered by a formula, so many ask for one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a quiz is like."""

    questions: int = 10
    topic: str | None = None
    mend: str | None = None
    """The id of a wrong idea: then all questions are such as it would show at."""
    seed: int = 0
    exam: bool = False
    """One attempt, no hints, no skip, and what was wrong is said at the end."""
    variant: bool = False
    """Fresh numbers for each question."""


class Deck:
    """The questions that a scenario holds, by skill; drawn from one at a time."""

    def __init__(
        self, lessons: Lessons, rules: Rules, earlier: Sequence[Row], began: datetime
    ) -> None:
        """Raise ``UsageError`` where the scenario has no question on the topic."""
        self._lessons, self._rules = lessons, rules
        self._earlier, self._began = earlier, began
        self._recorded_name = recorded_name(lessons.scenario)
        self._mistakes_left = self._reasons_left = rules.mend is None
        digest = lessons.scenario.digest
        lesson = self._lessons.original
        self._told_before = {
            name
            for row in earlier
            if row.heard.digest == digest
            and row.heard.seed is None
            and row.heard.quantity in lesson.subject.tape
            for name in (row.heard.quantity, *lesson.question(row.heard.quantity).terms)
        }
        """What was asked of the scenario's own numbers in an earlier sitting, or told with that."""
        self._reasons_before = {
            row.heard.quantity
            for row in earlier
            if row.heard.digest == digest and row.heard.seed is None
        }
        self._quantities: dict[Skill, list[str]] = {}
        wanted = None if rules.topic is None else TOPICS[rules.topic]
        for name in self._askable():
            skill = skill_of(lesson.subject[name], lesson.subject)
            if wanted is None or skill in wanted:
                self._quantities.setdefault(skill, []).append(name)
        if not self._quantities:
            raise UsageError(self._no_question())
        self._paper: ExamPaper | None = None
        if rules.exam:
            self._paper = ExamPaper(introduction(lessons), lesson.subject)

    def _askable(self) -> Iterable[str]:
        """Return what can be asked: steps, and the lines that they step over; to mend an idea the
        steps at which it would show.
        """
        lesson, idea = self._lessons.original, self._rules.mend
        if idea is not None:
            return [lesson.quantity(place) for place in places_of(idea, lesson)]
        return lesson.quantities(len(lesson))

    def _no_question(self) -> str:
        """Say that the scenario has no question on the topic, and on which topics it has some."""
        name, topic = self._lessons.scenario.name, self._rules.topic
        if self._rules.mend is not None:
            called = in_words(self._rules.mend)
            return text(
                "{scenario} has no question at which this would show: {idea}",
                scenario=name,
                idea=called,
            )
        if topic is None:
            return text("{scenario} has no question", scenario=name)
        lesson = self._lessons.original
        skills = {skill_of(lesson.subject[one], lesson.subject) for one in lesson.asked()}
        there = [one for one, wanted in TOPICS.items() if skills & set(wanted)]
        if not there:
            return text(
                "{scenario} has no question on the topic {topic}", scenario=name, topic=topic
            )
        return text(
            "{scenario} has no question on the topic {topic}; it has some on {topics}",
            scenario=name,
            topic=topic,
            topics=text_with_commas(there),
        )

    def draw(self, rows: Sequence[Row], before: Sequence[Asked], *, missed: bool) -> Asked:
        """Return the next question, given what was typed so far and what was asked before.

        After a miss the same skill is asked again, with other numbers; so is what was right on one
        network only. What an exam asks tells
        nothing of the answers: there every question counts as one that was answered right.
        """
        number = len(before)
        if self._paper is not None:
            self._paper.write_down(before)
            rows, missed = [self._as_if_right(one, at) for at, one in enumerate(before, 1)], False
        chance = random.Random(f"{self._rules.seed}/{number}")
        known = masteries([*self._earlier, *rows])
        available = {skill: len(names) for skill, names in self._quantities.items()}
        skill = next_skill(known, available, self._moment(len(rows)), chance)
        again = missed and skill is before[-1].skill
        found = sum(one.mistake is not None for one in before)
        if not again and found < (number + 1) // _MISTAKE_EVERY and self._mistakes_left:
            mistake = self._mistake(before)
            if mistake is not None:
                return mistake
            self._mistakes_left = False  # Fewer and fewer were not asked yet.
        asked = sum(one.reason is not None for one in before)
        wanted = (number + _REASONS_AHEAD) // _REASON_EVERY
        if not again and asked < wanted and self._reasons_left:
            reason = self._reason(before)
            if reason is not None:
                return reason
            self._reasons_left = False
        if self._paper is not None:
            return self._for_an_exam(skill, before, chance, self._paper)
        one_network = known[skill].sure and not known[skill].mastered
        others = again or one_network or self._rules.variant
        seed = self._rules.seed * 1000 + number if others else None
        return self._question(skill, before, seed, chance)

    def _as_if_right(self, asked: Asked, number: int) -> Row:
        return self.row(heard(asked, "", Came((), Event.RIGHT, attempt=1)), number, number)

    def _moment(self, number: int) -> datetime:
        """Return a time for the so-manieth text, the same whenever the quiz is heard again."""
        return self._began + timedelta(seconds=number)

    def _question(
        self, skill: Skill, before: Sequence[Asked], seed: int | None, chance: random.Random
    ) -> Asked:
        """Return a question of a skill; with other numbers, if all its questions were asked.

        What was asked in an earlier sitting counts: to type the same numbers again teaches nothing.
        """
        names = self._quantities[skill]
        # The working of a question tells the lines that it steps over.
        told = {
            (name, one.seed)
            for one in before
            if one.reason is None
            for name in (one.question.quantity, *one.question.terms)
        }
        left = [
            name
            for name in names
            if (name, seed) not in told and (seed is not None or name not in self._told_before)
        ]
        if not left:
            seed = self._rules.seed * 1000 + len(before)
            left = names
        if before and len(left) > 1:  # Never the same twice in a row.
            left = [name for name in left if name != before[-1].question.quantity] or left
        name = left[int(chance.random() * len(left))]
        one = self._asked(skill, name, seed)
        wants_formula = chance.random() < _FORMULA_SHARE
        return _for_a_formula(one) if wants_formula and _has_formula(one) else one

    def _asked(self, skill: Skill, name: str, seed: int | None) -> Asked:
        """Return the question for a quantity at the numbers of a seed; a number is asked for."""
        lesson = self._lessons.of(seed)
        if lesson is self._lessons.original:
            seed = None
        place, step = _step_of(name, lesson)
        question = Question(step.name, Form.NUMBER, step.question.digits, step.question.terms)
        return Asked(self._recorded_name, lesson, place, step, question, skill, seed)

    def _for_an_exam(
        self, skill: Skill, before: Sequence[Asked], chance: random.Random, paper: ExamPaper
    ) -> Asked:
        """Return a question that the paper admits: of the skill, else of another.

        Where no more is admitted at the scenario's own numbers, it is asked at others; where it has
        no others, what was asked before is asked once more.
        """
        other = [one for one in self._quantities if one is not skill]
        fresh = self._rules.seed * 1000 + len(before)
        asked = {(one.question.quantity, one.seed) for one in before}
        wants_formula = chance.random() < _FORMULA_SHARE
        for wanted in (skill, *chance.sample(other, len(other))):
            names = self._quantities[wanted]
            mixed = chance.sample(names, min(len(names), _MOST_LOOKED_AT))
            for seed in (fresh,) if self._rules.variant else (None, fresh):
                for name in mixed:
                    one = self._asked(wanted, name, seed)
                    forms = [_for_a_formula(one)] if wants_formula and _has_formula(one) else []
                    for question in (*forms, one):
                        is_new = (question.question.quantity, question.seed) not in asked
                        if is_new and paper.admits(question):
                            return question
        again = [one for one in before if one.mistake is None and one.reason is None]
        if again:
            return chance.choice(again)
        return self._asked(skill, self._quantities[skill][0], None)

    def _mistake(self, before: Sequence[Asked]) -> Asked | None:
        """Return a mistake to find in what was not asked before."""
        lesson = self._lessons.original
        # The same quantity at the same numbers would be the same question in the record.
        shown = {one.question.quantity for one in before if one.seed is None}
        for mistake in erroneous_examples(lesson, Dice(f"mistakes/{self._rules.seed}")):
            skill = skill_of(lesson.subject[mistake.quantity], lesson.subject)
            is_taught = lesson.find(mistake.quantity) is not None
            if mistake.quantity in shown or skill not in self._quantities or not is_taught:
                continue
            place, step = _step_of(mistake.quantity, lesson)
            asked = with_mistake(
                Asked(self._recorded_name, lesson, place, step, mistake.question, skill), mistake
            )
            if self._paper is None or self._paper.admits(asked):
                return asked
        return None

    def _reason(self, before: Sequence[Asked]) -> Asked | None:
        """Return a reason to choose that was not asked for, at its own numbers if it can be.

        Where it was asked for in an earlier sitting, it is at others.
        """
        fresh = self._rules.seed * 1000 + len(before)
        dice = Dice(f"reasons/{self._rules.seed}/{len(before)}")
        kinds = {one.reason.kind for one in before if one.reason is not None}
        met = {one.called for one in before}
        last = before[-1].question.quantity if before else None
        for seed in (fresh,) if self._rules.variant else (None, fresh):
            known = met if seed is not None else met | self._reasons_before
            found = [
                one for one in reasons_of(self._lessons.of(seed), dice) if one.called not in known
            ]
            for reason in sorted(found, key=lambda one: one.kind in kinds):
                if reason.skill not in self._quantities or reason.quantity == last:
                    continue
                plain = self._asked(reason.skill, reason.quantity, seed)
                asked = with_reason(plain, mixed(reason, dice))
                if self._paper is None or self._paper.admits(asked):
                    return asked
        return None

    def row(self, came: Heard, question: int, number: int) -> Row:
        """Return what was typed as a row of this quiz, for its own use.

        Each question is a sitting of its own: one that is asked twice, because a scenario has no
        other numbers, is two of the score.
        """
        return Row(str(question), number, self._moment(number).isoformat(), 0, came)


def _step_of(name: str, lesson: Lesson) -> tuple[int, Step]:
    """Return the step that teaches a quantity, with its place; of a line that a step steps over,
    the step that it would be.
    """
    place = lesson.find(name)
    assert place is not None, "only what a lesson teaches is asked"
    step = lesson[place]
    return place, step if step.question.quantity == name else lesson.term(name, place)


def _has_formula(one: Asked) -> bool:
    return bool(names_in(one.lesson.subject[one.step.name].formula))


def _for_a_formula(one: Asked) -> Asked:
    """Return the same question, to be answered with a formula."""
    return replace(one, question=replace(one.question, form=Form.FORMULA))
