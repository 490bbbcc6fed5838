"""The picture of the network with what has been worked out so far."""

import io

import pytest

from backprop_tutor.loader import load, load_text
from backprop_tutor.teaching.dialogue.walk import Walk
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.network_picture import path_of, picture_of, values_of_nodes
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.terminal import Terminal

MAZUR = Lesson(subject_of(load("mazur")))
CIRCUIT = Lesson(subject_of(load("circuit")))
FOUR = Lesson(subject_of(load("siraj-xor")))


def net(lesson: Lesson, quantity: str, width: int = 80, *, plain: bool = False) -> str:
    at = lesson.find(quantity)
    assert at is not None
    file = io.StringIO()
    blocks = Walk(lesson, position=at).hear("net").blocks
    Terminal(plain=plain, width=width, colour=False, file=file).show(*blocks)
    return file.getvalue()


@pytest.mark.parametrize("width", (80, 40))
def test_net_shows_the_values_and_deltas_so_far(width: int) -> None:
    shown = net(MAZUR, "w1_new", width)
    for text in ("out  0.593270", "out  0.772928", "δ    0.138499", "δ    −0.0380982"):
        assert text in shown
    assert max(map(len, shown.splitlines())) <= width
    assert ("target 0.01" in shown) == (width == 40), "side by side where it fits"


def test_what_is_asked_or_comes_later_is_not_shown() -> None:
    shown = net(MAZUR, "out_h2")
    assert "out  0.593270" in shown
    assert "0.596884" not in shown
    assert "δ" not in shown


def test_where_nothing_has_been_worked_out_the_picture_is_as_before() -> None:
    assert values_of_nodes(lambda _: False, 0, MAZUR.subject) == {}
    assert picture_of(MAZUR.subject.pictured, worked={}) == picture_of(MAZUR.subject.pictured)
    assert "out" not in net(MAZUR, "net_h1").replace("output", "")


def test_a_node_of_a_graph_has_its_value_and_its_slope() -> None:
    shown = net(CIRCUIT, "df/dy")
    assert "value 3" in shown
    assert "slope −4" in shown
    assert "value −12" in shown


def test_they_are_heard_too() -> None:
    assert "out 0.593270, delta 0.00877135" in net(MAZUR, "w1_new", plain=True)
    assert "slope of q: −4" in net(CIRCUIT, "df/dy", plain=True)


def test_of_several_samples_the_one_at_hand_is_meant() -> None:
    for sample in (1, 2):
        shown = net(FOUR, f"dE_total/dout_o1[{sample}]")
        assert FOUR.subject.spelled(f"out_o1[{sample}]") in shown
        assert FOUR.subject.spelled(f"out_o1[{3 - sample}]") not in shown


@pytest.mark.parametrize("plain", (True, False))
def test_each_share_of_a_softmax_is_told_as_its_own(plain: bool) -> None:
    lesson = Lesson(subject_of(load("attention")))
    out = [name for name in lesson.subject.tape if name in ("out_a1", "out_a2")]
    shown = net(lesson, "E_total", plain=plain)
    assert len(out) == 2
    for name in out:
        own = name.removeprefix("out_")
        told = f"out of {own}: {lesson.subject.spelled(name)}" if plain else f"out {own}"
        assert told in shown


def test_what_leads_nowhere_is_not_on_the_path() -> None:
    text = (
        "version: 1\ntitle: t\ninputs: {x: 2}\nparameters: {w: 0.5}\nnodes:\n  - h = w*x\n"
        "  - idle = tanh(h)\n  - u = idle + 1\n  - y = h^2\ntargets: {y: 3}\n"
        "loss: {E_y: (t - o)^2 + LOST*u}\nlearning_rate: 0.1\n"
    )
    scenario = load_text(text.replace("LOST*u", "w"), "t.yaml")
    assert path_of("w", scenario) == {"w", "h", "y"}
    used = load_text(text.replace("LOST", "0.1"), "t.yaml")
    assert path_of("w", used) == {"w", "h", "idle", "u", "y"}


@pytest.mark.parametrize("weight", ("w1", "b1"))
def test_the_path_of_a_weight_leaves_its_neighbours_dark(weight: str) -> None:
    path = path_of(weight, MAZUR.subject.scenario)
    assert path & {"w2", "w3", "w4", "b2"} == set()
    assert {"w5", "w7", "o1", "o2", "h1"} <= path
