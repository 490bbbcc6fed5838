"""Going on where one left: after quit, Ctrl-C, the end of input, a kill; and when not to."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from program import Run
from terminals import at_a_terminal, end_input, interrupt
from walks import right_answers

from backprop_tutor.loader import bundled, load
from backprop_tutor.progress.place import place_of_record
from backprop_tutor.progress.rows import Row
from backprop_tutor.progress.store import open_record
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of

pytestmark = pytest.mark.slow

pexpect = pytest.importorskip("pexpect")
resource = pytest.importorskip("resource")

REPOSITORY = Path(__file__).parent.parent
RIGHT = {"net_h1": "0.3775", "out_h1": "0.5933", "net_h2": "0.3925"}
NEURON = """\
version: 1
title: One neuron
inputs:  {x1: 0.5, x2: -1}
targets: {y: 1}
layers:
  - neurons: [y]
    activation: sigmoid
    weights:
      - {w1: 0.4, w2: 0.3}
    bias: {b: 0.1}
loss: half_squared_error
learning_rate: 0.5
"""


def recorded(path: Path | None = None) -> tuple[Row, ...]:
    path = path or place_of_record(None)
    with open_record(path if path.exists() else None) as record:
        return record.rows()


@contextmanager
def talking(*arguments: str, columns: int = 100) -> Iterator["pexpect.spawn[str]"]:
    """Run the program at a pseudo-terminal."""
    child = at_a_terminal(
        *arguments, "--plain",
        environment={"LC_ALL": "C.UTF-8", "TERM": "dumb"}, dimensions=(40, columns),
    )  # fmt: skip
    try:
        yield child
    finally:
        child.close(force=True)


def prompted(child: "pexpect.spawn[str]", name: str = r"\S+") -> None:
    """Wait until the program waits for an answer, and has thus read all it reads before."""
    child.expect(rf"\n{name} = $")


def two_steps(child: "pexpect.spawn[str]") -> None:
    for name in ("net_h1", "out_h1"):
        prompted(child, name)
        child.sendline(RIGHT[name])
        child.expect_exact("Correct.")
    child.expect("Step 3 of 38")


# A walk


@pytest.mark.parametrize("how", ["quit", "Ctrl-C", "Ctrl-D", "closed", "killed"])
def test_a_walk_goes_on_however_it_ended(how: str, run: Run) -> None:
    with talking("walk", "mazur") as child:
        two_steps(child)
        prompted(child, "out_h2")
        child.sendline("hint")
        prompted(child, "out_h2")
        match how:
            case "quit":
                child.sendline("quit")
                child.expect_exact("\nbackprop-tutor walk mazur --plain\r\n")
            case "Ctrl-C":
                interrupt(child)
            case "Ctrl-D":
                end_input(child)
            case "closed":
                child.close()
            case _:
                child.kill(9)
        if how in ("quit", "Ctrl-C", "Ctrl-D"):
            child.expect(pexpect.EOF)
            child.close()
            assert child.exitstatus == (130 if how == "Ctrl-C" else 0)
    assert [row.heard.typed for row in recorded()] == ["0.3775", "0.5933", "hint"]
    _, out, _ = run("walk", "mazur", "--plain", typed="0.5969\n")
    assert "Continuing where you left off, at step 3 of 38. To start over:\n" in out
    assert "\nbackprop-tutor walk mazur --restart --plain\n" in out
    assert "Correct." in out
    row = recorded()[-1]
    assert (row.heard.quantity, row.heard.hints, row.number) == ("out_h2", 1, 4), (
        "the hint is remembered"
    )


def test_terms_that_were_opened_are_open_again(run: Run) -> None:
    """To go on with a step that was taken apart is to be asked for what comes next in it."""
    typed = "0.3775\n0.5933\n0.9999\napart\n0.3925\n"
    assert run("walk", "mazur", "--answers", "-", "--plain", typed=typed)[0] == 0
    _, out, _ = run("walk", "mazur", "--plain", typed="0.5969\n")
    assert "at step 3 of 38" in out
    assert "Step 4 of 38" in out
    assert [row.heard.quantity for row in recorded()] == [
        "net_h1",
        "out_h1",
        "out_h2",
        "out_h2",
        "net_h2",
        "out_h2",
    ]


def test_restart_begins_anew_and_is_what_is_gone_on_with(run: Run) -> None:
    run("walk", "mazur", "--answers", "-", typed="0.3775\n0.5933\n")
    _, out, _ = run("walk", "mazur", "--restart", "--plain", typed="0.3775\nquit\n")
    assert re.findall(r"Step (\d+) of 38", out) == ["1", "2"]
    _, out, _ = run("walk", "mazur", "--plain")
    assert "Continuing where you left off, at step 2 of 38" in out
    assert len({row.sitting for row in recorded()}) == 2


def test_from_does_not_go_on_and_is_not_gone_on_with(run: Run) -> None:
    run("walk", "mazur", "--answers", "-", typed="0.3775\n")
    code, out, _ = run("walk", "mazur", "--from", "net_o1", "--answers", "-", typed="hint\n")
    assert code == 0
    assert "Continuing" not in out
    assert "walk mazur --from net_o1" in " ".join(out.split()), "there it is gone on with"
    assert "at step 2 of 38" in run("walk", "mazur", "--plain")[1]


@pytest.mark.parametrize("option", [("--part", "backward"), ("--only", "w5"), ("--after", "2")])
def test_what_is_said_at_the_end_goes_on(option: tuple[str, str], run: Run) -> None:
    _, out, _ = run("walk", "mazur", *option, "--answers", "-", typed="hint\n")
    assert f"backprop-tutor walk mazur {option[0]} {option[1]}" in " ".join(out.split())
    assert "Continuing where you left off" in run("walk", "mazur", *option, "--plain")[1]
    _, out, _ = run("walk", "mazur", "--plain")
    assert "Step 1 of 38" in out
    assert "Continuing" not in out


@pytest.mark.parametrize("saved", ["--no-save", "--progress-file", ""])
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--part", "backward"),
        ("--only", "w5"),
        ("--after", "2"),
        ("--variant", "--seed", "3"),
        ("--matrix",),
        ("--after", "1", "--part", "backward", "--only", "w5", "--variant", "--seed", "7"),
    ],
    ids=" ".join,
)
def test_the_command_that_is_said_leads_there(
    options: tuple[str, ...], saved: str, run: Run, tmp_path: Path
) -> None:
    kept = [saved, str(tmp_path / "my record")] if saved == "--progress-file" else [saved]
    said = ["walk", "mazur", *options, *filter(None, kept), "--plain"]
    _, out, _ = run(*said, typed="show\nskip\nquit\n")
    (left,) = re.findall(r"You stopped at step (\d+ of \d+)\. To go on from here:\s+(.*)", out)
    program, *words = shlex.split(left[1])
    assert program == "backprop-tutor"
    _, out, _ = run(*words, "--plain", typed="")
    assert re.findall(r"Step (\d+ of \d+)", out)[0] == left[0]


def test_the_last_page_is_about_the_numbers_that_were_asked(run: Run, tmp_path: Path) -> None:
    numbers = ("--variant", "--seed", "3", "--after", "2")
    _, out, _ = run("walk", "circuit", "--variant", "--seed", "3", "--auto", "--plain")
    assert "\nbackprop-tutor export circuit --variant --seed 3 --to markdown\n" in out
    assert "\nbackprop-tutor solve circuit --variant --seed 3 --plain\n" in out
    _, out, _ = run("walk", "mazur", *numbers, "--auto", "--plain")
    words = " ".join(numbers)
    assert f"\nbackprop-tutor solve mazur {words} --plain\n" in out
    place = str(tmp_path / "record")
    typed = all_of("circuit")
    options = ("--progress-file", place, "--plain")
    _, out, _ = run("walk", "circuit", "--answers", "-", *options, typed=typed)
    assert f"\nbackprop-tutor quiz circuit --plain --progress-file {place}\n" in out
    _, out, _ = run("progress", *options)
    commands = [line for line in out.splitlines() if line.startswith("backprop-tutor ")]
    assert commands[0].endswith(f"--progress-file {place}"), "what to do next"


def all_of(source: str) -> str:
    """Right answers to a whole walk."""
    return "".join(f"{one}\n" for one in right_answers(Lesson(subject_of(load(source)))))


def test_a_finished_walk_begins_anew_and_is_listed(run: Run) -> None:
    assert "done" not in run("list")[1]
    before = run("list", "--plain")[1]
    typed = all_of("circuit")
    code, out, _ = run("walk", "circuit", "--answers", "-", "--plain", typed=typed)
    assert code == 0
    assert out.count("Correct.") == 7, "each step; the nudge before them is judged in other words"
    after = run("list", "--plain")[1]
    assert before != after, "list shows what is finished"
    page = run("progress", "--plain")[1]
    of_all = f"1 of the {len(bundled())} that come with the program"
    assert f"Walked through to the end: circuit ({of_all})." in page
    _, out, _ = run("walk", "circuit", "--plain")
    assert "Step 1 of 7" in out
    assert "Continuing" not in out


def test_what_was_left_is_not_gone_back_to_behind_a_finished_one(run: Run) -> None:
    run("walk", "circuit", "--answers", "-", typed="3\n")
    run("walk", "circuit", "--answers", "-", typed=all_of("circuit"))
    _, out, _ = run("walk", "circuit", "--plain")
    assert "Step 1 of 7" in out
    assert "Continuing" not in out


def test_a_changed_file_begins_anew_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "my neuron.yaml"
    file.write_text(NEURON, encoding="utf-8")
    for command in ("walk", "quiz"):
        run(command, str(file), "--answers", "-", typed="hint\n")
    file.write_text(NEURON.replace("0.4", "0.5"), encoding="utf-8")
    _, out, _ = run("walk", str(file), "--plain")
    assert "has changed since you left it, so the lesson starts over." in out
    assert "Step 1 of" in out
    _, out, _ = run("quiz", str(file), "--plain")
    assert "has changed since you left it, so the quiz starts over." in out


@pytest.mark.parametrize("command", [("walk",), ("walk", "--variant"), ("quiz",)], ids=" ".join)
def test_a_file_that_was_moved_is_gone_on_with(
    command: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new name.yaml"
    old.write_text(NEURON, encoding="utf-8")
    verb, *options = command
    run(verb, str(old), *options, "--plain", typed="skip\n77777.5*w1\n")
    old.rename(new)
    _, out, _ = run(verb, str(new), *options, "--plain", typed="show\n")
    assert "Continuing where you left off, at" in out
    assert f"{verb} '{new}'" in out, "what is told leads to where it is now"
    assert len({row.sitting for row in recorded()}) == 1
    assert [row.heard.scenario for row in recorded()] == [str(old)] * 2 + [str(new)]
    page = run("progress", "--plain")[1]
    assert f"{verb} '{new}'" in page.splitlines()[-1]
    assert "0 of 2 questions right" in page, "the question was one, before and after"
    assert "Continuing where you left off, at" in run(verb, str(new), *options, "--plain")[1]
    assert "Continuing" not in run(verb, str(new), *options, "--restart", "--plain")[1]


@pytest.mark.parametrize("how", ["copied", "changed", "other options", "finished"])
def test_what_is_not_a_file_that_was_moved_begins_anew(how: str, run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(NEURON, encoding="utf-8")
    count = 99 if how == "finished" else 2
    run("walk", str(old), "--plain", typed="show\n" * count)
    text = NEURON.replace("0.4", "0.5") if how == "changed" else NEURON
    new.write_text(text, encoding="utf-8")
    if how != "copied":
        old.unlink()
    more = ("--part", "forward") if how == "other options" else ()
    assert "Continuing" not in run("walk", str(new), *more, "--plain")[1]


def test_a_file_is_known_by_its_whole_path(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, weight in (("one", "0.4"), ("other", "0.6")):
        (tmp_path / folder).mkdir()
        text = NEURON.replace("0.4", weight)
        (tmp_path / folder / "n.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "one")
    _, out, _ = run("walk", "n.yaml", "--answers", "-", typed="hint\n")
    assert f"walk {tmp_path / 'one' / 'n.yaml'}" in "".join(out.split("\n")).replace("  ", " ")
    monkeypatch.chdir(tmp_path / "other")
    _, out, _ = run("walk", "n.yaml", "--answers", "-", typed="")
    assert "has changed" not in out
    monkeypatch.chdir(tmp_path)
    assert "Continuing where you left off" in run("walk", "one/n.yaml", "--plain")[1]


def test_two_terminals_in_one_sitting(run: Run) -> None:
    """Both have begun, or are gone on with, before anything is typed into either."""
    with talking("walk", "mazur") as one, talking("walk", "mazur") as other:
        for child in (one, other):
            prompted(child, "net_h1")
        for child in (one, other):
            child.sendline("0.3775")
            prompted(child, "out_h1")
    assert len(recorded()) == 2
    with talking("walk", "mazur") as one, talking("walk", "mazur") as other:
        for child in (one, other):
            child.expect_exact("at step 2 of 38")
            prompted(child, "out_h1")
        for child, typed in ((one, "0.5933"), (other, "0.9999")):
            child.sendline(typed)
            child.expect("Correct|Not yet")
    assert len(recorded()) == 4
    assert "at step 3 of 38" in run("walk", "mazur", "--plain")[1]


def test_other_numbers_go_on_with_their_seed(run: Run) -> None:
    given = ("walk", "mazur", "--variant", "--seed", "3")
    _, out, _ = run(*given, "--answers", "-", typed="hint\n")
    assert "backprop-tutor walk mazur --variant --seed 3" in " ".join(out.split())
    assert recorded()[0].heard.seed == 3
    assert "Continuing where you left off" in run(*given, "--plain")[1]
    _, out, _ = run("walk", "mazur", "--variant", "--seed", "4", "--plain")
    assert "Step 1 of" in out
    assert "Continuing" not in out


def test_other_numbers_whose_seed_nobody_said_are_gone_on_with(run: Run) -> None:
    given = ("walk", "mazur", "--variant", "--part", "forward")
    with talking(*given) as child:
        child.expect("Step 1 of")
        prompted(child)
        child.sendline("show")
        child.expect("Step 2 of")
        child.kill(9)
    (row,) = recorded()
    _, out, _ = run(*given, "--plain", typed="show\n")
    assert "Continuing where you left off, at step 2 of" in out
    assert "Step 3 of" in out
    assert {one.heard.seed for one in recorded()} == {row.heard.seed}
    assert "Continuing" not in run("walk", "mazur", "--variant", "--plain")[1]
    _, out, _ = run(*given, "--seed", str((row.heard.seed or 0) + 1), "--plain")
    assert "Step 1 of" in out
    assert "Continuing" not in out
    _, out, _ = run(*given, "--restart", "--plain", typed="show\n")
    assert "Step 1 of" in out
    *_, new = recorded()
    assert new.sitting != row.sitting
    _, out, _ = run(*given, "--plain", typed="show\n")  # What was begun last.
    assert "Continuing where you left off, at step 2 of" in out
    assert len(recorded()) == 4
    assert recorded()[-1].heard.seed == new.heard.seed


def test_other_numbers_of_a_changed_file_begin_anew_and_say_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "n.yaml"
    file.write_text(NEURON, encoding="utf-8")
    given = ("walk", str(file), "--variant", "--plain")
    run(*given, typed="show\n")
    file.write_text(NEURON.replace("0.4", "0.5"), encoding="utf-8")
    _, out, _ = run(*given, typed="show\n")
    assert "has changed since you left it, so the lesson starts over." in out
    _, out, _ = run(*given, typed="")
    assert "Continuing where you left off, at step 2 of" in out
    _, out, _ = run(*given, "--auto", typed="")
    assert "Continuing" not in out


@pytest.mark.parametrize(
    "command", [("show", "--plain"), ("solve", "--json"), ("export",)], ids=lambda c: c[0]
)
def test_what_is_looked_up_has_the_same_other_numbers(command: tuple[str, ...], run: Run) -> None:
    first, *more = command
    given = (first, "mazur", "--variant", "--seed")
    three, again, four = (run(*given, seed, *more) for seed in ("3", "3", "4"))
    assert three == again
    assert three[0] == 0
    assert three[1] != four[1]
    assert run(first, "mazur", "--seed", "3", *more)[0] == 2


# A quiz


@pytest.mark.slow
@pytest.mark.parametrize("how", ["quit", "Ctrl-C", "Ctrl-D", "killed"])
def test_a_quiz_goes_on_however_it_ended(how: str, run: Run) -> None:
    with talking("quiz", "mazur", "--topic", "forward", "--questions", "3", columns=140) as child:
        child.expect("Question 1 of 3")
        prompted(child)
        child.sendline("skip")
        child.expect("Question 2 of 3")
        prompted(child)
        child.sendline("hint")
        prompted(child)
        match how:
            case "quit":
                child.sendline("quit")
                child.expect(r"backprop-tutor quiz mazur --questions 3 --topic forward --seed \d+")
            case "Ctrl-C":
                interrupt(child)
            case "Ctrl-D":
                end_input(child)
            case _:
                child.kill(9)
        if how != "killed":
            child.expect(pexpect.EOF)
    rows = recorded()
    assert [row.heard.typed for row in rows] == ["skip", "hint"]
    given = ("quiz", "mazur", "--topic", "forward", "--questions", "3", "--plain")
    _, out, _ = run(*given, typed="show\nshow\n")
    assert "Continuing where you left off, at question 2 of 3." in out
    assert "Question 3 of 3" in out
    assert "0 of 3 right at the first try" in out
    assert recorded()[2].heard.quantity == rows[1].heard.quantity
    _, out, _ = run(*given)
    assert "Question 1 of 3" in out
    assert "Continuing" not in out
    assert "Question 1 of 3" in run(*given, "--restart")[1]


def test_a_quiz_asks_the_same_whatever_the_clock_says_and_others_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = 18

    def now() -> str:
        return f"2026-11-22T{hour:02}:00:00.000Z"

    monkeypatch.setattr("backprop_tutor.session.sitting.now", now)
    given = ("quiz", "mazur", "--seed", "3", "--plain")
    run("quiz", "mazur", "--seed", "8", "--answers", "-", typed="77777.5*w1\nshow\nskip\nquit\n")
    hour = 12  # From here on the clock is hours behind what the record knows.
    for texts in ("77777.5*w1\nquit\n", "show\n77777.5*w1\nquit\n", "show\nskip\nshow\nquit\n"):
        place = len(recorded())
        before = run(*given, typed=texts)[1]
        asked = before.rpartition("Question ")[2]
        answered = recorded()[place:]
        hour -= 1
        # Another terminal answers meanwhile, and earlier by its clock.
        run("quiz", "house", "--answers", "-", typed="77777.5*w1\nshow\nskip\nquit\n")
        hour -= 1
        after = run(*given, typed="quit\n")[1]
        assert "Continuing where you left off" in after
        again = after.rpartition("Question ")[2]
        assert again.splitlines()[0] == asked.splitlines()[0], answered
        assert again.splitlines()[1:8] == asked.splitlines()[1:8]


def test_what_was_recorded_before_a_first_answer_is_not_known_to_the_quiz(run: Run) -> None:
    given = ("quiz", "mazur", "--topic", "chain", "--seed", "3", "--plain")
    with talking(*given) as child:
        child.expect("Question 1 of 10 · ([^\r]*)\r")
        asked = child.match[1]
        prompted(child)
        typed = "77777.5*w1\nshow\nskip\nshow\n77777.5*w1\nshow\nquit\n"
        run("quiz", "mazur", "--seed", "3", "--topic", "chain", "--answers", "-", typed=typed)
        child.sendline("hint")
        prompted(child)
        child.sendline("quit")
        child.expect(pexpect.EOF)
    assert f"Question 1 of 10 · {asked}\n" in run(*given)[1]


def questions(shown: str) -> list[str]:
    """Return all that is asked on the pages of a quiz."""
    asked, _, _ = shown.partition("\n\nThe score\n")
    asked, _, _ = asked.partition("\n\nWhat went wrong\n")
    asked, _, _ = asked.partition("\n\nYou stopped at")
    return asked.split("Question ")[1:]


@pytest.mark.slow
@pytest.mark.parametrize("option", [(), ("--variant",), ("--topic", "chain"), ("--exam",)])
def test_a_seed_that_is_said_asks_everybody_the_same(option: tuple[str, ...], run: Run) -> None:
    given = ("quiz", "mazur", "--questions", "8", "--seed", "4", *option, "--answers", "-")
    typed = "1\n77777.5*w1\na\n" * 20 if "--exam" in option else "77777.5*w1\nskip\n" * 8
    _, fresh, _ = run(*given, "--no-save", "--plain", typed=typed)
    for topic in ("forward", "chain"):
        known = ("quiz", "mazur", "--questions", "4", "--topic", topic, "--answers", "-")
        run(*known, typed="77777.5*w1\nskip\n" * 4)
    _, later, _ = run(*given, "--plain", typed=typed)
    assert len(questions(fresh)) == 8
    assert questions(later) == questions(fresh)


@pytest.mark.parametrize("said", [("--seed", "4"), ()])
@pytest.mark.parametrize("named", [True, False])
def test_a_quiz_goes_on_with_what_it_asked_whoever_chose_its_seed(
    said: tuple[str, ...], named: bool, run: Run
) -> None:
    """The command that is told names a seed; that it was drawn is not forgotten by it."""
    for topic in ("forward", "chain"):
        known = ("quiz", "mazur", "--questions", "4", "--topic", topic, "--answers", "-")
        run(*known, typed="77777.5*w1\nskip\n" * 4)
    given = ("quiz", "mazur", "--questions", "6")
    _, out, _ = run(*given, *said, "--plain", typed="skip\n" * 3)
    (told,) = re.findall(r"To go on from here:\s+backprop-tutor (.*)", out)
    run("quiz", "mazur", "--topic", "update", "--answers", "-", typed="77777.5*w1\nskip\n" * 4)
    words = shlex.split(told) if named else given
    _, again, _ = run(*words, "--plain", typed="")
    assert "Continuing where you left off, at question 4 of 6." in again
    assert questions(again) == questions(out)[-1:]


# Where it is kept, and when it cannot be


@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_no_save_makes_no_file(command: str, run: Run) -> None:
    code, out, err = run(command, "mazur", "--no-save", "--answers", "-", typed="hint\n")
    assert (code, err) == (0, "")
    assert not place_of_record(None).exists()
    assert "You stopped at" in out
    assert "backprop-tutor quiz" not in out, "there is nothing to go on with"


@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_who_only_looks_leaves_no_sitting(command: str, run: Run) -> None:
    run(command, "mazur", "--answers", "-")
    with open_record(place_of_record(None)) as record:
        assert record.sittings() == ()


@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_another_file(command: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.sqlite"
    run(command, "mazur", "--progress-file", str(file), "--answers", "-", typed="hint\n")
    assert [row.heard.typed for row in recorded(file)] == ["hint"]
    assert not place_of_record(None).exists()
    page = run("progress", "--progress-file", str(file), "--plain")[1]
    assert f"Continue the {command} where you left off:" in page


def damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 512 * 9])


def newer(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()


def read_only(path: Path) -> None:
    path.chmod(0o400)


@pytest.mark.parametrize("harm", [damaged, truncated, newer, read_only])
@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_a_record_that_cannot_be_used(command: str, harm: Callable[[Path], None], run: Run) -> None:
    if harm is read_only and os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    run("walk", "mazur", "--answers", "-", typed="hint\n")
    path = place_of_record(None)
    harm(path)
    folder = {each.name: each.stat().st_size for each in path.parent.iterdir()}
    code, out, err = run(command, "mazur", "--answers", "-", "--plain", typed="hint\nskip\n")
    assert code == 0
    assert "Skipped." in out, "the session goes on"
    assert err.startswith(str(path))
    assert err.count("\n") == 1
    assert "Traceback" not in err
    if harm in (damaged, truncated):
        assert "it is kept as" in err
        assert [row.heard.typed for row in recorded()] == ["hint", "skip"]
    else:
        assert err.rstrip().endswith("this session goes on unsaved")
        assert {each.name: each.stat().st_size for each in path.parent.iterdir()} == folder


@pytest.mark.parametrize("command", ["walk", "quiz"])
def test_a_full_disk(command: str, run: Run) -> None:
    import signal
    import subprocess

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))

    given = [command, "mazur", "--answers", "-", "--plain"]
    ended = subprocess.run(
        [sys.executable, "-m", "backprop_tutor", *given],
        input="values and so on\n" * 300 + "skip\n",
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        # Python writes what it compiles cut off there, and stumbles over it ever after.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=no_room,
        check=False,
    )
    assert ended.returncode == 0
    assert "Skipped." in ended.stdout
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.rstrip().endswith("this session goes on unsaved")
    saved = recorded()
    assert 10 < len(saved) < 300
    assert [row.number for row in saved] == list(range(1, len(saved) + 1))


def test_what_was_shown_outlasts_a_kill(tmp_path: Path) -> None:
    """``python tests/killing_sessions.py 200`` does it two hundred times."""
    from killing_sessions import killed

    counts = killed(tmp_path / "progress.sqlite", 2)
    assert counts.kills == counts.gone_on == 2
    assert counts.acknowledged > 2
    assert (counts.lost, counts.unsound) == (0, 0)
