"""The Python side of the page: a request goes in as text, what the page shows comes out.

It knows no JavaScript, no thread and no terminal, so it is tried like any other function.
"""

import sys
import traceback
from pathlib import Path
from typing import assert_never

from backprop_tutor.blocks.blocks import Block
from backprop_tutor.errors import TutorError
from backprop_tutor.invocation import Program
from backprop_tutor.page.labels import labels
from backprop_tutor.page.links import linked
from backprop_tutor.page.messages import (
    ColumnPiece,
    Draft,
    NotAMessageError,
    NotDone,
    Open,
    Page,
    PageMessage,
    PageReply,
    Preview,
    Reload,
    SaveRecord,
    SaveTable,
    Slide,
    TakeRecord,
    TemplateWanted,
    TypedText,
    json_of,
    message_of,
)
from backprop_tutor.page.routes import Destination, Route, route_of
from backprop_tutor.views.html.markup import element, escaped
from backprop_tutor.views.html.page import html_fragment
from backprop_tutor.wording import ENGLISH, languages, speak, spoken, text

PROGRAM = Program(on_page=True)


class Engine:
    """What a page is answered by. ``record`` is the file of the learner's record; None keeps
    none."""

    def __init__(self, record: Path | None = None) -> None:
        self._record = record
        self._language = ENGLISH
        self._route = Route(Destination.HOME)

    def hear(self, text: str) -> str:
        """Return the reply to a request, both as JSON. It never raises."""
        if spoken() != self._language:
            speak(self._language)
        try:
            reply = self._reply(message_of(text))
        except NotAMessageError:
            reply = _refused(_not_understood())
        except TutorError as error:
            reply = _refused(str(error))
        except Exception:  # noqa: BLE001 - a page that hangs would tell nobody anything
            traceback.print_exc(file=sys.stderr)
            reply = _refused(_went_wrong())
        return json_of(reply)

    def _reply(self, request: PageMessage) -> PageReply:
        match request:
            case Open(route, lang):
                return self._opened(route, lang)
            case TypedText() | Preview() | Slide() | Draft() | TemplateWanted():
                return _refused(_not_understood())
            case SaveRecord() | TakeRecord() | SaveTable() | Reload():
                return _refused(_not_understood())
            case _:
                assert_never(request)

    def _opened(self, address: str, lang: str) -> Page:
        if lang in languages():
            self._language = lang
            speak(lang)
        self._route = route_of(address) or Route(Destination.HOME)
        return self._page(_home())

    def _page(self, blocks: tuple[Block, ...]) -> Page:
        return Page(
            spoken(),
            text("Back-propagation by hand"),
            self._route.address,
            (ColumnPiece(html_fragment(linked(blocks))),),
            picture="",
            labels=labels(),
        )


def _home() -> tuple[Block, ...]:
    from datetime import UTC, datetime

    from backprop_tutor.loader import course_index
    from backprop_tutor.teaching.learner.course import path, stops
    from backprop_tutor.teaching.learner.home_page import home_page

    places = path(stops(course_index()))
    return home_page(places, (), (), datetime.now(UTC), PROGRAM)


def _refused(said: str) -> NotDone:
    return NotDone(element("p", escaped(said)))


def _not_understood() -> str:
    return text("This cannot be done here.")


def _went_wrong() -> str:
    return text("Something went wrong inside the program. Nothing that was kept is lost.")
