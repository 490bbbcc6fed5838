"""The document: what GitHub renders, and that no prose can write Markdown, HTML or Mermaid."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from views_pages import LINKS, STEP, N, expect_golden, mazur, wide

from backprop_tutor.blocks.blocks import Equation, Figure, Prose, Table, Tone, Value
from backprop_tutor.blocks.pictures import Arrow, Chain, LayerPicture, Network, NeuronPicture
from backprop_tutor.formula.expression import Call
from backprop_tutor.views.markdown.markdown import document


def test_page_golden() -> None:
    lit = frozenset({"w5", "o1", "h1"})
    expect_golden("page.md", document([*STEP, mazur(), mazur(lit), wide(64, 10, 3)]))


def test_ends_in_one_line_feed_without_spaces_at_line_ends() -> None:
    text = document([*STEP, mazur(), wide(8, 3, 1), Prose(("a  \n b \n\n\n  c ",))])
    assert text.endswith("c\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert "\n\n\n" not in text
    assert document([]) == "\n"


ESCAPED = [
    ("<script>x</script> &amp;", "&lt;script&gt;x&lt;/script&gt; &amp;amp;"),
    ("*b* _i_ `c` ~~s~~", r"\*b\* \_i\_ \`c\` \~\~s\~\~"),
    ("[a](b) ![c](d)", r"\[a\](b) !\[c\](d)"),
    ("$x$ a|b \\", r"\$x\$ a\|b \\"),
    ("# head", r"\# head"),
    ("- item", r"\- item"),
    ("+ item", r"\+ item"),
    ("12. item", r"12\. item"),
    ("12) item", r"12\) item"),
    ("text\n===", "text\\\n\\==="),
    ("> quote", "&gt; quote"),
    ("    code", "code"),
    ("a\x1b[31m\u202e", r"aU+001B\[31mU+202E"),
    ("one\ntwo\n\nthree", "one\\\ntwo\n\nthree"),
    ("0.5 is a number", "0.5 is a number"),
]


@pytest.mark.parametrize(("text", "escaped"), ESCAPED)
def test_prose_is_escaped(text: str, escaped: str) -> None:
    assert document([Prose((text,))]) == escaped + "\n"


@pytest.mark.parametrize(
    ("tone", "start"),
    [
        (Tone.TITLE, "# Correct."),
        (Tone.HEADING, "## Correct."),
        (Tone.SUBHEADING, "### Correct."),
        (Tone.RIGHT, "> ✓ Correct."),
        (Tone.WRONG, "> ✗ Correct."),
        (Tone.REMARK, "> Correct."),
        (Tone.HINT, "> → Correct."),
        (Tone.CODE, "```text\nCorrect."),
        (Tone.PLAIN, "Correct."),
    ],
)
def test_tones(tone: Tone, start: str) -> None:
    assert document([Prose(("Correct. ", N("w5")), tone)]).startswith(start)


def test_code_cannot_leave_its_fence() -> None:
    out = document([Prose(("x\n```\n<b>\n````",), Tone.CODE)])
    assert out.startswith("`````text\n")
    assert out.endswith("\n`````\n")


def test_mathematics() -> None:
    equation = Equation(N("out_h1"), (Call("sigmoid", (N("net_h1"),)), Value("0.59", exact=False)))
    assert document([Prose(("See ", N("w5"), ".")), equation]) == (
        "See $`w_5`$.\n\n"
        "```math\n\\begin{aligned}\n"
        "\\mathrm{out}_{h1} &= \\sigma\\left(\\mathrm{net}_{h1}\\right) \\\\\n"
        "&\\approx 0.59\n"
        "\\end{aligned}\n```\n"
    )


def test_the_asked_part_of_a_chain_has_a_brace() -> None:
    assert document([Figure(Chain(LINKS, 1, 2, "dout_o1/dnet_o1"))]) == (
        "$`E_{\\mathrm{total}} \\longleftarrow "
        "\\underbrace{\\boldsymbol{\\mathrm{out}_{o1} \\longleftarrow \\mathrm{net}_{o1}}}"
        "_{\\partial \\mathrm{out}_{o1} / \\partial \\mathrm{net}_{o1}}"
        " \\longleftarrow w_5`$\n"
    )


def test_tables() -> None:
    table = Table(
        ("name | x", "value"), ((N("w5"), Value("-0.5")), (Call("abs", (N("x"),)), Value("1")))
    )
    assert document([table]) == (
        "| name \\| x | value |\n| --- | ---: |\n"
        "| $`w_5`$ | $`-0.5`$ |\n| $`\\left\\lvert x\\right\\rvert`$ | $`1`$ |\n"
    )


def test_a_chart_takes_no_name_as_its_id_and_no_text_as_its_code() -> None:
    neuron = NeuronPicture("end", (Arrow("w1", "1", "click"),), None, "1")
    layer = LayerPicture('a"] --> x; %% `b` <img src=x onerror=alert(1)> #quot;', (neuron,))
    out = document([Figure(Network((("click", "-1"),), (layer,)))])
    assert 'n0(["click = −1"])' in out
    assert 'n0 -->|"w1 = 1"| n1' in out
    caption = next(line for line in out.splitlines() if "subgraph g1" in line)
    inside = caption.split('"')
    assert len(inside) == 3
    assert not set("<>`%&'") & set(inside[1])


def test_a_large_network_is_a_table() -> None:
    out = document([wide(64, 10, 3)])
    assert "mermaid" not in out
    assert "… 62 more" in out
    assert len(out.splitlines()) < 12
    assert "mermaid" in document([wide(6, 6, 1)])


HTML = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ALLOWED = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "softbreak"}


@given(st.text(alphabet=st.sampled_from("ab 12.)#*_-+=`~[]()!<>&|$\\:\n\"'"), max_size=40))
def test_no_prose_becomes_anything_but_text(text: str) -> None:
    tokens = HTML.parse(document([Prose((text,))]))
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert kinds - {"text_special"} <= ALLOWED
    said = "".join(child.content for token in tokens for child in token.children or ())
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", text)


@pytest.mark.slow
@given(st.text(max_size=30))
def test_no_cell_leaves_its_table(text: str) -> None:
    tokens = HTML.parse(document([Table(("a", "b"), ((text, text),))]))
    assert [token.type for token in tokens].count("td_open") == 2
