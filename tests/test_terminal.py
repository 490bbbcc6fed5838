"""The terminal: golden pages, no row too wide, nothing hostile, any encoding, answers."""

import io
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import network
from rich.cells import cell_len
from screens import Screen
from thorough import some
from views_pages import LINKS, STEP, N, expect_golden, mazur, wide

from backprop_tutor.blocks.blocks import Block, Equation, Figure, Prose, Table, Tone, Value
from backprop_tutor.blocks.pictures import Arrow, Chain, LayerPicture, Network, NeuronPicture
from backprop_tutor.formula.expression import Product, Sum
from backprop_tutor.teaching.lesson.network_picture import picture_of
from backprop_tutor.views.text.layout import UNICODE, cells, cut
from backprop_tutor.views.text.page import rows_of
from backprop_tutor.views.text.terminal import Terminal

LIT = frozenset({"i1", "w1", "h1", "w5", "w7", "o1", "o2"})
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def shown(
    *blocks: Block,
    width: int = 80,
    plain: bool = False,
    colour: bool = False,
    encoding: str = "utf-8",
) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    Terminal(plain=plain, width=width, file=file, colour=colour).show(*blocks)
    file.flush()
    return raw.getvalue().decode(encoding)


def widest(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


GOLDENS: dict[str, dict[str, object]] = {
    "80": {"width": 80},
    "120": {"width": 120},
    "40": {"width": 40},
    "plain": {"plain": True},
    "ascii": {"width": 80, "encoding": "ascii"},
    "ascii-40": {"width": 40, "encoding": "ascii"},
    "plain-ascii": {"plain": True, "encoding": "ascii"},
}


@pytest.mark.parametrize("name", GOLDENS)
def test_network_golden(name: str) -> None:
    text = shown(mazur(), **GOLDENS[name])  # type: ignore[arg-type]
    expect_golden(f"network-{name}.txt", text)


@pytest.mark.parametrize("name", ["80", "40", "plain", "ascii"])
def test_lit_network_golden(name: str) -> None:
    text = shown(mazur(LIT), **GOLDENS[name])  # type: ignore[arg-type]
    expect_golden(f"network-lit-{name}.txt", text)


@pytest.mark.parametrize("name", GOLDENS)
def test_page_golden(name: str) -> None:
    expect_golden(f"page-{name}.txt", shown(*STEP, **GOLDENS[name]))  # type: ignore[arg-type]


def test_large_network_golden() -> None:
    lit = frozenset({"x40", "w40", "a1", "w641", "b1"})
    expect_golden("network-64-10-3.txt", shown(wide(64, 10, 3, lit=lit)))


PICTURES = [
    mazur(),
    mazur(LIT),
    wide(1, 1),
    wide(3, 3, 1),
    wide(4, 6, 5, 3),
    wide(64, 10, 3),
    wide(2, 2, 2, 2, 2),
    Figure(Chain(LINKS, 0, 3, "dE_total/dw5")),
    Figure(Chain((*LINKS[:3], *("out_h1", "net_h1", "w1")), 2, 3, "dnet_o1/dout_h1")),
    Figure(Network((), (LayerPicture("", (NeuronPicture("f", ()),)),))),
    Figure(Network((), ())),
    Figure(
        Network(
            (("a_rather_long_name_for_an_input", "-0.123456789"),),
            (
                LayerPicture(
                    "an unusually long caption for a layer of one neuron",
                    (
                        NeuronPicture(
                            "another_quite_long_name_of_neuron",
                            (Arrow("w" * 32, "0.123456789012", "a_rather_long_name_for_an_input"),),
                            ("b" * 32, "-0.123456789012"),
                            "1",
                        ),
                    ),
                ),
            ),
            frozenset({"w" * 32}),
        ),
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("width", [24, 40, 60, 79, 80, 100, 120, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_row_is_wider_than_the_screen(width: int, encoding: str) -> None:
    text = shown(*STEP, *PICTURES, width=width, encoding=encoding)
    assert widest(text) <= width
    assert not re.search(r"[ \0]$", text, re.MULTILINE)
    assert "\0" not in text


def test_prose_is_never_wider_than_a_hundred() -> None:
    assert widest(shown(Prose(("word " * 100,)), width=300)) <= 100


def test_lit_needs_no_colour() -> None:
    for width in (80, 40):
        text = shown(mazur(LIT), width=width)
        rows = [line for line in text.splitlines() if "▸" in line]
        marked = " ".join(rows)
        assert all(f"▸{name} " in marked for name in ("i1", "w1", "w5", "w7"))
        assert text.count("▸") == 4
        assert "┏━ h1 ━" in text
        assert "┏━ h2 ━" not in text


def test_lit_arrows_stay_in_a_shortened_picture() -> None:
    text = shown(wide(64, 10, 3, lit=frozenset({"x40", "w40", "a9", "a1"})), width=100)
    for name in ("x40", "w40", " a9 ", "… 61 more", "… 7 more"):
        assert name in text


@pytest.mark.parametrize("colour", [False, True])
def test_plain_has_no_escapes_and_no_boxes(colour: bool) -> None:
    text = shown(*STEP, *PICTURES, plain=True, colour=colour)
    assert "\x1b" not in text
    assert not any("\u2500" <= character <= "\u25ff" for character in text)


def test_plain_says_one_fact_a_line() -> None:
    text = shown(
        mazur(frozenset({"w5", "o1"})),
        Figure(Chain(LINKS, 0, 1, "dE_total/dout_o1")),
        STEP[11],
        plain=True,
    )
    assert text.splitlines() == [
        "inputs: i1 0.05, i2 0.10",
        "h1 (hidden layer, sigmoid): w1 0.15 from i1, w2 0.20 from i2, bias b1 0.35",
        "h2 (hidden layer, sigmoid): w3 0.25 from i1, w4 0.30 from i2, bias b1 0.35",
        "o1 (output layer, sigmoid): w5 0.40 from h1, w6 0.45 from h2, bias b2 0.60, target 0.01",
        "o2 (output layer, sigmoid): w7 0.50 from h1, w8 0.55 from h2, bias b2 0.60, target 0.99",
        "on the path: w5, o1",
        "",
        "Chain: E_total <- out_o1 <- net_o1 <- w5 (now: E_total <- out_o1)",
        "",
        "net_h1 = w1·i1 + w2·i2 + b1",
        "net_h1 = 0.15 · 0.05 + 0.20 · 0.10 + 0.35",
        "net_h1 = 0.3775",
    ]


def test_colours_add_nothing_but_colour() -> None:
    blocks = (*STEP, mazur(LIT))
    coloured = shown(*blocks, colour=True)
    assert "\x1b[1;32m" in coloured
    assert "\x1b[1;31m" in coloured
    assert ESCAPE.sub("", coloured) == shown(*blocks)


def test_a_console_that_may_know_no_codes_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """There rich writes; on a terminal that knows the codes it writes these."""
    blocks = (*STEP, mazur(LIT), Prose(("python -m backprop_tutor " * 9,), Tone.COMMAND))
    plainly = shown(*blocks, colour=True)
    monkeypatch.setattr("backprop_tutor.views.text.terminal.IS_WINDOWS", True)
    assert shown(*blocks, colour=True) == plainly


HOSTILE = [
    "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "[red]markup[/red] [link=http://x]y[/link] :smile:",
    "a\u202egnirts\u2066b",
    "tab\there, return\rthere, \x00 nothing, \x9b31m",
    "\u200bzero width\ufeff",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("plain", [False, True])
def test_hostile_text_is_only_shown(text: str, plain: bool) -> None:
    harmless = re.compile(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
    )
    tones = [Prose((text,), tone) for tone in Tone]
    blocks = (*tones, Table((text,), ((text,),)), _captioned(text), _valued(text))
    out = shown(*blocks, width=120, plain=plain)
    assert not harmless.search(out)
    if "[red]" in text:
        assert "[red]markup[/red]" in out
        assert ":smile:" in out


def _captioned(text: str) -> Figure:
    layer = LayerPicture(text, (NeuronPicture("h1", (Arrow("w1", "1", "i1"),)),))
    return Figure(Network((("i1", "1"),), (layer,)))


def _valued(text: str) -> Equation:
    return Equation(N("x"), (Value(text),))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252"])
@pytest.mark.parametrize("plain", [False, True])
def test_every_encoding_can_be_written(encoding: str, plain: bool) -> None:
    foreign = Prose(("Señor Ω 漢字 😀 – “σ” ½",))
    out = shown(*STEP, *PICTURES, foreign, encoding=encoding, plain=plain)
    assert "dE_total/dw5" in out
    assert 'Senor U+03A9 U+6F22U+5B57 U+1F600 - "sigmoid" 1/2' in out


@settings(max_examples=some(60))
@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.sampled_from([N("dE_total/dw5"), N("out_h1")])),
        max_size=6,
    ),
    st.sampled_from([tone for tone in Tone if tone is not Tone.COMMAND]),
    st.integers(24, 120),
)
def test_any_prose_fits(parts: list[str], tone: Tone, width: int) -> None:
    assert widest(shown(Prose(tuple(parts), tone), width=width)) <= width


@pytest.mark.parametrize(
    ("sign", "takes"),
    [
        ("w", 1),
        ("∂", 1),
        ("e\u0301", 1),
        ("漢", 2),
        ("😀", 2),
        ("❤\ufe0f", 2),
        ("👍🏽", 2),
        ("1\ufe0f⃣", 2),
    ],
)
def test_what_is_one_sign_to_the_eye_takes_its_columns(sign: str, takes: int) -> None:
    """Of two columns of a table the second begins where the first one's widest cell ends."""
    assert cells(sign) == takes
    lines = shown(Table(("", ""), ((sign, "|"), ("xxxx", "|"))), width=40).splitlines()
    before = [line.partition("|")[0].rstrip() for line in lines if "|" in line]
    padded = [line.partition("|")[0] for line in lines if "|" in line]
    spaces = [len(whole) - len(text) for whole, text in zip(padded, before, strict=True)]
    assert spaces[0] - spaces[1] == 4 - takes
    assert cut(sign * 12, 4) == [sign * (4 // takes)] * (3 * takes)


@pytest.mark.parametrize(("label", "hangs"), [("c) ", 3), ("12. ", 4), ("ab) ", 0), ("I. ", 0)])
def test_the_rows_of_a_paragraph_in_a_list_hang(label: str, hangs: int) -> None:
    out = shown(Prose((label, "They are multiplied: ", N("q"), " moves " * 9)), width=40)
    first, *others = out.rstrip().split("\n")
    assert first.startswith(f"{label}They")
    assert len(others) == 2
    assert {len(row) - len(row.lstrip()) for row in others} == {hangs}


def test_formulas_stay_whole_in_prose() -> None:
    formula = Product((N("out_o1"), N("dE_total/dout_o1")))
    out = shown(Prose(("This is a sentence of some words, then: ", formula, ".")), width=60)
    assert "out_o1 · ∂E_total/∂out_o1." in out


def test_long_rows_of_an_equation_break_before_operators() -> None:
    terms = Sum(tuple(Product((N(f"weight{k}"), N(f"input{k}"))) for k in range(1, 9)))
    lines = shown(Equation(N("net_h1"), (terms, Value("1"))), width=60).splitlines()
    assert len(lines) > 3
    assert all(line.lstrip()[0] in "+=" for line in lines[1:])
    assert len({line.index("=") for line in lines if "=" in line}) == 1


def test_a_caret_stays_below_its_letter_when_the_line_is_cut() -> None:
    typed = "x" * 90 + "?" + "x" * 5
    lines = shown(Prose((f"{typed}\n{' ' * 90}^",), Tone.CODE), width=40).splitlines()
    at = next(k for k, line in enumerate(lines) if "?" in line)
    assert lines[at + 1].index("^") == lines[at].index("?")


def test_table_numbers_stand_at_their_points() -> None:
    lines = shown(STEP[-2]).splitlines()[2:]
    assert {line.index(".", 30) for line in lines} == {lines[0].index(".", 30)}


@pytest.mark.parametrize(("width", "columns"), [(80, 3), (34, 1), (40, 2), (120, 3)])
def test_a_long_narrow_table_is_set_in_columns(width: int, columns: int) -> None:
    rows = tuple((N(f"w{k}"), Value(f"{k}.5")) for k in range(25))
    head, _, *lines = shown(Table(("quantity", "value"), rows), width=width).splitlines()
    assert head.split() == ["quantity", "value"] * columns
    height = -(-25 // columns)
    assert len(lines) == height
    told = [line.split()[2 * k : 2 * k + 2] for k in range(columns) for line in lines]
    assert [one for one in told if one] == [[f"w{k}", f"{k}.5"] for k in range(25)]


def test_tables_fold_where_they_do_not_fit() -> None:
    rows = ((N("w5"), *(Value("0.123456"),) * 5),)
    text = shown(Table(("name", "one", "two", "three", "four", "five"), rows), width=40)
    assert text.splitlines()[:3] == ["w5", "  one: 0.123456", "  two: 0.123456"]
    rows = ((N("w5"), *(Value("0.123456"),) * 4, ""), (N("w6"), *(Value("0.123456"),) * 4, "next"))
    text = shown(Table(("name", "one", "two", "three", "four", ""), rows), width=40)
    assert text.splitlines()[4:6] == ["  four: 0.123456", "w6"], "nothing stands for an empty cell"


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_output_decides_how_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Terminal(file=io.StringIO()).plain
    assert not Terminal(file=_Screen()).plain
    assert Terminal(file=_Screen(), width=5).width == 20
    coloured, bare = _Screen(), _Screen()
    Terminal(file=coloured).show(*STEP)
    monkeypatch.setenv("NO_COLOR", "1")
    Terminal(file=bare).show(*STEP)
    assert "\x1b" in coloured.getvalue()
    assert "\x1b" not in bare.getvalue()
    assert "╭" in bare.getvalue()
    monkeypatch.setenv("TERM", "dumb")
    assert Terminal(file=_Screen()).plain


def test_a_verdict_stands_right_below_the_answer() -> None:
    file = io.StringIO()
    terminal = Terminal(plain=False, width=80, file=file, colour=False)
    terminal.show(Prose(("What is net_h1?",)))
    terminal.echo("net_h1 = ", "0.3775")
    terminal.show(Prose(("Correct.",), Tone.RIGHT))
    assert file.getvalue() == "  What is net_h1?\n\n▶ net_h1 = 0.3775\n  ✓ Correct.\n"


def test_echo_makes_visible_and_cuts() -> None:
    file = io.StringIO()
    Terminal(plain=True, file=file).echo("> ", "\x1b[31m" + "9" * 1000)
    assert file.getvalue().startswith("> U+001B[31m999")
    assert file.getvalue().endswith("9…\n")
    assert len(file.getvalue()) < 420


def test_ask_reads_lines_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("0.3775\n\n"))
    file = io.StringIO()
    terminal = Terminal(plain=True, file=file)
    assert [terminal.ask("net_h1 = "), terminal.ask("> "), terminal.ask("> ")] == [
        "0.3775",
        "",
        None,
    ]
    assert file.getvalue() == "net_h1 = 0.3775\n> \n> \n"


def test_importing_notation_and_markdown_does_not_import_rich() -> None:
    code = (
        "import sys, backprop_tutor.views.notation, backprop_tutor.views.markdown;"
        "sys.exit(any(name.split('.')[0] in ('rich', 'sympy', 'yaml') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_large_network_is_told_in_short() -> None:
    """Who listens to it should not have to hear thousands of weights before the first question."""
    scenario = network([40, 30, 20, 10], ["tanh", "tanh", "sigmoid"])
    lit = frozenset({"w5", "h1", *(f"w{k}" for k in range(1000, 1900))})
    text = shown(*picture_of(scenario, lit), plain=True)
    assert len(text) < 4000
    assert "and 28 more in this layer" in text
    assert "w5 " in text, "what is on the path is told"
    assert re.search(r"on the path: .*, and \d+ more$", text, re.MULTILINE)


@pytest.mark.parametrize("columns", (80, 40))
def test_a_command_is_broken_by_nothing_but_the_terminal(columns: int) -> None:
    command = f"/a/very/long/path/to{'/the/next' * 12} walk mazur --only w5"
    file = io.StringIO()
    blocks = (Prose(("Type:",)), Prose((f"{command}\nshort",), Tone.COMMAND))
    Terminal(plain=False, width=columns, colour=False, file=file).show(*blocks)
    said, *lines = file.getvalue().splitlines()
    assert said.strip() == "Type:"
    assert [line.strip() for line in lines] == [command, "short"]
    screen = Screen(columns, 24)
    screen.write(file.getvalue().replace("\n", "\r\n"))
    rows = rows_of(blocks[1], columns, UNICODE)
    assert len(rows) == len([row for row in screen.text.splitlines() if row]) - 1
