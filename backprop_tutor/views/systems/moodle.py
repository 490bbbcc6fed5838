r"""A bank of questions as Moodle XML: numerical questions, and a gap text for each chain.

Moodle compares a number with the answers in their order and takes the first that it is near enough
to: the right answer comes first. Formulas are for the MathJax filter. What acts in a text is a sign
of Moodle's only where ``fragment`` and the gaps here put it.
"""

from collections.abc import Iterable, Iterator
from html import escape

from backprop_tutor.blocks.question_bank import BankQuestion, Foreseen, QuestionBank, Span
from backprop_tutor.formula.expression import Name
from backprop_tutor.untrusted import on_one_line, visible
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.notation import label
from backprop_tutor.views.systems.fragment import TEX, fragment
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of
from backprop_tutor.wording import text

_LONGEST_NAME = 255
_MOST_IN_A_GAP = 20
"""Answers that a gap has beside the right one: a text of many gaps has to stay editable."""
_WITHIN = 1 - 1e-6
"""Of a tolerance: what rounding leaves may not reach into another answer's."""
_IN_A_GAP = {ord(sign): f"&#{ord(sign)};" for sign in "{}~#\\"}
"""What would end an answer or begin another; Moodle reads entities after it has found the gaps."""


def moodle_xml(bank: QuestionBank) -> str:
    """Return the bank as a file to import, of format Moodle XML."""
    questions = (
        _category(bank),
        *(_numerical(one, bank) for one in bank.questions),
        *(_gap_text(chain, bank) for chain in bank.chains()),
    )
    whole = element("quiz", in_one([Markup(""), *questions, Markup("")], "\n"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def _category(bank: QuestionBank) -> Markup:
    title = on_one_line(visible(bank.title)).replace("/", "//")
    # As Moodle itself writes it: at an edge a slash of the name would be one of the path.
    title = f" {title}" if title.startswith("/") else title
    path = f"$course$/top/{escape(title, quote=False)}"
    if len(path) > _LONGEST_NAME:
        path = path[:_LONGEST_NAME].rstrip("/")
    path = f"{path} " if path.endswith("/") else path
    told = _html("info", Markup(""))
    return _question("category", element("category", _text(path)), told)


def _question(kind: str, *children: Markup) -> Markup:
    return element("question", in_one([Markup(""), *children, Markup("")], "\n"), type=kind)


def _text(told: str) -> Markup:
    return element("text", escaped(told))


def _html(tag: str, told: Markup, **attributes: str) -> Markup:
    inside = told.replace("]]>", "]]]]><![CDATA[>")
    return element(
        tag, element("text", Markup(f"<![CDATA[{inside}]]>")), format="html", **attributes
    )


def _head(name: str, identifier: str, asked: Markup, solution: Markup) -> tuple[Markup, ...]:
    return (
        element("name", _text(name[:_LONGEST_NAME])),
        _html("questiontext", asked),
        _html("generalfeedback", solution),
        element("penalty", Markup("0.3333333")),
        element("hidden", Markup("0")),
        element("idnumber", escaped(identifier)),
    )


def _numerical(question: BankQuestion, bank: QuestionBank) -> Markup:
    asked = fragment((*bank.network, *question.prompt), TEX)
    return _question(
        "numerical",
        *_head(_name(question), question.id, asked, fragment(question.solution, TEX)),
        element("defaultgrade", Markup("1")),
        *(_answer(100, *right, Markup("")) for right in _right(question)),
        *(
            _answer(0, *_near(one), fragment(one.feedback, TEX), one.ideas)
            for one in question.foreseen
        ),
        element("unitgradingtype", Markup("0")),
        element("unitpenalty", Markup("0.1000000")),
        element("showunits", Markup("3")),
        element("unitsleft", Markup("0")),
    )


def _name(question: BankQuestion) -> str:
    return f"{question.number:03} {label(Name(question.shown))}"


def _answer(
    fraction: int, number: str, tolerance: str, feedback: Markup, ideas: Iterable[str] = ()
) -> Markup:
    ids = ", ".join(ideas)
    return element(
        "answer",
        *((Markup(f"<!-- {escaped(ids)} -->"),) if ids else ()),
        _text(number),
        _html("feedback", feedback),
        element("tolerance", escaped(tolerance)),
        fraction=str(fraction),
        format="moodle_auto_format",
    )


def _right(question: BankQuestion) -> Iterator[tuple[str, str]]:
    """Yield the right answer in the figures asked for, which Moodle shows, and all of its span."""
    shown, span = float(question.typed), question.right
    yield question.typed, _reach(span, shown)
    if span.reach(shown) < _WITHIN * (span.high - span.low) / 2:
        yield _around(span)


def _near(one: Foreseen) -> tuple[str, str]:
    """Return the number that Moodle compares with, and how far off it may be."""
    return _around(one.span) if not one.typed else (one.typed, _reach(one.span, float(one.typed)))


def _around(span: Span) -> tuple[str, str]:
    centre = f"{(span.low + span.high) / 2:.15g}"
    return centre, _digits(_WITHIN * span.reach(float(centre)))


def _reach(span: Span, centre: float) -> str:
    """Return how far off a number may be; where another span begins, a hair less."""
    reach = span.reach(centre)
    is_whole = 2 * reach >= _WITHIN * (span.high - span.low)
    return _digits(reach if is_whole else _WITHIN * reach)


def _digits(reach: float) -> str:
    return f"{reach:.7g}"


def _gap_text(chain: tuple[BankQuestion, ...], bank: QuestionBank) -> Markup:
    """Return the questions of a chain in one text, each with a gap behind it."""
    last = chain[-1]
    told = [fragment(bank.network, TEX)]
    for one in chain:
        told += [fragment(one.prompt, TEX), element("p", _gap(one))]
    name = text(
        "{number} Chain of {parameter}",
        number=f"{last.number:03}",
        parameter=label(Name(last.parameter or "")),
    )
    solution = fragment((block for one in chain for block in one.solution), TEX)
    return _question("cloze", *_head(name, f"{last.id}.chain", in_one(told, "\n"), solution))


def _gap(question: BankQuestion) -> Markup:
    """Return ``{1:NUMERICAL:=0.0822:0.00005~%0%0.44:0.005#why}``."""
    answers = [f"={number}:{reach}" for number, reach in _right(question)]
    for one in question.foreseen[:_MOST_IN_A_GAP]:
        number, reach = _near(one)
        answers.append(f"%0%{number}:{reach}#{_in_a_gap(one)}")
    return Markup("{1:NUMERICAL:" + "~".join(answers) + "}")


def _in_a_gap(one: Foreseen) -> str:
    """Return feedback as plain words; Moodle decodes its entities once, and shows it as HTML."""
    words = " ".join(line for block in one.feedback for line in lines_of(block, UNICODE))
    return escape(escape(words, quote=False).translate(_IN_A_GAP), quote=False).replace(
        "&amp;#", "&#"
    )
