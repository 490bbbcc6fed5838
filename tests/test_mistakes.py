"""Find the mistake: one wrong line among worked ones, held against arithmetic on what is shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import islice

import pytest
from free_graphs import circuit, skip
from networks import MEANT, mazur, network
from tried import FEW

from backprop_tutor.blocks.blocks import Equation, Prose, Side, Value, WithNumbers
from backprop_tutor.formula.expression import Expr, Name, calculate
from backprop_tutor.loader import load
from backprop_tutor.scenario.by_language import in_every_language
from backprop_tutor.scenario.scenario import Erratum, Scenario
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.judging.verdict import Correctness
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.misconceptions import IDEAS
from backprop_tutor.teaching.quiz.erroneous_example import MOST_LINES, Mistake
from backprop_tutor.teaching.quiz.erroneous_examples import erroneous_examples
from backprop_tutor.teaching.quiz.line_answer import judge_line
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.dice import Dice

pytestmark = pytest.mark.slow

MADE: Mapping[str, Callable[[], Scenario]] = {
    **{name: (lambda name=name: load(name)) for name in FEW},
    "memory-relu": lambda: network((2, 3, 2), ("relu", "sigmoid"), seed=1),
    "memory-softmax": lambda: network(
        (3, 3, 3), ("tanh", "softmax"), seed=3, loss="cross_entropy", targets="010"
    ),
    "memory-mean": lambda: network((2, 2, 2), "sigmoid", seed=4, loss="mean_squared_error"),
    "memory-skip": skip,
    "memory-circuit": circuit,
}


@cache
def found(name: str) -> tuple[Lesson, tuple[Mistake, ...]]:
    lesson = Lesson(subject_of(MADE[name]()))
    return lesson, tuple(islice(erroneous_examples(lesson, Dice("1")), 60))


def worked(mistake: Mistake) -> list[Equation]:
    return [block for block in mistake.blocks if isinstance(block, Equation)]


def shown(side: object) -> float:
    assert isinstance(side, Value)
    return float(side.text)


def unit(text: str) -> float:
    """Half of the last figure shown; nothing where the number is whole or short."""
    return float(Decimal(5).scaleb(int(Decimal(text).as_tuple().exponent) - 1))


def meaning(formula: Expr, numbers: Mapping[str, float]) -> float:
    def call(function: str, arguments: list[float]) -> float:
        if function == "softmax":
            own, *nets = map(MEANT["exp"], arguments)
            return float(own / sum(nets))
        return float(MEANT[function](*arguments))

    return float(calculate(formula, name=numbers.__getitem__, number=float, call=call))


def checks_out(equation: Equation) -> bool:
    """Whether the numbers put into the formula give the value, within what rounding leaves open."""
    *_, before, value = (*equation.right, *([equation.right[-1]] * (len(equation.right) == 1)))
    if not isinstance(before, WithNumbers):
        return True
    texts = before.numbers
    numbers = {name: float(text) for name, text in texts.items()}
    result = meaning(before.formula, numbers)
    room = sum(
        abs(meaning(before.formula, {**numbers, name: numbers[name] + unit(text)}) - result)
        for name, text in texts.items()
    )
    assert isinstance(value, Value)
    return abs(result - shown(value)) <= 1.05 * (room + unit(value.text)) + 1e-12


@pytest.mark.parametrize("name", MADE)
def test_there_are_mistakes_to_find(name: str) -> None:
    _, all_of_them = found(name)
    assert len(all_of_them) >= 2
    for mistake in all_of_them:
        assert 2 <= len(mistake.lines) <= MOST_LINES
        assert len(worked(mistake)) == len(mistake.lines)
        assert [one.left for one in worked(mistake)] == [Name(line) for line in mistake.lines]
        assert mistake.misconception in {idea.id for idea in IDEAS}


def _alike(one: Side, other: Side) -> bool:
    """Whether two sides are one; a number has as many figures as those who read it need."""
    if isinstance(one, Value) and isinstance(other, Value):
        return float(one.text) == pytest.approx(float(other.text), rel=1e-5)
    if not (isinstance(one, WithNumbers) and isinstance(other, WithNumbers)):
        return one == other
    return one.formula == other.formula and all(
        float(one.numbers[name]) == pytest.approx(float(number), rel=1e-5)
        for name, number in other.numbers.items()
    )


@pytest.mark.parametrize("name", MADE)
def test_exactly_one_line_is_wrong_by_itself(name: str) -> None:
    """The others have the formula of the lesson; their values differ only where they go on."""
    lesson, all_of_them = found(name)
    subject = lesson.subject
    for mistake in all_of_them:
        own = {}
        for number, (line, equation) in enumerate(
            zip(mistake.lines, worked(mistake), strict=True), start=1
        ):
            right = subject.worked(line)
            formulas = [side for side in equation.right if not isinstance(side, Value)]
            own[number] = formulas[:1] != list(right.right)[: len(formulas[:1])]
            changed = equation.right[-1] != right.right[-1]
            if number == mistake.wrong:
                assert changed, (mistake.misconception, line)
            elif number not in mistake.follows:
                assert equation.left == right.left
                assert all(map(_alike, equation.right, right.right))
        assert [number for number, differs in own.items() if differs] == [mistake.wrong]
        assert mistake.wrong not in mistake.follows


@pytest.mark.parametrize("name", MADE)
def test_what_is_shown_checks_out_in_plain_arithmetic(name: str) -> None:
    for mistake in found(name)[1]:
        for equation in worked(mistake):
            assert checks_out(equation), (mistake.misconception, equation)


@pytest.mark.parametrize("name", MADE)
def test_lines_go_on_with_the_number_shown_before(name: str) -> None:
    """A quantity has one number on the page, wherever it stands."""
    for mistake in found(name)[1]:
        told = {}
        for line, equation in zip(mistake.lines, worked(mistake), strict=True):
            last = equation.right[-1]
            told[line] = last.text if isinstance(last, Value) else None
        for equation in worked(mistake):
            for side in equation.right:
                if isinstance(side, WithNumbers):
                    for used, text in side.numbers.items():
                        assert told.get(used) in (None, text), (mistake.misconception, used)


@pytest.mark.parametrize("name", MADE)
def test_the_right_line_and_its_right_value_are_accepted(name: str) -> None:
    lesson, all_of_them = found(name)
    for mistake in all_of_them[:12]:
        assert judge_line(mistake, str(mistake.wrong)).kind is Correctness.RIGHT
        assert mistake.question.quantity == mistake.quantity
        judge = Judge(mistake.question, lesson.subject)
        assert judge.judge(lesson.subject.spelled(mistake.quantity)).kind is Correctness.RIGHT
        wrong = worked(mistake)[mistake.wrong - 1].right[-1]
        if isinstance(wrong, Value):
            assert judge.judge(wrong.text).kind is not Correctness.RIGHT


def text_of(named: object) -> str:
    assert hasattr(named, "message")
    return " ".join(
        part if isinstance(part, str) else "…"
        for block in named.message
        if isinstance(block, Prose)
        for part in block.parts
    )


def test_naming_a_line() -> None:
    _, all_of_them = found("mazur")
    mistake = next(one for one in all_of_them if one.follows and len(one.lines) > 2)
    wrong, follows = mistake.wrong, min(mistake.follows)
    word, ordinal = (("one", "first"), ("two", "second"), ("three", "third"))[wrong - 1]
    spelled = (word, f"Line {word}", f"the {ordinal}", f"{ordinal} line", f"The {ordinal} one!")
    short = {1: "1st", 2: "2nd", 3: "3rd"}[wrong]
    plain = (f"{wrong}", f" line {wrong} ", f"{wrong}.", f"#{wrong}", f"It's line no. {wrong}")
    un, premiere = (("une", "première"), ("deux", "deuxième"), ("trois", "troisième"))[wrong - 1]
    french = (f"ligne {wrong}", f"la {premiere} ligne", f"c'est la ligne {un}", f"n° {wrong}")
    typed_so = (*plain, *spelled, *french, short, f"the {short} line", mistake.quantity)
    for typed in typed_so:
        assert judge_line(mistake, typed).kind is Correctness.RIGHT
    went_on = judge_line(mistake, str(follows))
    assert went_on.kind is Correctness.WRONG
    assert f"Line {follows} only carries on the wrong number of line {wrong}." in text_of(went_on)
    others = {*range(1, len(mistake.lines) + 1)} - mistake.follows - {wrong}
    for other in others:
        said = judge_line(mistake, str(other))
        assert (said.kind, said.line) == (Correctness.WRONG, other)
        assert f"Line {other} is right" in text_of(said)
    words = ("", "line", "the one line two", "second third", "zero", "out_o1)", "2 or 3", "2nd 3")
    for typed in (*words, "0", str(len(mistake.lines) + 1), "-1", "1e1", "²", "1 2"):
        said = judge_line(mistake, typed)
        assert (said.kind, said.line) == (Correctness.INVALID, None), typed
        assert f"from 1 to {len(mistake.lines)}" in text_of(said)


def test_the_seed_decides() -> None:
    lesson = Lesson(subject_of(mazur()))
    one, two, other = (
        tuple(islice(erroneous_examples(lesson, Dice(seed)), 8)) for seed in ("1", "1", "2")
    )
    assert one == two
    assert one != other


def test_many_ideas_are_met_before_one_is_met_again() -> None:
    ids = [mistake.misconception for mistake in found("mazur")[1]]
    assert len(set(ids[:20])) >= 15


ERRATA = (
    # As printed: by the video of Defend Intelligence, and by Mazur (2015).
    ("defend-intelligence", "dE_total/dout_o1", "-0.18", "other-outputs-error", "0.80"),
    ("defend-intelligence", "dout_j2/dnet_j2", "0.16", "other-neurons-slope", "0.237"),
    ("defend-intelligence", "dnet_o2/dw8", "0.52", "weight-for-input", "0.61"),
)


@pytest.mark.parametrize(("name", "quantity", "printed", "idea", "right"), ERRATA)
def test_what_a_source_prints_wrongly_comes_first(
    name: str, quantity: str, printed: str, idea: str | None, right: str
) -> None:
    note = in_every_language("What the source does.")
    erratum = Erratum(quantity, Decimal(printed), idea, note)
    lesson = Lesson(subject_of(replace(load(name), errata=(erratum,))))
    first, second, *_ = erroneous_examples(lesson, Dice("1"))
    assert (first.quantity, first.misconception) == (quantity, idea)
    assert first.wrong == len(first.lines)
    assert first.follows == frozenset()
    last = worked(first)[-1].right[-1]
    assert isinstance(last, Value)
    assert last.text == printed
    assert all(checks_out(equation) for equation in worked(first)[:-1])
    judge = Judge(first.question, lesson.subject)
    assert judge.judge(right).kind is Correctness.RIGHT
    assert judge.judge(printed).kind is not Correctness.RIGHT
    assert Prose(("What the source does.",), first.explanation[0].tone) == first.explanation[0]
    assert second.quantity != quantity or second.blocks != first.blocks


@pytest.mark.parametrize(
    ("printed", "because"),
    [
        ("0.59326", "net-for-output"),  # Cut off, not wrong.
        ("0.61", "net-for-output"),  # The idea leads to 0.3775.
        ("0.61", None),  # Why it is wrong nobody can say.
    ],
)
def test_an_erratum_that_check_reports_is_not_asked(printed: str, because: str | None) -> None:
    erratum = Erratum("out_h1", Decimal(printed), because, in_every_language("x"))
    lesson = Lesson(subject_of(replace(load("mazur"), errata=(erratum,))))
    first = next(erroneous_examples(lesson, Dice("1")))
    assert "as a source prints them" not in str(first.blocks[0])


def test_what_is_right_as_printed_is_no_mistake() -> None:
    note = in_every_language("Nothing is wrong.")
    erratum = Erratum("E_total", Decimal("0.298"), None, note)
    lesson = Lesson(subject_of(mazur(errata=(erratum,))))
    assert next(erroneous_examples(lesson, Dice("1"))).misconception is not None
