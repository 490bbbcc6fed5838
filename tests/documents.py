"""The documents, and how what they show is held against the program.

Every code block has a kind that is checked. Above a block a comment may say more of it, such as
``<!-- screen: walk mazur; answers: 0.5933 -->``, ``<!-- picture: plot mazur --weight w5 -->`` or
``<!-- file: neuron.yaml -->``: the other blocks of the document find that file in their folder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
_FENCED = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*?) -->\n)?^```(?P<kind>\S*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[(?P<text>[^\]\n]+)\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A code block of a document."""

    document: Path
    line: int
    note: str
    """What the comment above it says; empty if there is none."""
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.name}:{self.line}"

    @property
    def purpose(self) -> str:
        """The first word of the comment above: screen, picture, file, walk, …"""
        return self.note.partition(":")[0] if ":" in self.note else self.note.partition(" ")[0]

    @property
    def what(self) -> str:
        """What the comment says after that."""
        return self.note.partition(":")[2].strip()


@dataclass(frozen=True)
class Link:
    """A link of a document, in its prose."""

    document: Path
    text: str
    target: str

    def __str__(self) -> str:
        return f"{self.document.name}:{self.target}"


def text_of(document: Path) -> str:
    """Return what a document says."""
    return document.read_text(encoding="utf-8")


def blocks(document: Path) -> Iterator[Block]:
    """Yield the code blocks of a document in order."""
    text = text_of(document)
    for found in _FENCED.finditer(text):
        line = text.count("\n", 0, found.start("kind")) + 1
        yield Block(document, line, found["note"] or "", found["kind"], found["text"])


def spoken(text: str) -> str:
    """Return a text without its code blocks."""
    return _FENCED.sub("", text)


def prose_of(document: Path) -> str:
    """Return a document without its code blocks."""
    return spoken(text_of(document))


def links(document: Path) -> Iterator[Link]:
    """Yield the links of a document in order."""
    for found in _LINK.finditer(prose_of(document)):
        yield Link(document, found["text"], found["target"])


def anchors(document: Path) -> set[str]:
    """Return where links may lead to within a document, as GitHub calls its headings."""
    found = set()
    for heading in _HEADING.findall(prose_of(document)):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


def section(document: Path, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its rank or above."""
    text = text_of(document)
    start = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert start, (document.name, heading)
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


ALL_BLOCKS = [block for document in DOCUMENTS for block in blocks(document)]
ALL_LINKS = [link for document in DOCUMENTS for link in links(document)]
