"""The pages that look back: wrong ideas ranked, sittings finished, the score, what is shown."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import isfinite

import pytest
from learners import EVERYWHERE, START, Record, written
from views_pages import expect_golden

from backprop_tutor.blocks.blocks import Bar, Block, Prose, Table, Tone
from backprop_tutor.loader import load
from backprop_tutor.maths import figures
from backprop_tutor.progress.rows import Event, Mode, Sitting
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.slips import of_formula, of_number
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.learner.mastery import masteries
from backprop_tutor.teaching.learner.misconceptions_met import (
    OVERCOME,
    idea_sentence,
    ideas_met,
)
from backprop_tutor.teaching.learner.progress_page import ago, progress_page, spelled_time
from backprop_tutor.teaching.learner.question_outcomes import Result
from backprop_tutor.teaching.learner.recommendation import next_thing, remedy
from backprop_tutor.teaching.learner.sittings import (
    LAST,
    QUESTIONS,
    command_of,
    courses,
    finished_scenarios,
)
from backprop_tutor.teaching.learner.skills import ALL, Skill, skill_of
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import IDEAS, consequences
from backprop_tutor.teaching.misconceptions.in_words import IN_WORDS, in_words
from backprop_tutor.teaching.quiz.score_page import missed_questions, results_counted, score_page
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of
from backprop_tutor.views.markdown.markdown import document
from backprop_tutor.views.text.terminal import Terminal

E = Event
DAY = timedelta(days=1)
MOST_TO_TELL = 3
"""Within so many questions of its kind, a wrong idea is called by its name."""


def held(idea: str, subject: Subject, most: int) -> tuple[Record, int | None]:
    """Answer a lesson by one wrong idea wherever it leads to a number of its own.

    Return the rows, and after how many wrong answers the idea was named.
    """
    record, told = Record(), None
    lesson = Lesson(subject)
    for name in lesson.quantities(len(lesson)):
        line = subject[name]
        one = next((one for one in IDEAS if one.id == idea and line.role in one.roles), None)
        wrong = next(consequences(one, name, subject), None) if one else None
        value = wrong.value(subject.values) if wrong else float("nan")
        if not isfinite(value):
            continue
        text = figures.spelled_to(value, figures.place_of(value, 8)) if value else "0"
        verdict = Judge(Question(name, Form.NUMBER, 6), subject).judge(text)
        if verdict.kind is Correctness.WRONG:
            record.add(
                E.WRONG, name, skill_of(line, subject), typed=text, ideas=verdict.misconceptions
            )
            if told is None and idea in verdict.misconceptions:
                told = len(record.rows)
        if len(record.rows) == most:
            break
    return record, told


ONE_NUMBER = {"absolute-error": "error-sign"}
"""Where an output is below its target these two are one number, and else the first is right."""
IDS = sorted({one.id for one in IDEAS})
SCENARIOS = ("house", "softmax", "skip", "coding-train")


@pytest.fixture(scope="module")
def subjects() -> dict[str, Subject]:
    return {name: subject_of(load(name)) for name in SCENARIOS}


@pytest.mark.slow
@pytest.mark.parametrize("idea", IDS)
def test_who_holds_one_wrong_idea_is_told_and_it_ranks_first(
    idea: str, subjects: dict[str, Subject]
) -> None:
    for subject in subjects.values():
        record, told = held(idea, subject, most=6)
        if record.rows:
            assert told is not None
            assert told <= MOST_TO_TELL
            met = ideas_met(record.rows, record.now)
            assert met[0].id == ONE_NUMBER.get(idea, idea)
            assert idea in {one.id for one in met[:2]}
            break


@pytest.mark.slow
def test_most_wrong_ideas_have_their_chance_in_the_bundled_networks(
    subjects: dict[str, Subject],
) -> None:
    met = [i for i in IDS if any(held(i, subject, most=1)[0].rows for subject in subjects.values())]
    assert len(met) >= 50


def test_how_often_and_how_recently_decide() -> None:
    record = Record(now=START - 60 * DAY)
    for seed in range(4):
        record.add(E.WRONG, seed=seed, ideas=("bias-forgotten",))
    record.now = START
    for seed in range(2):
        record.add(E.WRONG, "w5_new", Skill.UPDATE, seed=seed, ideas=("uphill",))
    first, second = ideas_met(record.rows, record.now)
    assert (first.id, first.times) == ("uphill", 2)
    assert (second.id, second.times) == ("bias-forgotten", 4)
    assert second.weight == pytest.approx(4 * 0.5 ** (60 / 14), rel=1e-3)


def test_the_same_wrong_answer_at_one_question_counts_once() -> None:
    record = Record()
    record.all(E.WRONG, E.WRONG, E.WRONG, ideas=("bias-forgotten",))
    record.add(E.WRONG, "w5_new", Skill.UPDATE, ideas=("sign", "uphill"))
    weights = {one.id: one.weight for one in ideas_met(record.rows, record.now)}
    assert {one: round(weight, 2) for one, weight in weights.items()} == {
        "bias-forgotten": 1,
        "sign": 1,
        "uphill": 0.5,
    }


def test_what_does_not_come_back_is_overcome() -> None:
    record = Record()
    for seed in range(3):
        record.add(E.WRONG, seed=seed, ideas=("bias-forgotten",))
    record.add(E.WRONG, "w5_new", Skill.UPDATE, ideas=("uphill",))
    for seed in range(10, 10 + OVERCOME):
        assert ideas_met(record.rows, record.now)[0].id == "bias-forgotten"
        record.add(E.RIGHT, seed=seed)
    first, second = ideas_met(record.rows, record.now)
    assert (first.id, first.overcome) == ("uphill", False)
    assert (second.id, second.overcome) == ("bias-forgotten", True)


def test_an_idea_is_overcome_where_it_could_have_come_back() -> None:
    """At other questions of the skill even who still holds it is right."""
    record = Record()
    record.add(E.WRONG, "dE_total/dnet_o1[1]", Skill.DELTA, ideas=("no-output-activation-slope",))
    for seed in range(2 * OVERCOME - 1):
        record.add(E.RIGHT, "dE_total/dnet_h1", Skill.DELTA, seed=seed)
        assert not ideas_met(record.rows, record.now)[0].overcome
    elsewhere, there = replace(record, rows=record.rows.copy()), record
    elsewhere.add(E.RIGHT, "dE_total/dnet_h1", Skill.DELTA, seed=50)
    assert ideas_met(elsewhere.rows, elsewhere.now)[0].overcome
    there.add(E.RIGHT, "dE_total/dnet_o2", Skill.DELTA, seed=51)
    assert ideas_met(there.rows, record.now)[0].overcome


@pytest.mark.parametrize(
    ("scenario", "quantity", "idea", "command"),
    [
        ("mazur", "dE_total/dw5", "weight-for-input", "quiz mazur --mend weight-for-input"),
        ("/my nets/a.yaml", "net_h1", "sign", "quiz '/my nets/a.yaml' --variant --topic forward "
         "--questions 4"),
        ("/my nets/a.yaml", "net_h1", "of-another-version", "quiz '/my nets/a.yaml' --variant "
         "--topic forward --questions 4"),
    ],
)  # fmt: skip
def test_the_remedy_is_a_few_questions(
    scenario: str, quantity: str, idea: str, command: str
) -> None:
    record = Record(scenario=scenario)
    record.add(E.WRONG, quantity, ideas=(idea,))
    (met,) = ideas_met(record.rows, record.now)
    assert remedy(met, EVERYWHERE) == f"backprop-tutor {command}"


@pytest.mark.parametrize(
    ("shown", "command"),
    [
        ({"mazur", "house"}, "quiz house --mend weight-for-input"),
        ({"mazur"}, "quiz mazur --mend weight-for-input"),
        (set(), "quiz house --variant --topic chain --questions 4"),
    ],
)
def test_the_remedy_leads_to_a_question_at_which_the_idea_would_show(
    shown: set[str], command: str
) -> None:
    record = Record(scenario="house")
    record.add(E.WRONG, "dE_total/dw5", Skill.GRADIENT, ideas=("weight-for-input",))
    (met,) = ideas_met(record.rows, record.now)
    there = replace(EVERYWHERE, shows=lambda scenario, _: scenario in shown)
    assert remedy(met, there) == f"backprop-tutor {command}"


def test_every_idea_and_slip_has_a_sentence() -> None:
    about = subject_of(load("mazur"))
    slips = {
        slip.id
        for asked in ("net_h1", "dE_total/dw5", "w5_new")
        for slip in (*of_number(asked, about), *of_formula(asked, about))
    }
    assert slips > {"sign", "decimal-point", "factor-2", "factor-half", "other-quantity"}
    for name in (*IDS, *slips):
        assert idea_sentence(name).endswith(".")
        assert in_words(name)[0].islower()
        assert not in_words(name).endswith(".")
    assert {*IDS, *slips} <= {*IN_WORDS}
    assert len({*IN_WORDS.values()}) == len(IN_WORDS), "each is called something else"
    assert idea_sentence("of-another-version") == "of-another-version"
    assert in_words("of-another-version") == "of-another-version"


def test_what_is_said_of_shares_is_not_said_of_slopes() -> None:
    in_shares = idea_sentence("error-sign", Skill.SHARES)
    assert "the answer minus the guess" in in_shares
    for skill in set(Skill) - {Skill.SHARES}:
        assert idea_sentence("error-sign", skill).startswith("The sign is the wrong way round")


def _walk(name: str = "s1", digest: str = "0" * 64, **options: str) -> Sitting:
    return Sitting(
        name, Mode.WALK, "mazur", digest, {LAST: "E_total_new", **options}, written(START)
    )


@pytest.mark.parametrize(
    ("events", "finished"),
    [
        ((), False),
        ((E.WRONG,), False),
        ((E.HINT,), False),
        ((E.WRONG, E.RIGHT), True),
        ((E.SHOWN,), True),
        ((E.SKIPPED,), True),
    ],
)
def test_a_walk_is_finished_once_its_last_question_is_passed(
    events: tuple[Event, ...], finished: bool
) -> None:
    record = Record()
    record.add(E.RIGHT)
    record.all(*events, quantity="E_total_new", skill=Skill.LEARNING_RATE)
    (course,) = courses(record.rows, [_walk()])
    assert (course.finished, course.interrupted) == (finished, not finished)
    assert finished_scenarios([_walk()], record.rows) == ({"mazur"} if finished else set())


def test_part_of_a_lesson_or_another_file_is_not_the_scenario_done() -> None:
    record = Record()
    record.add(E.RIGHT, "E_total_new")
    assert not finished_scenarios([_walk(only="w5")], record.rows)
    assert not finished_scenarios([_walk()], record.rows, {"mazur": "1" * 64})
    assert finished_scenarios([_walk()], record.rows, {"mazur": "0" * 64}) == {"mazur"}


def test_a_quiz_is_finished_when_all_its_questions_have_ended() -> None:
    quiz = replace(_walk(), mode=Mode.QUIZ, options={QUESTIONS: "2", "exam": "1", "variant": ""})
    record = Record()
    record.add(E.WRONG, seed=1)
    assert courses(record.rows, [quiz])[0].interrupted
    assert (
        command_of(courses(record.rows, [quiz])[0].sitting)
        == "backprop-tutor quiz mazur --questions 2 --exam"
    )
    record.add(E.SKIPPED, seed=2)
    assert courses(record.rows, [quiz])[0].finished


def test_the_one_next_thing() -> None:
    """Each reason in turn, from the most pressing to the last."""
    record = Record()
    walk = _walk(only="w5")
    for seed in range(2):
        record.add(E.WRONG, "w5_new", Skill.UPDATE, seed=seed, ideas=("uphill",))

    def command(sittings: Iterable[Sitting], later: timedelta = timedelta()) -> str:
        now = record.now + later
        met, gone = ideas_met(record.rows, now), courses(record.rows, sittings)
        thing = next_thing(masteries(record.rows), met, gone, now, EVERYWHERE, ["skip"])
        return thing.command.removeprefix("backprop-tutor ")

    assert command([walk]) == "walk mazur --only w5"
    assert command([walk], 30 * DAY) == "quiz mazur --mend uphill"
    assert command([]) == "quiz mazur --mend uphill"
    for seed in range(10, 14):
        record.add(E.RIGHT, "w5_new", Skill.UPDATE, seed=seed)
    assert command([], 2 * DAY) == "quiz mazur --variant"
    record.add(E.RIGHT, "net_h1")
    assert command([]) == "quiz mazur --variant"  # Nothing stands out.
    record.add(E.WRONG, "out_h1", Skill.ACTIVATION)
    assert command([]) == "quiz mazur --variant --topic forward"
    for skill in ALL:
        for seed in range(20, 24):
            record.add(E.RIGHT, skill, skill, seed=seed)
    assert command([]) == "walk skip"
    assert next_thing(masteries(record.rows), [], [], record.now, EVERYWHERE).command == (
        "backprop-tutor quiz mazur --variant"
    )


def test_the_score_counts_each_question_once() -> None:
    record = Record()
    record.all(E.RIGHT, seed=1)
    record.all(E.WRONG, E.RIGHT, seed=2)
    record.all(E.HINT, E.RIGHT, seed=3)
    record.all(E.WRONG, E.SHOWN, seed=4)
    record.all(E.SKIPPED, seed=5)
    record.all(E.WRONG, seed=6)
    record.all(E.PRECISION, seed=7)
    assert set(results_counted(record.rows).values()) == {1}
    assert set(results_counted(record.rows)) == set(Result)
    assert [one.rows[0].heard.seed for one in missed_questions(record.rows)] == [2, 4, 6]
    bar = score_page(record.rows, asked=10)[-2]
    assert bar == Prose((Bar(0.1, "1 of 10 right at the first try"),))


def test_the_working_of_a_mistake_is_the_quizs_to_show() -> None:
    record = Record()
    record.add(E.WRONG, seed=3, ideas=("bias-forgotten",), typed="0.0275\x1b[2J")
    working = (Prose(("the working",)),)
    page = score_page(record.rows, working=lambda row: working)
    assert working[0] in page
    assert "The score" in str(page[page.index(working[0]) :]), "the score stands last"
    assert "\x1b" not in _screen(page, 80)
    assert idea_sentence("bias-forgotten", Skill.NET_INPUT) in _screen(page, 400)
    assert not any("solve" in str(block) for block in score_page(record.rows))


def test_an_empty_quiz_and_a_clean_one() -> None:
    assert "no score" in _screen(score_page([]), 80)
    record = Record()
    record.add(E.RIGHT)
    assert "No answer was wrong." in _screen(score_page(record.rows), 80)


def week() -> tuple[Record, list[Sitting]]:
    """A learner's first week: a walk begun, a quiz three days later."""
    record = Record(now=START - 3 * DAY)
    for index in range(1, 4):
        record.add(E.RIGHT, f"net_h{index}")
        record.add(E.RIGHT, f"out_h{index}", Skill.ACTIVATION)
    record.add(E.RIGHT, "E_o1", Skill.LOSS)
    slope, gradient = ("dnet_o1/dw5", Skill.NET_SLOPES), ("dE_total/dw5", Skill.GRADIENT)
    record.add(E.WRONG, *slope, ideas=("weight-for-input",), typed="0.40")
    record.add(E.RIGHT, *slope)
    record.add(E.WRONG, *gradient, ideas=("weight-for-input",), typed="0.0552")
    record.add(E.HINT, *gradient)
    record.add(E.RIGHT, *gradient, hints=1)
    record.now, record.sitting = START, "s2"
    paths, update = ("dE_total/dout_h1", Skill.PATHS), ("w5_new", Skill.UPDATE)
    record.add(E.RIGHT, "dout_o1/dnet_o1", Skill.ACTIVATION_SLOPE)
    record.add(E.WRONG, *paths, ideas=("one-path-only", "neighbour"), typed="0.0543")
    record.add(E.WRONG, *paths, typed="0.9")
    record.add(E.SHOWN, *paths)
    record.add(E.WRONG, *update, ideas=("uphill",), typed="0.441")
    record.add(E.RIGHT, *update)
    record.add(E.SKIPPED, "E_total_new", Skill.LEARNING_RATE)
    quiz = Sitting("s2", Mode.QUIZ, "mazur", "0" * 64, {QUESTIONS: "4"}, written(START))
    return record, [_walk(), quiz]


def _screen(blocks: Iterable[Block], width: int | None, *, ascii_only: bool = False) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii" if ascii_only else "utf-8", newline="\n")
    Terminal(plain=width is None, width=width, file=file).show(*blocks)
    file.flush()
    return raw.getvalue().decode()


@pytest.mark.parametrize(
    ("name", "width", "ascii_only"),
    [("80", 80, False), ("40", 40, False), ("ascii", 80, True), ("plain", None, False)],
)
def test_the_pages_as_they_are_shown(name: str, width: int | None, ascii_only: bool) -> None:
    record, sittings = week()
    page = progress_page(record.rows, sittings, record.now, EVERYWHERE)
    shown = _screen(page, width, ascii_only=ascii_only)
    expect_golden(f"progress-{name}.txt", shown)
    own = [row for row in shown.splitlines() if not row.startswith("  backprop-tutor")]
    assert width is None or max(map(len, own)) <= width
    quiz = [row for row in record.rows if row.sitting == "s2"]
    shown = _screen(score_page(quiz), width, ascii_only=ascii_only)
    expect_golden(f"score-{name}.txt", shown)
    own = [row for row in shown.splitlines() if not row.startswith("  backprop-tutor")]
    assert width is None or max(map(len, own)) <= width


def test_a_bar_is_heard_as_words_and_written_in_markdown() -> None:
    table = Table(("skill", "known"), (("delta", Bar(0.62, "62 %, learning")),))
    assert _screen([table], None) == "skill: delta; known: 62 %, learning\n"
    assert "██████░░░░ 62 %, learning" in _screen([table], 80)
    assert "######.... 62 %, learning" in _screen([table], 80, ascii_only=True)
    assert "| delta | ██████░░░░ 62 %, learning |" in document([table])


@pytest.mark.parametrize(
    ("share", "full"), [(0, 0), (0.01, 1), (0.5, 5), (0.96, 9), (0.999, 9), (1, 10)]
)
def test_a_bar_is_full_only_when_all_is_there(share: float, full: int) -> None:
    shown = _screen([Prose((Bar(share, "x"),))], 80)
    assert (shown.count("█"), shown.count("░")) == (full, 10 - full)


def test_a_skill_below_the_threshold_never_shows_as_mastered() -> None:
    record = Record()
    for seed in range(40):
        record.add(E.RIGHT, seed=seed)
        shown = _screen(progress_page(record.rows, [], record.now, EVERYWHERE), None)
        (line,) = [line for line in shown.splitlines() if line.startswith("skill: net input")]
        percent = int(line.partition("known: ")[2].partition(" %")[0])
        assert (
            (percent >= 95)
            is ("mastered" in line)
            is masteries(record.rows)[Skill.NET_INPUT].mastered
        )
        assert percent < 100


def test_the_page_before_the_first_answer_says_how_to_begin() -> None:
    page = progress_page([], [_walk()], START, EVERYWHERE)
    assert page[-2:] == (
        Prose(("The course begins with circuit. Type:",)),
        Prose(("backprop-tutor walk",), Tone.COMMAND),
    )


def test_days_are_counted_by_the_calendar_and_time_in_minutes() -> None:
    assert ago(START, START) == "today"
    assert ago(START - timedelta(hours=19), START) == "yesterday"
    assert ago(START - 3 * DAY, START) == "3 days ago"
    assert ago(START + DAY, START) == "today"  # A clock that was wrong.
    assert spelled_time(timedelta(seconds=59)) == "less than a minute"
    assert spelled_time(timedelta(minutes=12, seconds=30)) == "12 min"
    assert spelled_time(timedelta(minutes=85)) == "1 h 25 min"
