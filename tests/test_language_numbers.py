"""Numbers as each language writes them, wherever they are shown; English ones stay as they were."""

from collections.abc import Iterator

import pytest

from backprop_tutor.blocks.blocks import Inline, Table, Value, WithNumbers
from backprop_tutor.formula.expression import Call, Name, Product, Sum, number
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.markdown.markdown import document
from backprop_tutor.views.notation import label, latex, plain, screen, signed
from backprop_tutor.views.text.drawing.axis import written
from backprop_tutor.views.text.layout import ASCII, UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.views.text.tables import aligned
from backprop_tutor.wording import (
    as_number,
    grouped,
    say,
    speak,
    text,
    text_listed_and,
    with_commas,
)

TIE, THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en")


TEXTS = [
    # What is put into a sentence, in English and in French.
    ("0.5", "0,5"),
    ("-0.0821670", "-0,0821670"),
    ("−0.0821670", "−0,0821670"),
    ("4.3857e-10", "4,3857e-10"),
    (".5", ",5"),
    ("62.5 %", "62,5 %"),
    ("1,476", "1,476"),
    ("7", "7"),
    ("1e-5", "1e-5"),
    ("inf", "inf"),
    # No numbers: what is typed in a shell, versions, places in files.
    ("--rate 0.5", "--rate 0.5"),
    ("0.3.0", "0.3.0"),
    ("v0.3", "v0.3"),
    ("'0.5'", "'0.5'"),
    ("mazur.yaml:8:14", "mazur.yaml:8:14"),
    ("0.5.", "0.5."),
]


@pytest.mark.parametrize(("english", "french"), TEXTS)
def test_a_number_in_a_sentence(english: str, french: str) -> None:
    assert as_number(english) == english
    assert text("{it}", it=english) == english
    speak("fr")
    assert as_number(english) == french
    assert as_number(french) == french
    assert text("{it}", it=english) == french
    assert say("{it}", it=("a ", english)) == (f"a {french}",)


def test_thousands() -> None:
    assert [grouped(2500), grouped(0.25, 2), grouped(1234.5, 1)] == ["2,500", "0.25", "1,234.5"]
    assert written(2500, 500) == "2,500"
    speak("fr")
    assert grouped(2_500_000) == f"2{THIN}500{THIN}000"
    assert [grouped(999), grouped(0.25, 2), grouped(1234.5, 1)] == ["999", "0,25", f"1{THIN}234,5"]
    assert written(2500, 500) == f"2{THIN}500"
    assert latex(Value(grouped(2500))) == r"2\,500"


MAXIMUM = Call("max", (number(0), Name("z")))
PARTS: list[tuple[Inline, str, str, str]] = [
    # On the screen, in ASCII, and as LaTeX, in French.
    (Value("0.082167"), "0,082167", "0,082167", "0{,}082167"),
    (Value("-4.3857e-10"), "−4,3857·10⁻¹⁰", "-4,3857e-10", r"-4{,}3857 \times 10^{-10}"),
    (MAXIMUM, f"max(0{TIE}; z)", "max(0 ; z)", r"\max\left(0\ ;\ z\right)"),
    (
        WithNumbers(Product((Name("w5"), Name("out_h1"))), {"w5": "0.40", "out_h1": "0.593270"}),
        "0,40 · 0,593270",
        "0,40*0,593270",
        r"0{,}40 \cdot 0{,}593270",
    ),
    (
        WithNumbers(Call("exp", (Name("z"),)), {"z": "0.5"}),
        "e^0,5",
        "exp(0,5)",
        "e^{0{,}5}",
    ),
    (
        WithNumbers(MAXIMUM, {"z": "-0.5"}),
        f"max(0{TIE}; −0,5)",
        "max(0 ; -0,5)",
        r"\max\left(0\ ;\ -0{,}5\right)",
    ),
]


@pytest.mark.parametrize(("part", "shown", "typed", "set_"), PARTS)
def test_a_number_in_mathematics(part: Inline, shown: str, typed: str, set_: str) -> None:
    english = screen(part)
    assert "," not in english.replace(", ", "")
    speak("fr")
    assert (screen(part), plain(part), latex(part)) == (shown, typed, set_)
    speak("en")
    assert screen(part) == english


def test_constants_and_pictures() -> None:
    formula = Sum((Product((number("0.25"), Name("w1"))), number("1.5")))
    assert (screen(formula), signed("-0.35", UNICODE)) == ("0.25 · w1 + 1.5", "−0.35")
    speak("fr")
    assert (screen(formula), plain(formula)) == ("0,25 · w1 + 1,5", "0,25*w1 + 1,5")
    assert latex(formula) == r"0{,}25 \cdot w_1 + 1{,}5"
    assert (signed("-0.35", UNICODE), signed("-0.35", ASCII)) == ("−0,35", "-0,35")


def test_numbers_stand_below_each_other_at_their_marks() -> None:
    assert aligned(["10.5", "2.25"]) == ["10.5 ", " 2.25"]
    speak("fr")
    assert aligned(["10,5", "2,25"]) == ["10,5 ", " 2,25"]


def test_a_list_of_numbers_has_no_comma_between_them_in_french() -> None:
    items = [(Name("w5"), " = ", Value("0.4")), (Name("w6"), " = ", Value("0.45"))]
    assert with_commas(items)[3] == ", "
    assert text_listed_and(["w5", "w6", "w7"]) == "w5, w6 and w7"
    speak("fr")
    assert with_commas(items)[3] == f"{TIE}; "
    assert text_listed_and(["w5", "w6", "w7"]) == "w5, w6 et w7"
    assert text_listed_and(["0.5", "0.25", "0.125"]) == f"0,5{TIE}; 0,25 et 0,125"


def test_what_is_set_on_one_line_keeps_a_number_together() -> None:
    long = f"2{THIN}500\n  times{TIE}: "
    assert on_one_line(long) == f"2{THIN}500 times{TIE}:"
    assert label(long) == f"2{THIN}500 times{TIE}:"
    table = Table((f"n{TIE}?",), ((f"2{THIN}500",),))
    assert lines_of(table, UNICODE) == [f"n{TIE}?: 2{THIN}500"]
    assert f"| 2{THIN}500 |" in document([table])
