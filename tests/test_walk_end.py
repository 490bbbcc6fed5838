"""The end of a walk is about the learner, and what was missed can be done again at once."""

import pytest
from program import Run, run  # noqa: F401 - a fixture
from tried import QUICK, slow_but

from backprop_tutor.blocks.blocks import Prose
from backprop_tutor.loader import bundled, load, load_text
from backprop_tutor.progress.place import place_of_record
from backprop_tutor.progress.store import open_record
from backprop_tutor.teaching.learner.sittings import courses
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.pages import end
from backprop_tutor.teaching.reasons.placement import Placement
from backprop_tutor.teaching.reasons.question import CHOICE_LETTERS
from backprop_tutor.teaching.subject.subject import subject_of

SUBJECT = subject_of(load("circuit"))
ASKED = Lesson(SUBJECT).asked()
_FIRST_SLOPE = ASKED[2]
RIGHT = [
    repr(SUBJECT.values[name])  # Before the first slope a nudge asks for the same number.
    for name in (*ASKED[:2], _FIRST_SLOPE, *ASKED[2:])
]
REASONS = 1
"""How many questions about a reason it asks besides."""
HOW = "How it went"
OFFER = "Press Enter to do "


def _typed(run: Run, *answers: str) -> str:  # noqa: F811
    code, out, err = run("walk", "circuit", "--plain", typed="".join(f"{one}\n" for one in answers))
    assert (code, err) == (0, "")
    return out


def test_who_was_right_each_time_has_nothing_to_do_again(run: Run) -> None:  # noqa: F811
    end = _typed(run, *RIGHT).partition(HOW)[2]
    steps = Lesson(SUBJECT).questions
    assert f"{steps} of {steps} steps right at the first try" in end, "as many as it counted"
    assert "1 of 1 question between the steps right at the first try" in end
    assert OFFER not in end
    assert "the others" not in end


def test_what_was_missed_is_told_and_asked_once_more(run: Run) -> None:  # noqa: F811
    first, second, nudged, third, fourth, fifth, *rest = RIGHT
    reason = Placement(Lesson(SUBJECT)).before(4)
    assert reason is not None
    why = CHOICE_LETTERS[reason.right]
    answers = (first, "hint", second, nudged, "77.7", third, "show", why, "skip", *rest)
    out = _typed(run, *answers, "", second, third, fourth, "77.7", fifth, "quit")
    _, once, twice = out.split(HOW)
    assert "3 of 7 steps right at the first try" in once
    assert "2 of 2 questions between the steps right at the first try" in once
    for how in ("right after a hint", "right later", "shown", "skipped"):
        assert f"the others: {how}; steps: 1" in once
    assert f"{OFFER}those 4 again" in once
    for position, name in enumerate(ASKED[1:5], start=1):
        assert f"Step {position} of 4" in once, name
    assert "3 of 4 steps right at the first try" in twice
    assert f"{OFFER}that one again" in twice
    with open_record(place_of_record()) as record:
        rows, sittings = record.rows(), record.sittings()
        finished = [one.id for one in sittings if record.finished(one.id)]
    assert len(sittings) == len(finished) == 2
    whole, again = courses(rows, sittings, finished)
    assert [row.heard.quantity for row in rows if row.sitting == again.sitting.id] == [
        *(*ASKED[1:5], ASKED[4]),
    ]
    assert whole.is_whole_walk
    assert not again.is_whole_walk, "a round is no walk"
    assert "Continuing" not in _typed(run), "nor one to go on with"


def test_a_wrong_idea_is_told_in_words(run: Run) -> None:  # noqa: F811
    out = _typed(run, *RIGHT[:-1], "3", RIGHT[-1])
    assert "a factor in place of the one beside it; questions: 1" in out.partition(HOW)[2]


def test_another_word_than_enter_ends_it(run: Run) -> None:  # noqa: F811
    out = _typed(run, *["skip"] * (len(RIGHT) + REASONS), "no", "")
    assert out.count(OFFER) == 1
    assert out.count(HOW) == 1


def test_a_command_that_the_last_page_tells_is_told_where_to_go(run: Run) -> None:  # noqa: F811
    typed = ["skip"] * (len(RIGHT) + REASONS)
    out = _typed(run, *typed, "backprop-tutor quiz circuit")
    assert out.rstrip().endswith("You have left the lesson. Now type the command again.")


def test_a_file_of_answers_is_not_asked_for_more(run: Run) -> None:  # noqa: F811
    typed = "skip\n" * (len(RIGHT) + REASONS)
    out = run("walk", "circuit", "--plain", "--answers", "-", typed=typed)[1]
    assert "0 of 7 steps right at the first try" in out
    assert "0 of 2 questions between the steps right at the first try" in out
    assert OFFER not in out


@pytest.mark.parametrize("name", ["circuit", "mazur", "siraj-xor"])
def test_in_a_round_all_before_a_step_is_known(name: str) -> None:
    lesson = Lesson(subject_of(load(name)))
    last = len(lesson) - 1
    few = lesson.once_more({lesson.quantity(2), lesson.quantity(last)})
    assert few.asked() == (lesson.quantity(2), lesson.quantity(last))
    assert few.questions == 2
    for here, there in ((0, 2), (1, last)):
        assert few.quantities(here) == lesson.quantities(there)
        assert few[here].known == lesson[there].known
    assert few.quantities(2) == lesson.quantities(len(lesson))


@pytest.mark.parametrize("name", slow_but(QUICK, bundled()))
def test_what_there_is_to_look_at_can_be_typed(name: str, run: Run) -> None:  # noqa: F811
    from backprop_tutor.teaching.lesson import pages

    *_, commands = pages.what_next(subject_of(load(name)))
    assert isinstance(commands, Prose)
    for command in str(commands.parts[0]).splitlines():
        verb, *rest = command.split()[1:]
        if verb in ("plot", "train"):
            assert run(verb, *rest, "--plain")[0] == 0, command


_SLOPE = """\
version: 1
title: t
parameters: {x: 5}
nodes: ["f = SIGN(x - 2)^2"]
differentiate: f
direction: WAY
"""


@pytest.mark.parametrize(("sign", "way"), [("", "descent"), ("-", "ascent")])
@pytest.mark.parametrize(
    ("learning", "says"),
    [
        ("learning_rate: 0.1", "One step "),
        ("learning_rate: 1.1", "the step was too long for this slope."),
        ("learning_rate: 1", "yet it is the same as before"),
        ("learning_rate: 0.1\noptimizer: momentum\nstate: {v_x: V}", "It follows what"),
        ("learning_rate: 0.1\nstate: {v_x: V}\nmomentum: 0.9\nweight_decay: 0.1", "optimizer rem"),
        ("learning_rate: 2\noptimizer: momentum\nstate: {v_x: W}", "the step was too long"),
        ("learning_rate: 0.1\noptimizer: adam\nstate: {m_x: V, v_x: 1, t: 3}", "It follows what"),
    ],
)
def test_a_step_that_did_harm_has_its_own_reason(
    learning: str, says: str, sign: str, way: str
) -> None:
    """f = ±(x − 2)² at x = 5: a step up the slope is none that is too long."""
    turn = -1 if sign else 1
    text = _SLOPE.replace("SIGN", sign).replace("WAY", way) + learning + "\n"
    text = text.replace("V}", f"{-100 * turn}}}").replace("V,", f"{-100 * turn},")
    subject = subject_of(load_text(text.replace("W}", f"{turn}}}"), "t.yaml"))
    assert says in str(end(subject))


def test_a_decay_that_outweighs_the_gradient_is_named() -> None:
    text = _SLOPE.replace("SIGN", "").replace("WAY", "descent").replace("5", "1.9")
    decay = "learning_rate: 0.1\nweight_decay: 0.5\n"
    subject = subject_of(load_text(text + decay, "t.yaml"))
    assert "The weight decay has moved more than the gradient." in str(end(subject))
