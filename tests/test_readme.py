"""The first page: short, complete in itself, and what it tells can be done."""

import re
from pathlib import Path

from documents import ROOT, Block, blocks, links, prose_of, section, text_of
from program import Run

from backprop_tutor.formula.names import COMMANDS

README = ROOT / "README.md"
MOST_LINES = 150
BLOCKS = list(blocks(README))


def _marked(purpose: str, kind: str) -> str:
    (found,) = [block for block in BLOCKS if (block.purpose, block.kind) == (purpose, kind)]
    return found.text.rstrip("\n")


def test_it_is_short() -> None:
    assert len(text_of(README).splitlines()) <= MOST_LINES


def test_the_two_commands_are_complete_in_themselves() -> None:
    walk, test = _marked("walk", "sh"), _marked("test", "sh")
    for command in (walk, test):
        assert "\n" not in command, "one line, to be pasted"
        assert command.startswith("python3 -m venv .venv && ")
    assert walk.endswith(" . && .venv/bin/backprop-tutor walk")
    assert "'.[test]'" in test
    assert "-m pytest" in test.split("&&")[-1]


def test_windows_is_told_the_same() -> None:
    for purpose in ("walk", "test"):
        told = _marked(purpose, "sh").replace("python3 ", "py ").replace("'", "")
        assert _marked(purpose, "bat") == re.sub(
            r"\.venv/bin/(\S+)", lambda found: rf".venv\Scripts\{found[1]}", told
        )


def test_the_first_command_ends_on_the_page_that_is_described(run: Run) -> None:
    program, *arguments = _marked("walk", "sh").split("&&")[-1].split()
    assert program == ".venv/bin/backprop-tutor"
    code, printed, remarked = run(*arguments)
    assert (code, remarked) == (0, "")
    assert "A plus gate adds x and y, a times gate multiplies the sum by z." in printed
    assert "Step 1 of 7" in printed


def test_a_screen_and_a_network_are_shown() -> None:
    purposes = [block.purpose for block in BLOCKS]
    assert purposes.count("screen") == 1
    assert purposes.count("file") == 1


def test_every_page_is_found_from_here() -> None:
    linked = {link.target for link in links(README)}
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md")}
    assert pages | {"CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"} <= linked


def test_the_words_that_are_told_are_those_of_a_lesson() -> None:
    for word in COMMANDS:
        assert re.search(rf"`{word}\b[^`]*`", prose_of(README)), word
        assert re.search(rf"`{word}\b[^`]*`", section(ROOT / "docs" / "commands.md", "walk")), word


def test_a_block_is_found_with_what_is_said_of_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- file: b.yaml -->\n```yaml\nc: 1\n```\n\n```sh\nd\n```\n")
    assert list(blocks(page)) == [
        Block(page, 3, "file: b.yaml", "yaml", "c: 1\n"),
        Block(page, 7, "", "sh", "d\n"),
    ]
