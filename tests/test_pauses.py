"""Nothing scrolls away: where pages end, and what can be typed while they wait."""

import builtins
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import Run
from screens import Screen

from backprop_tutor import cli
from backprop_tutor.blocks.blocks import Block, Figure, Prose, Table, Tone
from backprop_tutor.blocks.curves import Curve, Curves
from backprop_tutor.cli import home
from backprop_tutor.cli.options import terminal
from backprop_tutor.loader import load
from backprop_tutor.session import at_the_terminal, loop
from backprop_tutor.session.at_the_terminal import run
from backprop_tutor.teaching.dialogue.commands import leaves, looks_up
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.text.paging import PageEnd, Piece, Stop, page_end, parted
from backprop_tutor.views.text.terminal import Terminal

PAUSE = "Enter goes on"
SIZES = ((80, 24), (120, 40), (40, 30), (80, 8))


@dataclass
class Sat:
    """Somebody at a screen, who presses Enter at a pause, or types what is ``said`` next."""

    screen: Screen
    said: list[str | type[BaseException]] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    at_pause: Callable[[], None] = lambda: None

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.screen.write(text.replace("\n", "\r\n"))
        return len(text)

    def flush(self) -> None:
        pass

    def fileno(self) -> int:
        return 1

    def input(self, prompt: str) -> str:
        shown = prompt.replace("\001", "").replace("\002", "")
        self.write(shown)
        self.prompts.append(shown)
        self.screen.press()
        if PAUSE in prompt:
            self.at_pause()
        said = self.said.pop(0) if self.said else ""
        if not isinstance(said, str):
            raise said
        self.write(f"{said}\n")
        return said

    @property
    def pauses(self) -> int:
        return sum(PAUSE in prompt for prompt in self.prompts)


@pytest.fixture
def sit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Sat, Terminal]]:
    """Return what makes a terminal of a size, and somebody who sits at it."""

    def seated(columns: int, rows: int, **options: bool) -> tuple[Sat, Terminal]:
        sat = Sat(Screen(columns, rows))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stdout", sat)
        monkeypatch.setattr(sys, "stdin", sat)
        monkeypatch.setattr(builtins, "input", sat.input)
        monkeypatch.setattr(
            os,
            "get_terminal_size",
            lambda _: os.terminal_size((sat.screen.columns, sat.screen.rows)),
        )
        file = cast(TextIO, sat)
        return sat, Terminal(
            file=file, leaving=leaves, looking_up=looks_up, **{"pauses": True, **options}
        )

    return seated


LONG: tuple[Block, ...] = (
    Prose(("One",), Tone.HEADING),
    Prose(("first " * 60,)),
    Prose(("Two",), Tone.HEADING),
    Prose(("second " * 60,)),
    Table(("name", "what"), tuple((f"row{k}", "x " * 40) for k in range(30))),
    Prose(("Step 1 of 2",), Tone.SUBHEADING),
    Prose(("third " * 60,)),
)


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from(Stop), st.booleans()), max_size=12),
    st.integers(0, 20),
    st.integers(1, 25),
)
def test_each_page_fits_and_every_row_comes(
    drawn: list[tuple[int, Stop, bool]], used: int, room: int
) -> None:
    numbers = iter(range(1000))
    pieces = tuple(
        Piece(
            tuple(((str(next(numbers)), ""),) for _ in range(count)), stop, gap and (k or used) > 0
        )
        for k, (count, stop, gap) in enumerate(drawn)
    )
    used = min(used, room)
    shown: list[str] = []
    left, turned = pieces, 0
    while left:
        page, left = parted(left, page_end(left, used, room))
        assert used + len(page) <= room
        assert page or used, "a page of its own holds something"
        shown += [row[0][0] for row in page if row]
        used, turned = 0, turned + 1
    assert shown == [str(k) for k in range(sum(count for count, _, _ in drawn))]


def rows(count: int, stop: Stop = Stop.BLOCK) -> Piece:
    return Piece(((("x", ""),),) * count, stop)


@pytest.mark.parametrize(
    ("pieces", "used", "end"),
    [
        ([rows(5), rows(5)], 0, PageEnd(2)),
        ([rows(6), rows(2, Stop.HEADING), rows(6)], 0, PageEnd(1)),
        ([rows(2), rows(1, Stop.COUNT), rows(9)], 3, PageEnd(1)),
        ([rows(1), rows(1, Stop.HEADING), rows(5), rows(6)], 0, PageEnd(3)),
        ([rows(2), rows(1, Stop.HEADING), rows(3), rows(5), rows(6, Stop.COUNT)], 0, PageEnd(1)),
        ([rows(8), rows(1, Stop.HEADING), rows(1, Stop.COUNT), rows(8)], 0, PageEnd(1)),
        ([rows(4), rows(4), rows(4)], 0, PageEnd(2)),
        ([rows(5), rows(4, Stop.UNDER_HEADING), rows(4, Stop.UNDER_HEADING)], 0, PageEnd(2, 1)),
        ([rows(2), rows(30)], 0, PageEnd(1, 8)),
        ([rows(9), rows(30)], 0, PageEnd(1)),
        ([rows(30)], 0, PageEnd(0, 10)),
        ([rows(30)], 10, PageEnd(0)),
        ([rows(9)], 4, PageEnd(0)),
    ],
)
def test_where_a_page_ends(pieces: list[Piece], used: int, end: PageEnd) -> None:
    assert page_end(pieces, used, 10) == end


@pytest.mark.parametrize(("columns", "height"), SIZES)
def test_no_row_of_a_walk_leaves_unread(
    sit: Callable[..., tuple[Sat, Terminal]], columns: int, height: int
) -> None:
    scenario = load("circuit")
    lesson = Lesson(subject_of(scenario))
    sat, screen = sit(columns, height)
    name = [step.name for step in lesson]
    answered = 0

    def types(prompt: str) -> str:
        nonlocal answered
        if "per unit" in prompt:
            sat.said = ["skip"]
        elif PAUSE not in prompt:
            sat.said = [f"{lesson.subject.values[name[answered]]:.12g}"]
            answered += 1
        return Sat.input(sat, prompt)

    builtins.input = types
    run(loop.greet(scenario), screen)
    assert run(loop.run_walk(lesson), screen).completed
    assert answered == len(lesson)
    assert sat.screen.unread == []
    assert sat.pauses > 0 or height == 40


def test_without_pauses_rows_do_leave(sit: Callable[..., tuple[Sat, Terminal]]) -> None:
    for options in ({"pauses": False}, {"plain": True}):
        sat, screen = sit(80, 24, **options)
        screen.show(*LONG)
        assert sat.prompts == []
        assert sat.screen.unread


DRAWN: tuple[Block, ...] = (
    Prose(("A curve",), Tone.TITLE),
    Figure(Curves("x", "y", (Curve(("f",), ((0.0, 0.0), (1.0, 2.0))),), Table((), ()))),
    Prose(("What it says. " * 12,)),
)


@pytest.mark.parametrize(
    ("height", "boxed", "rows"), [(27, True, 26), (25, False, 24), (18, False, 17)]
)
def test_a_page_that_nobody_turns_is_as_high_as_the_window(
    sit: Callable[..., tuple[Sat, Terminal]], height: int, boxed: bool, rows: int
) -> None:
    sat, screen = sit(80, height, pauses=False)
    screen.show(*DRAWN)
    sat.write("$ ")
    assert sat.screen.unread == []
    assert ("│  A curve" in sat.screen.text) is boxed
    assert len(sat.screen.text.partition("\n$")[0].splitlines()) == rows


def test_a_page_ends_before_a_heading(sit: Callable[..., tuple[Sat, Terminal]]) -> None:
    sat, screen = sit(80, 14)
    screens: list[str] = []
    sat.at_pause = lambda: screens.append(sat.screen.text)
    screen.show(*LONG)
    assert "── One ─" in screens[0]
    assert "── Two ─" not in screens[0]
    assert "── Two ─" in screens[1]
    assert PAUSE not in sat.screen.text, "where Enter was pressed nothing stands"
    assert "Step 1 of 2" in sat.screen.text
    assert sat.screen.unread == []


@pytest.mark.parametrize(
    "said", ["0.25", "w1*i1", "ok", "next", "show", "hint", "hint 2", "skip", "\x1b[A"]
)
def test_what_is_typed_before_the_question_does_not_answer_it(
    sit: Callable[..., tuple[Sat, Terminal]], said: str
) -> None:
    for rows in (8, 14):
        sat, screen = sit(80, rows)
        sat.said = [said]
        after: list[str] = []
        sat.at_pause = lambda sat=sat, after=after: after.append(sat.screen.text)
        screen.show(*LONG)
        assert "comes too early" in " ".join(after[1].split())
        assert "third" in sat.screen.text, "the page was shown to its end"
        assert sat.screen.unread == []
        sat.said = ["0.5"]
        assert screen.ask("net_h1 = ") == "0.5"
        assert sat.screen.unread == []


def test_nothing_is_judged_that_was_typed_at_a_pause(
    sit: Callable[..., tuple[Sat, Terminal]],
) -> None:
    scenario = load("circuit")
    sat, screen = sit(80, 14)
    sat.said = ["7", EOFError]
    run(loop.greet(scenario), screen)
    walk = run(loop.run_walk(Lesson(subject_of(scenario))), screen)
    assert sat.prompts[0].rstrip().endswith(PAUSE)
    assert walk.left
    assert walk.position == 0, "7 is q with a sign lost, and no answer to it"
    assert "✗" not in sat.screen.text


@pytest.mark.parametrize("said", ["help", "? delta", "what is a delta", "calc 2*3", "values", "?"])
def test_a_word_that_looks_something_up_waits_for_the_question(
    sit: Callable[..., tuple[Sat, Terminal]], said: str
) -> None:
    sat, screen = sit(80, 14)
    sat.said = [said]
    screen.show(*LONG)
    assert screen.ask("net_h1 = ") == said
    assert f"▶ net_h1 = {said}" in sat.screen.text
    sat.said = ["0.5"]
    assert screen.ask("net_h1 = ") == "0.5", "and it is heard once"


def test_a_name_of_the_scenario_does_not_leave_it() -> None:
    assert leaves("q")
    assert not leaves("q", {"x", "q"})
    assert leaves("Q", {"x", "q"}), "as at the question"
    assert leaves("quit", {"x", "q"})


@pytest.mark.parametrize(
    ("said", "typed"), [("quit", "quit"), (" Exit ", " Exit "), ("menu", "menu")]
)
def test_to_leave_at_a_pause_is_to_leave_at_the_question(
    sit: Callable[..., tuple[Sat, Terminal]], said: str, typed: str
) -> None:
    sat, screen = sit(80, 14)
    sat.said = [said]
    screen.show(*LONG)
    assert screen.put_away
    screen.show(Prose(("more",)))
    assert screen.ask("net_h1 = ") == said
    assert sat.pauses == 1
    assert not screen.put_away
    screen.show(Prose(("Farewell",)))
    assert "Farewell" in sat.screen.text
    assert "more" not in sat.screen.text


def test_the_end_of_input_at_a_pause_ends_the_walk(
    sit: Callable[..., tuple[Sat, Terminal]],
) -> None:
    sat, screen = sit(80, 14)
    sat.said = [EOFError]
    run(loop.greet(load("circuit")), screen)
    run(loop.run_walk(Lesson(subject_of(load("circuit")))), screen)
    assert sat.pauses == 1
    assert "You stopped at step 1 of 7." in sat.screen.text


def test_ctrl_c_at_a_pause_is_ctrl_c(sit: Callable[..., tuple[Sat, Terminal]]) -> None:
    sat, screen = sit(80, 14)
    sat.said = [KeyboardInterrupt]
    with pytest.raises(KeyboardInterrupt):
        run(loop.run_walk(Lesson(subject_of(load("circuit")))), screen)
    assert "You stopped at step 1 of 7." in sat.screen.text


def test_the_size_of_the_window_is_asked_at_each_page(
    sit: Callable[..., tuple[Sat, Terminal]],
) -> None:
    sat, screen = sit(80, 14)

    def resize() -> None:
        sat.screen = Screen(40, 20)

    sat.at_pause = resize
    screen.show(*LONG)
    assert sat.screen.unread == []
    assert max(map(len, sat.screen.text.splitlines())) <= 40
    assert "third third third third third third" in sat.screen.text


def test_the_slow_import_begins_before_the_first_pause(
    sit: Callable[..., tuple[Sat, Terminal]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sat, screen = sit(80, 14)
    happened: list[str] = []
    monkeypatch.setattr(at_the_terminal, "_begin_loading", lambda _: happened.append("import"))
    sat.at_pause = lambda: happened.append("pause")
    run(loop.greet(load("circuit")), screen)
    assert happened[:2] == ["import", "pause"]
    assert happened.count("import") == 1


def test_no_pause_is_told_again_and_asks_the_same(run: Run) -> None:
    for verb in ("walk mazur", "quiz mazur"):
        for options in (("--no-pause",), ()):  # What was begun with it is gone on with without.
            _, printed, _ = run(*verb.split(), *options, "--restart", typed="0.1\nquit\n")
            told = " ".join(printed.split()).partition("To go on from here: ")[2]
            assert told.startswith(f"backprop-tutor {verb}")
            assert ("--no-pause" in told) is bool(options)
    for verb in ("walk mazur", "quiz mazur"):
        assert "Continuing where you left off" in run(*verb.split(), typed="quit\n")[1]


def test_curves_are_no_higher_than_a_page(sit: Callable[..., tuple[Sat, Terminal]]) -> None:
    sat, screen = sit(80, 16)
    whole: list[str] = []
    sat.at_pause = lambda: whole.append(sat.screen.text)
    screen.show(*DRAWN)
    assert sum("┤" in page and "┬" in page for page in (*whole, sat.screen.text)) == 1
    assert sat.screen.unread == []


def test_a_page_without_a_question_waits_too_and_takes_nothing_for_an_answer(
    sit: Callable[..., tuple[Sat, Terminal]],
) -> None:
    sat, _ = sit(80, 24)
    seen: list[str] = []
    sat.said, sat.at_pause = ["0.5"], lambda: seen.append(sat.screen.text)
    terminal(plain=False, pauses=True).show(*LONG)
    assert len(seen) > 1
    assert not sat.screen.pages_unread
    assert not any("is comes too early" in text for text in seen)
    again, _ = sit(80, 24)
    again.said = ["q"]
    page = terminal(plain=False, pauses=True)
    page.show(*LONG)
    assert page.put_away
    assert again.pauses == 1, "who leaves reads no further"
    never, _ = sit(80, 24)
    for plain, pauses in ((True, True), (False, False)):
        terminal(plain=plain, pauses=pauses).show(*LONG)
    assert not never.pauses


@pytest.mark.parametrize("rows", range(8, 16))
def test_no_page_ends_between_a_sentence_and_its_command(
    sit: Callable[..., tuple[Sat, Terminal]], rows: int
) -> None:
    sat, screen = sit(80, rows)
    seen: list[str] = []
    sat.at_pause = lambda: seen.append(sat.screen.text)
    screen.show(Prose(("word " * 60,)), Prose(("Then type:",)), Prose(("walk",), Tone.COMMAND))
    screen.show(Prose(("word " * 60,)), Prose(("And type:",)), Prose(("quiz",), Tone.COMMAND))
    assert not any(text.replace(f"… {PAUSE}", "").rstrip().endswith("type:") for text in seen)


@pytest.mark.parametrize("page", (home.show_home, home.list_))
def test_the_pages_of_the_course_wait_too(
    sit: Callable[..., tuple[Sat, Terminal]], page: Callable[..., None], tmp_path: Path
) -> None:
    record = str(tmp_path / "p.sqlite")
    sat, _ = sit(40, 30)
    page(progress_file=record, plain=False, no_pause=False)
    assert sat.pauses
    assert sat.screen.unread == []
    at_once, _ = sit(40, 30)
    page(progress_file=record, plain=False, no_pause=True)
    assert at_once.prompts == []


SMALL = """\
version: 1
title: A neuron
inputs: {x: 0.5}
targets: {y: 1}
layers: [{neurons: [y], activation: sigmoid, weights: [[0.4]]}]
loss: half_squared_error
learning_rate: 0.5
"""


@pytest.mark.parametrize("words", ("solve", "show", "plot", "train", "check"))
def test_what_is_looked_up_waits_too(
    sit: Callable[..., tuple[Sat, Terminal]],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)

    def pauses(*options: str) -> int:
        sat, _ = sit(80, 8)
        monkeypatch.setattr(sys, "argv", ["backprop-tutor", words, str(file), *options])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert left.value.code in (0, None)
        assert options or sat.screen.unread == []
        return sat.pauses

    assert pauses()
    assert not pauses("--no-pause")
    assert not pauses("--plain")


def test_what_is_typed_at_a_pause_stands_apart_from_it(
    sit: Callable[..., tuple[Sat, Terminal]],
) -> None:
    sat, screen = sit(80, 24, colour=False)
    sat.said = ["quit"]
    screen.show(*LONG)
    assert f"{PAUSE} quit" in sat.screen.text
