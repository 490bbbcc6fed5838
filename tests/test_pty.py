"""The walk at a real terminal: 80 × 24, keys, Ctrl-C, Ctrl-D, and terminals of few means."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from terminals import at_a_terminal, end_input, interrupt

pexpect = pytest.importorskip("pexpect")

COLOUR = re.compile(r"\x1b\[[0-9;]*[mAK]")
UP = "\x1b[A"


@contextmanager
def walking(*arguments: str, **environment: str) -> Iterator["pexpect.spawn[str]"]:
    """Run ``walk`` under a pseudo-terminal, as a student does."""
    given = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
    child = at_a_terminal("walk", *arguments, environment=given)
    try:
        yield child
    finally:
        child.close(force=True)


def until(child: "pexpect.spawn[str]", asked: str, mark: str = "[▶>] ") -> str:
    """Return what was shown up to the question for a quantity, and turn pages on the way."""
    shown = ""
    while child.expect([rf"[\rhlm\n]{mark}{asked} = ", "Enter goes on"]):
        shown += f"{child.before}{child.after}"
        child.sendline()
    return f"{shown}{child.before}{child.after}"


def bare(shown: str) -> str:
    """What was shown, without the colours, and without taking a row away."""
    return COLOUR.sub("", shown)


def rest(child: "pexpect.spawn[str]") -> str:
    """Return what is shown up to the end."""
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def test_a_session() -> None:
    with walking("mazur", "--from", "out_h1") as child:
        page = until(child, "out_h1")
        assert "╭─ h1 ──────────────╮" in bare(page)
        assert "Step 2 of 38" in bare(page)
        assert "\x1b[1m" in page, "there are colours"
        assert max(map(len, re.split(r"[\r\n]+", bare(page)))) <= 80

        child.sendline("0.5933")
        right = until(child, "out_h2")
        assert "✓ Correct." in bare(right)
        assert "\x1b[1;32m" in right
        assert "≈ 0.593270" in bare(right)

        child.sendline("0.9876")
        wrong = until(child, "out_h2")
        assert "✗ Not yet." in bare(wrong)
        assert "\x1b[1;31m" in wrong
        assert "one part at a time" in bare(wrong)
        child.sendline("apart")
        assert "a part of the question" in bare(until(child, "net_h2"))

        child.sendline("w3*i1 + ?")
        garbage = bare(until(child, "net_h2"))
        assert "Cannot be read as an answer" in garbage
        typed, caret = re.findall(r"\r\n( *w3\*i1 \+ \?)\r\n( *\^)", garbage)[-1]
        assert caret.index("^") == typed.index("?"), "the caret stands below what it means"

        child.sendline("hint")
        assert "→ " in until(child, "net_h2")
        child.sendline("why")
        assert "listens" in bare(until(child, "net_h2"))
        child.sendline("back")
        assert "Step 3 of 38" in bare(until(child, "out_h2"))
        child.sendline("back")
        assert "Step 2 of 38" in bare(until(child, "out_h1"))
        child.sendline("quit")
        assert "walk mazur --from out_h1" in " ".join(bare(rest(child)).split())
        assert child.exitstatus == 0


@pytest.mark.slow
@pytest.mark.skipif(find_spec("readline") is None, reason="this Python has no readline")
def test_the_arrow_up_brings_back_what_was_typed() -> None:
    with walking("mazur") as child:
        until(child, "net_h1")
        child.sendline("0.3999")
        assert "Not yet." in bare(until(child, "net_h1"))
        child.send(UP)
        child.expect_exact("0.3999")
        child.send("\x7f" * 3 + "775\r")
        assert "Correct." in bare(until(child, "out_h1"))


@pytest.mark.slow
@pytest.mark.skipif(find_spec("readline") is None, reason="this Python has no readline")
def test_tab_completes_words_and_names() -> None:
    with walking("mazur", "--from", "out_h1") as child:
        until(child, "out_h1")
        child.send("aga\t\r")
        assert "Step 2 of 38" in bare(until(child, "out_h1"))
        child.send("calc net_\t*2\r")
        child.expect_exact("calc net_h1*2")
        assert "= 0.755" in bare(until(child, "out_h1"))


def test_ctrl_c_is_130_without_a_traceback() -> None:
    with walking("mazur") as child:
        until(child, "net_h1")
        interrupt(child)
        assert "Traceback" not in child.before
        child.close()
        assert child.exitstatus == 130


@pytest.mark.slow
def test_ctrl_d_leaves_politely() -> None:
    with walking("mazur") as child:
        until(child, "net_h1")
        end_input(child)
        assert bare(child.before).rstrip().endswith("\n    backprop-tutor walk mazur")
        child.close()
        assert child.exitstatus == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "environment"),
    [((), {"TERM": "dumb"}), (("--plain",), {}), (("--plain",), {"FORCE_COLOR": "1"})],
    ids=["dumb", "--plain", "--plain FORCE_COLOR"],
)
def test_plain_has_no_escape_codes(arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    with walking("mazur", *arguments, **environment) as child:
        text = until(child, "net_h1", mark="")
        child.sendline("0.9")
        text += until(child, "net_h1", mark="")
        child.sendline("quit")
        text += rest(child)
    assert "Not yet." in text
    # Bracketed paste, which readline asks for, is the one code that is not ours.
    assert "\x1b" not in re.sub(r"\x1b\[\?2004[hl]\r?", "", text)
    assert "╭" not in text
    assert "inputs: i1 0.05, i2 0.10" in text


@pytest.mark.slow
def test_no_color_leaves_the_boxes_and_takes_the_colours() -> None:
    with walking("mazur", NO_COLOR="1") as child:
        text = until(child, "net_h1")
        child.sendline("0.3775")
        text += until(child, "out_h1")
    assert "Correct." in text
    assert "╭─ h1" in text
    assert not COLOUR.search(text)


@pytest.mark.slow
def test_a_terminal_without_unicode() -> None:
    with walking("mazur", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii") as child:
        text = until(child, "net_h1")
        child.sendline("½")
        until(child, "net_h1")
        child.sendline("0.3775")
        text += until(child, "out_h1")
        assert "Traceback" not in text
    assert text.isascii()
