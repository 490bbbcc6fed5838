"""What no French page may hold: an English word, a decimal point, a missing elision or space.

``python tests/french.py FILE …`` prints what it finds in files.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_COMMONEST = """
    the of and to in is you that it he was for are with they at be this have from had by what
    all were we when your can said there use each which she how their will up other about many
    then them these so some her would make like him into time has look two write go see number
    no way could people my than first water been call who its now find down day did get come
    made may over new take only little work know year live back give most very after things our
    just name good man think say great where help through much before line right too means old
    any same tell boy follow came want show also around three small end put does another well
    must big even such because turn here why ask went read need land different move try kind
    hand picture again off play spell away house world below country last school father keep
    trees never started city earth eyes light thought head under story saw left few while along
    might close something seemed next hard open example begin life always those both paper
    together got often run until children side feet night walk white sea began grow took river
    four carry state once book hear stop without later enough eat watch far really almost let
    above girl sometimes mountains cut young talk soon song being leave family it's body music
    color stand sun fish dog horse birds knew since ever piece told usually didn't friends easy
    heard red door sure become top across today during short better best however low hours black
    happened whole measure remember early waves reached listen wind covered fast several hold
    himself toward five step morning passed true hundred against numeral north slowly money map
    farm pulled draw voice seen cold cried south sing war ground fall king town i'll field
    travel fire upon
"""
_OURS = """
    answer answers chain common correct derivative errors factor figures given hidden hint input
    inputs layer layers learning loss network neuron neurons not output outputs result rounded
    sample samples shown slope slopes target targets term terms typed update updates value
    values weight weights wrong yet
"""
COMMONEST = frozenset(_COMMONEST.split())
"""The commonest words of English, but those that are words of French or names in lessons too."""
OURS = frozenset(_OURS.split())
"""Words of this program in English, which a French page may have been left with."""

_CODE = re.compile(
    r"^```(?!math|mermaid)[\s\S]*?^```$"
    r"|``[^\n]+?``|(?<!\$)`[^`\n]+`(?!\$)"
    r"|^.*(?:backprop-tutor|python -m) .*$"
    r"|\S*(?:://|\\|/\w+/)\S*|\S+\.(?:yaml|md|json|csv|py|toml)\S*"
    r"|(?<!\w)--[a-z-]+"
    # A key of a scenario's file with its value.
    r"|\b(?:[a-z]+_[a-z_]+|method|loss|version|notation|update): \S+",
    re.MULTILINE,
)
_QUOTED = re.compile(r"«[^«»]*»|“[^”]*”|The Coding Train")
"""Titles, and whoever has an English name."""
# No word is a part of a formula: target − out.
_WORD = re.compile(r"(?<![\w'’\-{\\∂_])[A-Za-z]+(?:['’][a-z]+)?(?![\w\-_}∂(\[]| ?[·−²])")
_VOWEL = "aàâeéèêëiîïoôœuùûAÀÂEÉÈÊËIÎÏOÔŒUÙÛ"
_SPACE = "[ \u00a0\u202f]"
_NO_SPACE = r"[^\s:;?!.…«(\[\"'’*_`>|−—-]"
FAULTS = {
    "a decimal point": re.compile(r"(?<![\w.])\d+\.\d+(?![\w]|\.\d)"),
    "a space behind an apostrophe": re.compile(
        rf"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]{_SPACE}", re.IGNORECASE
    ),
    "no elision": re.compile(
        r"(?<![\w'’\-])(?:(?:[Ll][ea]|[Dd]e|[Qq]ue|[NnJjSsMmTt]e|[Jj]usque|[Ll]orsque|[Pp]uisque)"
        rf"\s+(?!onz|oui|ou\b|un\s+à|[aeiou]\b)[{_VOWEL}]|[Ss]i\s+ils?\b|[Cc]e\s+est\b)\w*"
    ),
    "no space before a sign": re.compile(
        rf"{_NO_SPACE}[;?!](?=\s|$|[»)])|{_NO_SPACE}:(?=\s|$)", re.MULTILINE
    ),
    "no space inside quotes": re.compile(r"«(?!\s)|(?<!\s)»"),
}


def faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong in a French page: the line, what it is, and what stands there.

    Code, commands and names of files are in no language; titles in quotes are in their own.
    """
    prose = _blank(_CODE, text)
    for what, pattern in FAULTS.items():
        for found in pattern.finditer(prose):
            yield _line(prose, found.start()), what, found.group().strip()
    for found in _WORD.finditer(_blank(_QUOTED, prose)):
        word = found.group()
        if word.lower().replace("’", "'") in COMMONEST | OURS and word != word.upper():
            yield _line(prose, found.start()), "an English word", word


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Return a text with what a pattern finds left out; the lines stay."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def _main() -> None:
    count = 0
    for name in sys.argv[1:]:
        for line, what, found in sorted(faults(Path(name).read_text(encoding="utf-8"))):
            print(f"{name}:{line}: {what}: {found}")
            count += 1
    raise SystemExit(1 if count else 0)


if __name__ == "__main__":
    _main()
