"""A bank of questions as a package of QTI 3: an item for each question, and a manifest, in a zip.

A number is compared with ranges, by ``qti-gte`` and ``qti-lte``, in their order; what is said to it
is a feedback of its own. The bytes are the same whenever the questions are.
"""

import io
import re
import zipfile

from backprop_tutor.blocks.blocks import Block, Prose, Tone
from backprop_tutor.blocks.question_bank import BankQuestion, QuestionBank, Span
from backprop_tutor.formula.expression import Name
from backprop_tutor.untrusted import on_one_line
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.notation import label
from backprop_tutor.views.systems.fragment import MATHML_ALONE, fragment
from backprop_tutor.wording import decimal_mark, say

_ITEMS = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_SCHEMAS = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can hold: a package does not say when it was made."""
_RIGHT = "right"


def qti_package(bank: QuestionBank) -> bytes:
    """Return the bank as a zip to import, with ``imsmanifest.xml`` at its top."""
    files = {"imsmanifest.xml": _manifest(bank)}
    files |= {_file(one): _item(one, bank) for one in bank.questions}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    return whole.getvalue()


def _file(question: BankQuestion) -> str:
    return f"items/{question.number:04}.xml"


def _whole(tag: str, *children: Markup, space: str, schema: str, **attributes: str) -> str:
    """Return a document of one element, which says what language of XML it is in."""
    spaces = {"xmlns": space, "xmlns:xsi": _INSTANCE}
    spaces["xsi:schemaLocation"] = f"{space} {_SCHEMAS}/{schema}"
    return _HEAD + element(tag, _in_lines(*children), **spaces, **attributes) + "\n"


def _in_lines(*children: Markup) -> Markup:
    return in_one([Markup(""), *children, Markup("")], "\n")


def _manifest(bank: QuestionBank) -> str:
    resources = [
        element(
            "resource",
            element("file", href=_file(one)),
            identifier=_identifier(one),
            type="imsqti_item_xmlv3p0",
            href=_file(one),
        )
        for one in bank.questions
    ]
    metadata = element(
        "metadata",
        element("schema", escaped("QTI Package")),
        element("schemaversion", escaped("3.0.0")),
    )
    return _whole(
        "manifest",
        metadata,
        element("organizations"),
        element("resources", _in_lines(*resources)),
        space=_PACKAGE,
        schema="imsqtiv3p0_imscpv1p2_v1p0.xsd",
        identifier=f"bank-{bank.id}",
    )


def _identifier(question: BankQuestion) -> str:
    return f"item-{question.id}"


def _item(question: BankQuestion, bank: QuestionBank) -> str:
    title = f"{question.number:03} {label(Name(question.shown))} · {on_one_line(bank.title)}"
    feedbacks = [_feedback(_RIGHT, _right(question))]
    feedbacks += (
        _feedback(_said(order), fragment(one.feedback, MATHML_ALONE))
        for order, one in enumerate(question.foreseen, start=1)
    )
    return _whole(
        "qti-assessment-item",
        _response(question),
        _outcome("SCORE", "float", "0"),
        _outcome("MAXSCORE", "float", "1"),
        _outcome("FEEDBACK", "identifier"),
        element("qti-item-body", _in_lines(*_body(question, bank))),
        _processing(question),
        *feedbacks,
        space=_ITEMS,
        schema="imsqti_asiv3p0_v1p0.xsd",
        identifier=_identifier(question),
        title=title,
        adaptive="false",
        time_dependent="false",
        **{"xml:lang": bank.language},
    )


def _said(order: int) -> str:
    return f"foreseen-{order}"


def _right(question: BankQuestion) -> Markup:
    return fragment((Prose(say("Correct."), Tone.RIGHT), *question.solution), MATHML_ALONE)


def _response(question: BankQuestion) -> Markup:
    correct = element("qti-correct-response", element("qti-value", escaped(question.typed)))
    return element(
        "qti-response-declaration",
        correct,
        identifier="RESPONSE",
        cardinality="single",
        base_type="float",
    )


def _outcome(identifier: str, kind: str, first: str | None = None) -> Markup:
    value = () if first is None else (element("qti-value", escaped(first)),)
    return element(
        "qti-outcome-declaration",
        *(element("qti-default-value", *value) for _ in value),
        identifier=identifier,
        cardinality="single",
        base_type=kind,
    )


def _body(question: BankQuestion, bank: QuestionBank) -> tuple[Markup, ...]:
    entry = element(
        "qti-text-entry-interaction", response_identifier="RESPONSE", expected_length="20"
    )
    pointed: tuple[Block, ...] = ()
    if decimal_mark() != ".":
        pointed = (Prose(say("Type the number with a point, not with a comma.")),)
    asked = fragment((*bank.network, *question.prompt, *pointed), MATHML_ALONE)
    return _spaced(asked), element("p", entry)


def _feedback(identifier: str, told: Markup) -> Markup:
    return element(
        "qti-modal-feedback",
        element("qti-content-body", _spaced(told)),
        outcome_identifier="FEEDBACK",
        identifier=identifier,
        show_hide="show",
    )


def _spaced(told: Markup) -> Markup:
    """Return elements with formulas in their own language of XML."""
    return Markup(re.sub(r"<math(?=[ >])", f'<math xmlns="{_MATHML}"', told))


def _processing(question: BankQuestion) -> Markup:
    spans = [(question.right, _RIGHT, "1")]
    spans += ((one.span, _said(k), "0") for k, one in enumerate(question.foreseen, start=1))
    (first, *others) = (
        (_within(span), _set("SCORE", "float", score), _set("FEEDBACK", "identifier", said))
        for span, said, score in spans
    )
    return element(
        "qti-response-processing",
        element(
            "qti-response-condition",
            element("qti-response-if", *first),
            *(element("qti-response-else-if", *one) for one in others),
        ),
    )


def _within(span: Span) -> Markup:
    return element("qti-and", _compared("qti-gte", span.low), _compared("qti-lte", span.high))


def _compared(how: str, number: float) -> Markup:
    typed = element("qti-variable", identifier="RESPONSE")
    return element(how, typed, element("qti-base-value", escaped(repr(number)), base_type="float"))


def _set(identifier: str, kind: str, value: str) -> Markup:
    return element(
        "qti-set-outcome-value",
        element("qti-base-value", escaped(value), base_type=kind),
        identifier=identifier,
    )
