"""Command lines that make no sense: the sentence for each, whatever release of typer there is."""

from typing import Any

import pytest
import typer
from program import Run

from backprop_tutor.cli import application

LOOK = "shows what goes where"
MISUSES = [
    ("nosuch", "there is no command 'nosuch'; 'backprop-tutor -h' lists them all"),
    ("wlak", "there is no command 'wlak' (did you mean walk?); 'backprop-tutor -h' lists them all"),
    ("--nosuch", f"there is no option '--nosuch'; 'backprop-tutor -h' {LOOK}"),
    ("answer", f"SCENARIO is missing; 'backprop-tutor answer --help' {LOOK}"),
    ("answer mazur", f"QUANTITY is missing; 'backprop-tutor answer --help' {LOOK}"),
    ("answer mazur w5", f"TYPED is missing; 'backprop-tutor answer --help' {LOOK}"),
    ("check", f"SCENARIO is missing; 'backprop-tutor check -h' {LOOK}"),
    ("list x", "there are more arguments than the command takes; put one that holds spaces in "
     f"quotes; 'backprop-tutor list -h' {LOOK}"),
    ("plot mazur w5", "there are more arguments than the command takes; put --weight before the "
     "name of a weight, and quotes around an argument that holds spaces; "
     f"'backprop-tutor plot -h' {LOOK}"),
    ("walk --onl w5", "there is no option '--onl' (did you mean --only?); "
     f"'backprop-tutor walk -h' {LOOK}"),
    ("walk -q", f"there is no option '-q'; 'backprop-tutor walk -h' {LOOK}"),
    ("walk --only", "--only needs a value: --only PARAMETER"),
    ("export mazur -o", "-o needs a value: -o FILE"),
    ("progress --export", "--export needs a value: --export <csv|json|xapi>"),
    ("walk --plain=3", "--plain takes no value; leave out what follows its '='"),
    ("progress --export xml", "--export: 'xml' is not one of csv, json, xapi"),
    ("walk --part middle", "--part: 'middle' is not one of forward, error, backward, update"),
    ("answer mazur w5 1 --digits x", "--digits: 'x' is not a whole number from 1 to 12"),
    ("answer mazur w5 1 --digits 13", "--digits: '13' is not a whole number from 1 to 12"),
    ("quiz --questions 0", "--questions: '0' is not a whole number from 1 to 200"),
    ("walk --after 1_0", "--after: '1_0' is not a whole number from 0 to 10,000,000"),
    ("show mazur --variant --seed -1", "--seed: '-1' is not a whole number from 0 on"),
    ("show mazur --variant --seed 1.5", "--seed: '1.5' is not a whole number from 0 on"),
    ("train mazur --rate 1,000", "--rate: '1,000' is not a number such as 0.5"),
    ("plot mazur --from \x1b[31m", "--from: 'U+001B[31m' is not a number such as 0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "told"), MISUSES)
def test_what_a_command_line_gets_wrong(run: Run, typed: str, told: str) -> None:
    assert run(*typed.split()) == (2, "", f"{told}\n")


def test_nothing_typed_is_the_home_page(run: Run) -> None:
    code, out, err = run()
    assert (code, err) == (0, "")
    assert "\nbackprop-tutor walk\n" in out
    assert "backprop-tutor --help" in out


def test_options_of_one_name_are_alike() -> None:
    """What is said of an option does not depend on the command."""
    commands: Any = typer.main.get_command(application())
    kinds: dict[str, set[bool]] = {}
    for command in (commands, *commands.commands.values()):
        for parameter in command.params:
            for name in parameter.opts:
                kinds.setdefault(name, set()).add(getattr(parameter, "is_flag", False))
    assert {"--only", "--plain", "--json"} < set(kinds)
    assert [name for name, flags in kinds.items() if len(flags) > 1] == []


@pytest.mark.parametrize("typed", ["I don't know", "?", "", "0.71234567"])
def test_a_verdict_tells_of_no_word_that_is_not_heard(run: Run, typed: str) -> None:
    code, out, _ = run("answer", "mazur", "out_h1", "--", typed)
    assert code == 1
    assert out
    assert not any(word in out for word in ("type hint", "type help", "calc helps"))
