"""Markdown with dollar signs, for pandoc, Jupyter, Obsidian and editors; a short solution."""

import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from program import Run
from thorough import IS_THOROUGH

from backprop_tutor.blocks.blocks import Block, Bullets, Equation, Figure, Prose, Table, Tone, Value
from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula.expression import Name
from backprop_tutor.loader.files import bundled, load
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.lesson.documents.worked_solution import (
    short_solution,
    worked_solution,
)
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.lesson.matrices import matrix_layers
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views.latex import latex_name
from backprop_tutor.views.markdown.markdown import document, document_with_dollars
from backprop_tutor.wording import speak

WORDS = [
    ("the sigmoid σ, which", r"the sigmoid $\sigma$, which"),
    ("δ₁ and λ", r"$\delta_{1}$ and $\lambda$"),
    ("bottom² and 10⁻¹⁰", "bottom$^{2}$ and 10$^{-10}$"),
    ("is −1: and −0,5, so", "is $-1$: and $-0{,}5$, so"),
    ("a − b ≤ ∞", r"a $-$ b $\le$ $\infty$"),
    ("W_nextᵀ and δ_next", r"$W_{\mathrm{next}}^{T}$ and $\delta_{\mathrm{next}}$"),
    ("√2, √(x)", r"$\sqrt{2}$, $\sqrt{ }$(x)"),
    ("σ1 costs $5", r"$\sigma$ 1 costs \$5"),
    ("Σωκράτης, niño, ½ ÷ 3", "Σωκράτης, niño, ½ ÷ 3"),
    ("divided by Σw", r"divided by $\Sigma$w"),
    ("a_smith ada_b", r"a\_smith ada\_b"),
    (
        "@knuth x^2^ H~2~O {#id .x} #tag %%c%%",
        r"\@knuth x\^2\^ H\~2\~O \{\#id .x\} \#tag \%\%c\%\%",
    ),
    ("--variant ==mark==", r"\-\-variant =\=mark=\="),
    ("a. not a list", r"a\. not a list"),
    ("iv) nor this", r"iv\) nor this"),
    ("(1) nor this", r"\(1) nor this"),
    ("12. nor this", r"12\. nor this"),
    ("Table: no caption", r"Table\: no caption"),
    (r"\input{x} <b>", r"\\input\{x\} &lt;b&gt;"),
]


@pytest.mark.parametrize(("text", "written"), WORDS)
def test_words_stay_words_and_signs_are_formulas(text: str, written: str) -> None:
    assert document_with_dollars([Prose((text,))]) == f"{written}\n"


def test_formulas() -> None:
    equation = Equation(Name("out_h1"), (Value("0.59", exact=False),))
    blocks = [Prose(("See ", Name("w5"), Name("w6"), "2 and ", Name("b_o1"), ".")), equation]
    assert document_with_dollars(blocks) == (
        "See $w_5$ $w_6$ 2 and $b_{o1}$.\n\n"
        "$$\n\\begin{aligned}\n\\mathrm{out}_{h1} &\\approx 0.59\n\\end{aligned}\n$$\n"
    )
    table = Table(("σ | x", "value"), ((Name("w5"), Value("-0.5")),))
    assert document_with_dollars([table]) == (
        "| $\\sigma$ \\| x | value |\n| --- | ---: |\n| $w_5$ | $-0.5$ |\n"
    )
    chain = document_with_dollars([Figure(Chain(("E", "w5"), 0, 1, "dE/dw5"))])
    assert chain.startswith(r"$\underbrace") and "`" not in chain


NAMES = [
    ("b_o1", "b_{o1}"),
    ("w_out", r"w_{\mathrm{out}}"),
    ("foo_bar", r"\mathrm{foo}_{\mathrm{bar}}"),
    ("beta_1", r"\beta_1"),
    ("w_1", "w_1"),
    ("_x", r"\mathrm{\_x}"),
    ("net_h1", r"\mathrm{net}_{h1}"),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_what_stands_behind_an_underscore_stands_below(name: str, written: str) -> None:
    assert latex_name(name) == written


def test_a_list_in_a_remark_is_a_list() -> None:
    said = document([Bullets((("# one",), ("two",)), Tone.REMARK)])
    assert said == "> - \\# one\n> - two\n"


@pytest.mark.parametrize("written", [document, document_with_dollars])
def test_one_title(written: Callable[..., str]) -> None:
    titles = [Prose((name,), Tone.TITLE) for name in "ab"]
    assert written(titles) == "# a\n\n## b\n"


def _prose(said: str) -> Iterator[str]:
    """Yield the text of a document without its formulas."""
    said = re.sub(r"^\$\$\n.*?\n\$\$$", "", said, flags=re.MULTILINE | re.DOTALL)
    for line in said.splitlines():
        yield re.sub(r"(?<!\\)\$[^$]+(?<!\\)\$", "", line)


TELLING = ("mazur", "coding-train", "attention", "batch-norm", "adam", "micrograd-neuron")
MATHEMATICAL = re.compile("[\u0370-\u03ff\u2070-\u209f\u2190-\u22ff\u1d2c-\u1d6a]")


IN_FRENCH = bundled() if IS_THOROUGH else (*TELLING, "siraj-xor", "skip", "softmax")
"""The formulas are the same in each language, and so are the sentences of one kind of network."""


@pytest.mark.parametrize(
    ("name", "language"),
    [
        pytest.param(one, language, marks=[pytest.mark.slow] * (one not in TELLING))
        for language, names in (("en", bundled()), ("fr", IN_FRENCH))
        for one in names
    ],
)
def test_a_document_has_no_sign_that_latex_lacks(name: str, language: str) -> None:
    subject = subject_of(load(name))
    lesson = Lesson(subject, matrix=bool(matrix_layers(subject)))
    speak(language)
    try:
        said = [document_with_dollars(one(lesson)) for one in (worked_solution, short_solution)]
    finally:
        speak("en")
    for each in said:
        lines = list(_prose(each))
        assert [line for line in lines if MATHEMATICAL.search(line) or "$" in line] == []
        assert sum(line.startswith("# ") for line in lines) == 1
        assert "mermaid" not in each and "$`" not in each


def test_the_short_solution_has_every_result() -> None:
    lesson = Lesson(subject_of(load("mazur")))
    said = document(short_solution(lesson))
    for name in lesson.asked():
        assert f"| $`{latex_name(name)}`$ | $`{lesson.subject.value(name).text}`$ |" in said
    assert said.count("longleftarrow") >= 8
    assert len(said) < len(document(worked_solution(lesson))) / 2


@pytest.mark.parametrize("solution", [short_solution, worked_solution])
def test_a_solution_of_some_parts_ends_with_them(
    solution: Callable[[Lesson], Iterator[Block]],
) -> None:
    subject = subject_of(load("mazur"))
    ends = {part: "What came out" in document(solution(Lesson(subject, (part,)))) for part in Part}
    assert [part for part in Part if ends[part]] == [Part.UPDATE, Part.AGAIN]


HTML = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ALLOWED = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "softbreak"}


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("ab 12.)#*_+=`~[]()!<>&|$\\:\n\"'@^{}%-"), max_size=40))
def test_no_prose_becomes_anything_but_text(text: str) -> None:
    tokens = HTML.parse(document_with_dollars([Prose((text,))]))
    kinds = {token.type for token in tokens}
    kinds |= {child.type for token in tokens for child in token.children or ()}
    assert kinds - {"text_special"} <= ALLOWED
    said = "".join(child.content for token in tokens for child in token.children or ())
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", text)


def test_the_options(run: Run) -> None:
    assert run("export", "parabola", "--math", "github")[1] == run("export", "parabola")[1]
    code, said, _ = run("export", "parabola", "--math", "dollars", "--short", "--part", "backward")
    assert code == 0
    assert r"\frac{\partial f}{\partial x}" in said and "`" not in said
    for wrong in (
        ("--math", "dollars", "--to", "html"),
        ("--short", "--worksheet"),
        ("--short", "--key"),
        ("--short", "--matrix"),
        ("--short", "--to", "json"),
        ("--math", "dollars", "--to", "json"),
    ):
        code, said, remarked = run("export", "parabola", *wrong)
        assert (code, said) == (2, "")
        assert "leave" in remarked and remarked.count("\n") == 1
