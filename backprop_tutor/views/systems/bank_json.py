"""A bank of questions as JSON, for programs of one's own; ``question_bank.schema.json`` says how.

Texts come twice: as plain text, and as a piece of HTML with formulas in TeX. Numbers keep the point
in every language.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.blocks.question_bank import BankQuestion, Foreseen, QuestionBank, Span
from backprop_tutor.views.systems.fragment import TEX, fragment
from backprop_tutor.views.text.layout import UNICODE
from backprop_tutor.views.text.spoken.spoken import lines_of

_VERSION = 1


def bank_schema() -> str:
    """Return the JSON Schema of what ``bank_in_json`` returns; raises ``OSError``."""
    return Path(__file__).with_name("question_bank.schema.json").read_text(encoding="utf-8")


def bank_in_json(bank: QuestionBank) -> str:
    """Return the bank as one JSON object that ends in one line feed."""
    told = {
        "version": _VERSION,
        "id": bank.id,
        "scenario": bank.scenario,
        "seed": bank.seed,
        "after": bank.after,
        "language": bank.language,
        "title": bank.title,
        "network": _texts(bank.network),
        "questions": [_question(one) for one in bank.questions],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _question(question: BankQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "number": question.number,
        "quantity": question.quantity,
        "prompt": _texts(question.prompt),
        "answer": {
            "value": question.value,
            "typed": question.typed,
            "figures": question.figures,
            "decimals": question.decimals,
            **_span(question.right),
        },
        "foreseen": [_foreseen(one) for one in question.foreseen],
        "solution": _texts(question.solution),
    }


def _foreseen(one: Foreseen) -> dict[str, Any]:
    return {
        "verdict": one.verdict,
        "misconceptions": list(one.ideas),
        "typed": one.typed or None,
        **_span(one.span),
        "feedback": _texts(one.feedback),
    }


def _span(span: Span) -> dict[str, float]:
    return {"from": span.low, "to": span.high}


def _texts(blocks: Iterable[Block]) -> dict[str, str]:
    blocks = tuple(blocks)
    lines = [line for block in blocks for line in lines_of(block, UNICODE)]
    return {"text": "\n".join(lines), "html": fragment(blocks, TEX)}
