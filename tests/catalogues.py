"""The catalogues of sentences: taken from the source, read, written and compiled."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from backprop_tutor.wording.language import DOMAIN, LOCALE

ROOT = Path(__file__).parent.parent
DOOR = "backprop_tutor.wording"
MESSAGES = {
    "marked": (0,),
    "marked_in": (1,),
    "say": (0,),
    "say_in": (1,),
    "say_so_many": (0, 1),
    "text": (0,),
    "text_in": (1,),
    "text_so_many": (0, 1),
}
"""The functions of the door, and which of their arguments are messages."""
WITH_CONTEXT = {"marked_in", "say_in", "text_in"}
"""Of these the argument before the message tells apart what is the same in English."""
NOTE = "# Translators:"
"""Begins a comment above a message, for those who translate it."""


@cache
def sources() -> dict[str, str]:
    """Return what each module says, by its path."""
    package = sorted((ROOT / "backprop_tutor").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in package}


@cache
def nodes_of(path: str) -> tuple[ast.AST, ...]:
    """Return all nodes of a module's syntax tree, each before what is in it."""
    return tuple(ast.walk(ast.parse(sources()[path])))


def door_calls(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of the door's functions, where they are imported from the door."""
    imported: set[str] = set()
    for node in nodes:
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith(DOOR):
                imported |= {alias.name for alias in node.names}
            case ast.Call(func=ast.Name(id=name)) if name in imported and name in MESSAGES:
                yield name, node


@cache
def calls_in(path: str) -> tuple[tuple[str, ast.Call], ...]:
    """Return the calls of the door's functions in a module, from the top."""
    return tuple(sorted(door_calls(nodes_of(path)), key=lambda each: each[1].lineno))


def messages_of(name: str, call: ast.Call) -> tuple[str, ...] | None:
    """Return the message of a call, or the one and the many; None if a variable holds it."""
    arguments = [call.args[index] for index in MESSAGES[name] if index < len(call.args)]
    written = tuple(
        each.value
        for each in arguments
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    return written if written and len(written) == len(MESSAGES[name]) else None


@cache
def extracted() -> Catalog:
    """Return all messages of the source."""
    found = Catalog(domain=DOMAIN)
    for path in sources():
        for name, call in calls_in(path):
            messages, context = messages_of(name, call), None
            if messages is None:
                continue
            if name in WITH_CONTEXT:
                first = call.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{call.lineno}"
                context = str(first.value)
            found.add(
                messages if len(messages) > 1 else messages[0],
                None,
                [(path, call.lineno)],
                auto_comments=_notes(sources()[path].splitlines(), call.lineno),
                context=context,
            )
    return found


def _notes(lines: list[str], line: int) -> tuple[str, ...]:
    """Return the note above a line."""
    above: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.strip().startswith("#"):
            break
        above.insert(0, text.strip())
        if above[0].startswith(NOTE):
            return tuple(each.removeprefix(NOTE).removeprefix("#").strip() for each in above)
    return ()


_NOT_KEPT = tuple(
    f'"{field}'.encode()
    for field in ("Generated-By", "Last-Translator", "Language-Team", "PO-", "POT-", "Report-")
)
"""Of the header, what changes with every writing or is empty; git knows it better."""


def catalogue_files() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read_catalogue(file: Path) -> Catalog:
    """Return a catalogue; raises ``PoFileError``."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3], domain=DOMAIN, abort_invalid=True)


def write_catalogue(file: Path, catalogue: Catalog) -> None:
    """Write a catalogue in the order of the source, with the file that each sentence is from."""
    written = BytesIO()
    write_po(written, catalogue, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    lines = written.getvalue().splitlines(keepends=True)
    file.write_bytes(b"".join(line for line in lines if not line.startswith(_NOT_KEPT)))


def compile_catalogue(file: Path) -> None:
    """Write the ``.mo`` beside a ``.po``."""
    with file.with_suffix(".mo").open("wb") as opened:
        write_mo(opened, read_catalogue(file))
