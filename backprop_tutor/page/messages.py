"""What crosses between the page and Python: a request as JSON goes in, a reply as JSON comes out.

A request is an object whose ``do`` says which of the records below it is, ``{"do": "type",
"text": "0.5933"}``; its other members are the fields of the record. A reply has the members of its
record, and ``reply`` says which it is. To add a message: a record here, a member of
``PageMessage``, and a case in ``engine``, which mypy finds.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, TypeAlias, get_args

LONGEST_MESSAGE = 16_000_000
"""A longer request is refused unread; a record of a year is a tenth of it."""


@dataclass(frozen=True, slots=True)
class Open:
    """Go to a route, the part of the address behind its ``#``: ``walk/mazur/w5``.

    ``lang`` is the language to speak: that of the browser, or the one that was chosen. Where it was
    ``chosen``, what was begun in another language goes on in it.
    """

    route: str = ""
    lang: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TypedText:
    """What was typed at the prompt: an answer or a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a text would be read as, if it were the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Slide:
    """Nudge one weight by so much, and see the loss move."""

    quantity: str
    by: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A network as its author is writing it, as YAML."""

    yaml: str


@dataclass(frozen=True, slots=True)
class TemplateWanted:
    """A draft to begin with: neurons of each layer as ``2,2,2``, an activation, a seed."""

    layers: str = "2,2,2"
    activation: str = "sigmoid"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """The record, to keep as a file."""


@dataclass(frozen=True, slots=True)
class TakeRecord:
    """Another record in the place of this one; unless it is ``sure``, one that holds answers is not
    replaced, but it is said what would be.
    """

    base64: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class SaveTable:
    """All that was typed, as a table in CSV, to keep as a file."""


@dataclass(frozen=True, slots=True)
class Reload:
    """The record's file was replaced by another tab: open it anew, and go on at the same route."""


PageMessage: TypeAlias = (
    Open
    | TypedText
    | Preview
    | Slide
    | Draft
    | TemplateWanted
    | SaveRecord
    | TakeRecord
    | SaveTable
    | Reload
)

MESSAGES: Mapping[str, type[PageMessage]] = {
    "open": Open,
    "type": TypedText,
    "preview": Preview,
    "slide": Slide,
    "draft": Draft,
    "template": TemplateWanted,
    "record": SaveRecord,
    "take": TakeRecord,
    "csv": SaveTable,
    "reload": Reload,
}
"""What ``do`` says for each."""

assert set(MESSAGES.values()) == set(get_args(PageMessage))


@dataclass(frozen=True, slots=True)
class ColumnPiece:
    """A piece of the column, and what of it is read out as it comes: a verdict, a hint."""

    html: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word that can be said in place of an answer, and what stands on its button."""

    text: str
    label: str
    fill: bool = False
    """Whether more is typed behind it, so that the button only begins the line."""


@dataclass(frozen=True, slots=True)
class Slider:
    """A weight that can be moved, and how far to either side."""

    quantity: str
    html: str
    """Its name, as mathematics."""
    most: float


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked now."""

    html: str
    """What stands before the answer, with its mathematics."""
    spoken: str
    """The same as plain text, to be read out."""
    offered: tuple[str, ...]
    """All that can be typed: words, names and functions, for completion."""
    words: tuple[Spoken, ...]
    """The words that have a button."""
    slide: Slider | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows now: the reply to what is opened or typed, and to a record taken over."""

    lang: str
    title: str
    """What the window is called, as plain text."""
    route: str
    """The address of what is shown, without its ``#``."""
    main: tuple[ColumnPiece, ...]
    """What stands in the column, or is added to it."""
    replace: bool = True
    """Whether it takes the place of all that stood there."""
    fold: str | None = None
    """The one line, as HTML, that a step which is at its end is folded to.

    The step is all that was added since the last piece that began one, and the pieces of this page
    up to the one that begins the next. It stays open until the next is at its end too: the last
    verdict stands there to be read.
    """
    begins: bool = False
    """Whether a step begins with the last piece of what is added."""
    picture: str | None = None
    """What stands beside the column, as HTML. Empty: nothing does. None: it stays as it is."""
    chain: str | None = None
    """The chain of the question, in place of the last one in the column. None: it is as it was."""
    ask: Prompt | None = None
    labels: Mapping[str, str] | None = None
    """The words of the page around the column, by what they are for; with a new language."""
    saved: bool = False
    """Whether the record has changed: it has to be stored before the page shows this."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """A text as it is read, as mathematics; empty where it is no mathematics."""

    html: str


@dataclass(frozen=True, slots=True)
class Slid:
    """The loss over one weight with its tangent and the moved point."""

    html: str
    told: str
    """What has become of the loss, in words."""


@dataclass(frozen=True, slots=True)
class DraftFault:
    """A problem of a draft, at its line and column, both counted from 1."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is wrong with a draft; or, if nothing is, its picture and its route."""

    faults: tuple[DraftFault, ...] = ()
    picture: str = ""
    route: str = ""
    """``net/…``, with the whole draft in it."""


@dataclass(frozen=True, slots=True)
class Templated:
    """A draft to begin with, as YAML; or why there is none, as HTML."""

    yaml: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep."""

    name: str
    kind: str
    """Its media type."""
    base64: str


@dataclass(frozen=True, slots=True)
class ToReplace:
    """What would be replaced by what, as HTML: nothing is, until that is said to be sure."""

    html: str


@dataclass(frozen=True, slots=True)
class NotDone:
    """Why something was not done, as HTML; all is as it was."""

    html: str


PageReply: TypeAlias = Page | Previewed | Slid | Drafted | Templated | File | ToReplace | NotDone
REPLIES: Mapping[type[PageReply], str] = {
    Page: "page",
    Previewed: "previewed",
    Slid: "slid",
    Drafted: "drafted",
    Templated: "templated",
    File: "file",
    ToReplace: "to replace",
    NotDone: "refused",
}
"""What ``reply`` says for each."""

assert set(REPLIES) == set(get_args(PageReply))


class NotAMessageError(ValueError):
    """A text that is none of the requests."""


def message_of(text: str) -> PageMessage:
    """Return the request that a text is. Raises ``NotAMessageError``."""
    if len(text) > LONGEST_MESSAGE:
        raise NotAMessageError
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):  # Brackets may be nested a million deep.
        raise NotAMessageError from None
    kind = MESSAGES.get(str(said.get("do"))) if isinstance(said, dict) else None
    if kind is None:
        raise NotAMessageError
    given = {}
    for field in fields(kind):
        if field.name in said:
            given[field.name] = _checked(said[field.name], field.type)
        elif field.default is MISSING:
            raise NotAMessageError
    return kind(**given)


def _checked(value: Any, kind: Any) -> Any:
    """Return a value that is of a kind; a whole number is a ``float`` too, and True is none."""
    if kind is float and type(value) is int and abs(value) < 1e15:
        value = float(value)
    if type(value) is not kind or (kind is float and not math.isfinite(value)):
        raise NotAMessageError
    return value


def json_of(reply: PageReply) -> str:
    """Return a reply as JSON, all of it ASCII: it passes every border unharmed."""
    return json.dumps({"reply": REPLIES[type(reply)], **asdict(reply)})
