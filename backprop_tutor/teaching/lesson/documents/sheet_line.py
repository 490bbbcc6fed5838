"""The line by which a sheet is found again: ``mazur · 7 · only w5 · K3QF``.

It says which network, the seed of its numbers (a dash for the scenario's own), what of the lesson
is asked, and a check word that belongs to all of it and to no other sheet. Behind it stands
``marked`` on what a student is told of a sheet, in the language of the page: any longer word is
taken for it. Every other word but the name is the same in each language, and every sign can be
saved by any editor.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from backprop_tutor.scenario.scenario import Part, Scenario
from backprop_tutor.wording import text_in

_SIGNS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""Nobody takes one of them for another, and they spell no words."""
_LENGTH = 4
_DASHES = "-–—−"
_BETWEEN = r"\s*[·•]\s*"
_SPELLED = re.compile(
    rf"(?P<scenario>\S.*?){_BETWEEN}(?P<seed>\d{{1,20}}|[{_DASHES}]{{1,3}})"
    rf"(?:{_BETWEEN}part\s(?P<part>\w+))?(?:{_BETWEEN}only\s(?P<only>\S+))?"
    rf"(?:{_BETWEEN}after\s(?P<after>\d{{1,9}}))?{_BETWEEN}(?P<check>[A-Za-z0-9]{{{_LENGTH}}})"
    rf"(?P<marked>{_BETWEEN}[^\W\d_]{{{_LENGTH + 1},}}\S*)?"
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Which sheet it is."""

    scenario: str
    """The scenario's name, without the variant's number."""
    seed: int | None
    part: Part | None
    only: str | None
    after: int
    check: str
    """``check_word`` of all the others."""
    marked: bool = False
    """Whether this is no sheet, but what a student is told of one."""


def line_of(
    scenario: Scenario,
    seed: int | None = None,
    part: Part | None = None,
    only: str | None = None,
    after: int = 0,
) -> SheetLine:
    """Return the line of a sheet about a scenario, or about its variant of that seed."""
    name = scenario.name.removesuffix(f", variant {scenario.variant}")
    return SheetLine(name, seed, part, only, after, check_word(scenario, seed, part, only, after))


def check_word(
    scenario: Scenario,
    seed: int | None = None,
    part: Part | None = None,
    only: str | None = None,
    after: int = 0,
) -> str:
    """Return the word that a sheet with these questions and these numbers has.

    Of two that differ in anything, one in 700,000 has the other's word.
    """
    asked = "\n".join(
        (scenario.digest, str(seed), part.value if part else "", only or "", str(after))
    )
    number = int.from_bytes(sha256(asked.encode(errors="surrogatepass")).digest()[:8], "big")
    word = ""
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_SIGNS))
        word += _SIGNS[digit]
    return word


def line_as_text(line: SheetLine) -> str:
    """Return a line as it stands on a sheet, after the word for a sheet."""
    said = [line.scenario, "–" if line.seed is None else str(line.seed)]
    said += [f"part {line.part.value}"] if line.part else []
    said += [f"only {line.only}"] if line.only else []
    said += [f"after {line.after}"] if line.after else []
    # Translators: one word of five letters or more, behind the line of a sheet.
    marked = [text_in("of a sheet", "marked")] if line.marked else []
    return " · ".join((*said, line.check, *marked))


def read_line(written: str) -> SheetLine | None:
    """Return the line that a text is, ``Sheet mazur · 7 · K3QF``; None if it is none."""
    _, _, said = written.strip().partition(" ")
    found = _SPELLED.fullmatch(said.strip())
    if found is None or (found["part"] and found["part"] not in set(Part)):
        return None
    return SheetLine(
        found["scenario"],
        int(found["seed"]) if found["seed"].isdecimal() else None,
        Part(found["part"]) if found["part"] else None,
        found["only"],
        int(found["after"] or 0),
        found["check"].upper(),
        marked=found["marked"] is not None,
    )
