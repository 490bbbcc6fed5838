"""Banks of questions that tests of several formats look at, one of them full of traps."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from backprop_tutor.blocks.question_bank import QuestionBank
from backprop_tutor.loader.files import load
from backprop_tutor.scenario.by_language import ByLanguage
from backprop_tutor.teaching.bank.bank import question_bank
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.wording import speak


@cache
def bank_of(name: str, only: str | None) -> QuestionBank:
    return question_bank(Lesson(subject_of(load(name), only), None, only))


TRAP = (
    "</text>]]> <b>bold</b> &amp; \\(q\\) \\[q\\] $$q$$ {1:NUMERICAL:=1} {{c1::z}} "
    "@@PLUGINFILE@@/x [sound:a.mp3] [$]t[/$] [[filter:x]] *a* `b`\u202e"
)


@cache
def trapped() -> QuestionBank:
    scenario = load("parabola")
    hostile = ByLanguage({"en": TRAP})
    scenario = replace(scenario, title=hostile, about=hostile, source=hostile)
    return question_bank(Lesson(subject_of(scenario)))


def seen(markup: str) -> str:
    """Return what a reader sees of a piece of HTML."""
    return html.unescape(re.sub(r"<[^<>]*>", "", markup))


@pytest.fixture
def in_french() -> Iterator[None]:
    """Speak English again after a test that ran a command in French."""
    yield
    speak("en")
