"""The page of HTML: well formed, safe, in order, and whole."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from program import Run
from views_pages import STEP, expect_golden, wide
from views_pages import mazur as network_of_mazur

from backprop_tutor.blocks.blocks import (
    Block,
    Equation,
    Figure,
    Folded,
    Prose,
    Table,
    Tone,
    Value,
    WithNumbers,
)
from backprop_tutor.blocks.curves import Curve, Curves, Mark
from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula.cases import where
from backprop_tutor.formula.expression import (
    ONE,
    ZERO,
    Call,
    Expr,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    names_in,
    number,
)
from backprop_tutor.formula.names import sender_of
from backprop_tutor.loader.files import bundled, load
from backprop_tutor.scenario.graph import formulas_of, names_of
from backprop_tutor.teaching.lesson.documents.worked_solution import worked_solution
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.views import html
from backprop_tutor.views.html.page import html_fragment, html_page
from backprop_tutor.views.notation import mathml
from backprop_tutor.wording import speak


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


HOSTILE = "<script>alert(1)</script> & <img src=x onerror=y> \"'` </style> \u202e x\x00 $a$ <math>"
"""What acts in HTML, in attributes, in style sheets, or on the order of what is read."""

STYLE = Path(html.__file__).with_name("page.css")

TANGENT = Curves(
    Name("w5"),
    Name("E_total"),
    (
        Curve(("the loss",), ((0.0, 4.0), (1.0, 1.0), (2.0, 0.0), (3.0, 1.0))),
        Curve(("the tangent: ", Name("dE_total/dw5")), ((0.0, 3.0), (3.0, -3.0)), dotted=True),
    ),
    Table(("w5", "E_total"), ((Value("1"), Value("1")), (Value("2"), Value("0")))),
    (Mark(("now: ", Name("w5"), " = 1"), (1.0, 1.0)),),
)

A, B, X = Name("a"), Name("w5"), Name("out_h1")

FORMULAS: list[tuple[Expr, str]] = [
    # What is meant, and how it reads from left to right, a fraction as (above)/(below).
    (Sum((Product((B, X)), Negative(A))), "w_5·out_h1−a"),
    (Product((Sum((A, number(-1))), B)), "(a+(−1))·w_5"),
    (Power(Sum((A, ONE)), number(2)), "(a+1)^2"),
    (Power(Negative(A), number(3)), "(−a)^3"),
    (Power(Power(A, number(2)), number(3)), "(a^2)^3"),
    (Negative(Power(A, number("1/2"))), "−a^(1)/(2)"),
    (Quotient(ONE, Sum((ONE, Call("exp", (Negative(A),))))), "(1)/(1+e^−a)"),
    (Name("dE_total/dw5[2]"), "(∂E_total^(2))/(∂w_5)"),
    (Name("w5_new"), "w_5^+"),
    (Name("w5_new[2]"), "w_5^+(2)"),
    (Name("v_w5"), "v_w_5"),
    (Name("eta"), "η"),
    (Name("theta1"), "θ_1"),
    (Call("sqrt", (A,)), "√(a)"),
    (Call("abs", (A,)), "|a|"),
    (Call("max", (ZERO, A)), "max(0,a)"),
    (Call("d", (Power(A, number(2)), Name("a"))), "(∂)/(∂a)(a^2)"),
    (where(A, ONE, ZERO), "{1a>0 0else"),
]


def read(element: ElementTree.Element) -> str:
    """Return MathML as a line: what a reader sees from left to right."""
    parts = [read(child) for child in element]
    match element.tag:
        case "msub":
            return f"{parts[0]}_{parts[1]}"
        case "msup":
            return f"{parts[0]}^{parts[1]}"
        case "msubsup":
            return f"{parts[0]}_{parts[1]}^{parts[2]}"
        case "mfrac":
            return f"({parts[0]})/({parts[1]})"
        case "msqrt":
            return f"√({''.join(parts)})"
        case "mtable":
            return " ".join(parts)
        case _:
            return (element.text or "").strip() + "".join(parts)


@pytest.mark.parametrize(("formula", "seen"), FORMULAS, ids=[seen for _, seen in FORMULAS])
def test_a_formula(formula: Expr, seen: str) -> None:
    assert read(ElementTree.fromstring(f"<math>{mathml(formula)}</math>")) == seen


def test_numbers_are_put_in_with_the_brackets_that_they_need() -> None:
    formula = WithNumbers(Product((B, Power(X, number(2)))), {"w5": "-0.4", "out_h1": "-3e-7"})
    seen = read(ElementTree.fromstring(f"<math>{mathml(formula)}</math>"))
    assert seen == "(−0.4)·(−3·10^−7)^2"


def tree(blocks: list[Block] | str) -> ElementTree.Element:
    """Return a page as a tree: it is well formed as XML too."""
    page = blocks if isinstance(blocks, str) else html_page(blocks)
    assert page.startswith("<!DOCTYPE html>\n") and page.endswith("</html>\n")
    return ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def words_of(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


@cache
def exported(name: str) -> str:
    lesson = Lesson(subject_of(load(name)))
    return html_page(worked_solution(lesson))


@pytest.mark.parametrize("name", ["mazur", "circuit", "house", "softmax"])
def test_a_worked_solution(name: str) -> None:
    page = tree(exported(name))
    assert exported(name) == html_page(worked_solution(Lesson(subject_of(load(name))))), (
        "the same bytes each time"
    )
    headings = [int(each.tag[1]) for each in page.iter() if re.fullmatch("h[1-6]", each.tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(headings))
    for figure in page.iter("figure"):
        assert words_of(figure.find("details") or figure).strip(), "every picture has its text"
    assert not [
        each for each in page.iter() if each.tag in {"script", "link", "img", "iframe", "a"}
    ]
    folded = [each for each in page.iter("details") if each.find("div") is not None]
    assert folded, "answers are folded"
    sections = list(page.iter("section"))
    assert all(section.find("h3") is not None for section in sections)
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)


def test_golden() -> None:
    """``GOLDEN=write pytest tests/test_html.py`` writes them anew, for a reader to judge."""
    figures = [*STEP, network_of_mazur(), wide(64, 10, 3), Figure(TANGENT)]
    expect_golden("page.html", without_style(html_page(figures)))
    expect_golden("../html/circuit.html", without_style(exported("circuit")))


def without_style(page: str) -> str:
    """Return a page without its style sheet, having seen that it is the file, and let in."""
    before, style, after = re.split("<style>|</style>", page)
    assert style == STYLE.read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert before.count(digest) == 1
    return f"{before.replace(digest, '…')}<style>…</style>{after}"


def test_a_page_asks_for_nothing() -> None:
    page = tree(exported("mazur"))
    meta = {each.get("http-equiv"): each.get("content") for each in page.iter("meta")}
    policy = meta["Content-Security-Policy"]
    assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in exported("mazur") and "@import" not in exported("mazur")
    inline = [name for each in page.iter() for name in each.attrib if name.startswith("on")]
    assert inline == []
    assert not [each for each in page.iter() if "style" in each.attrib], "forbidden by the policy"


def _hostile() -> Iterator[Block]:
    yield from (Prose((HOSTILE,), tone) for tone in Tone)
    yield Table((HOSTILE, HOSTILE), ((HOSTILE, Value(HOSTILE)),))
    yield Equation(Name("a"), (Value(HOSTILE), WithNumbers(A, {"a": HOSTILE})))
    yield Folded((HOSTILE,), (Prose((HOSTILE,)),))
    curve = Curve((HOSTILE,), ((0.0, 1.0), (1.0, 2.0)))
    told = Table((HOSTILE,), ((HOSTILE,),))
    yield Figure(Curves(HOSTILE, HOSTILE, (curve,), told, (Mark((HOSTILE,), (0.5, 1.5)),)))


def test_text_is_text() -> None:
    page = html_page(_hostile())
    whole = tree(page)
    assert not [each for each in whole.iter() if each.tag in {"script", "img"}]
    # All of it is there to be read, its invisible characters spelled out.
    seen = HOSTILE.replace("\u202e", "U+202E").replace("\x00", "U+0000")
    assert words_of(whole).count(seen) >= len(Tone) + 8
    assert unescape(page).count("</style>") >= 1
    assert page.count("</style>") == 1


def test_a_chain_lights_what_is_asked() -> None:
    links = ("E_total", "out_o1", "net_o1", "w5")
    figure = Figure(Chain(links, 1, 2, "dout_o1/dnet_o1"))
    whole = tree([figure])
    lit = [each for each in whole.iter("mrow") if each.get("class") == "lit"]
    assert [read(each) for each in lit] == ["out_o1←net_o1"]
    assert "∂out_o1/∂net_o1" in read(next(whole.iter("math")))


@pytest.mark.parametrize("name", ["circuit", "lstm", "attention", "skip"])
def test_a_graph_is_drawn_whole(name: str) -> None:
    """Every node and number has a box, and every use of one is a line with a head."""
    page = tree(exported(name))
    svg = next(page.iter("svg"))
    scenario = load(name)
    nodes = [group for group in svg.iter("g") if "node" in group.get("class", "").split()]
    boxes = [" ".join(words_of(text) for text in group.iter("text")) for group in nodes]
    for node in scenario.nodes:
        for of in names_of(node):
            assert any(re.search(rf"\b(out_)?{of}\b", box) for box in boxes), of
    for given in scenario.inputs:
        assert any(re.match(rf"{given} ", box) for box in boxes), given
    node_of = {name: names_of(node) for node in scenario.nodes for name in names_of(node)}
    uses = {
        (node_of.get(sender_of(used), used), names_of(node))
        for node in scenario.nodes
        for formula in formulas_of(node)
        for used in names_in(formula)
        if used not in scenario.parameters
    }
    assert len(list(svg.iter("polygon"))) == len(uses)
    _, _, width, height = map(float, (svg.get("viewBox") or "").split())
    for box in svg.iter("rect"):
        x, y, wide, high = (float(box.get(each, "")) for each in ("x", "y", "width", "height"))
        assert x >= 0 and x + wide <= width and y >= 0 and y + high <= height


def test_paragraphs_are_parted_by_an_empty_line() -> None:
    body = tree(
        [
            Prose(
                (
                    "one\ntwo ",
                    A,
                    "\n\nthree",
                )
            )
        ]
    )
    assert [words_of(each) for each in body.iter("p")] == ["onetwo a", "three"]
    assert len(list(body.iter("br"))) == 1


def test_in_french(run: Run) -> None:
    code, page, _ = run("export", "mazur", "--to", "html", "--lang", "fr")
    assert code == 0
    whole = tree(page)
    assert whole.get("lang") == "fr"
    assert "<mn>0,5" in page and not re.search(r"<mn>\d+\.\d", page)


@pytest.mark.slow
def test_every_bundled_scenario_makes_a_page() -> None:
    for name in bundled():
        assert tree(exported(name)) is not None


def test_a_name_and_its_number_stay_on_one_line() -> None:
    said = Prose(("Known: ", Name("w5"), " = ", Value("0.40"), "; ", Name("w6"), " = ", Name("w5")))
    assert re.findall(r'<span class="kept">.*?</span>', html_fragment((said,))) == [
        '<span class="kept"><span class="kept"><math><msub><mi>w</mi><mn>5</mn></msub></math> = '
        "<math><mn>0.40</mn></math></span>"
    ]
