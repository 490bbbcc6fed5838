"""The table of answers with its numbers rewritten: 0,5 for 0.5, and ; between arguments.

``python tests/typed_commas.py`` types every row with points and with commas, in each language, and
prints the rows whose verdicts differ, and how many there are.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from test_answers import ROWS, Row, judge

from backprop_tutor.reading import Comma
from backprop_tutor.teaching.judging.verdict import Verdict
from backprop_tutor.wording import speak

LANGUAGES = ("en", "fr")
_POINT = re.compile(r"(?<![\w.])([0-9]+)\.([0-9]+)(?=[eE%]|(?!\w|\.[0-9]))")


def with_commas(typed: str) -> str:
    """Return a text with a decimal comma in each number; it stays as long as it is."""
    return _POINT.sub(r"\1,\2", typed.replace(",", ";"))


def rows() -> Iterator[tuple[Row, Row]]:
    """Yield each row that holds a decimal point, and no comma in a number, with its like."""
    for row in ROWS:
        other = with_commas(row.typed)
        if _POINT.search(row.typed) and not re.search(r"[0-9],[0-9]", row.typed):
            yield row, replace(row, typed=other)


def _told(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.kind,
        verdict.misconceptions,
        verdict.column,
        verdict.figures,
        verdict.counts_as_attempt,
    )


def differing(pairs: Iterable[tuple[Row, Row]]) -> Iterator[str]:
    """Yield what is judged otherwise with commas, or in another language.

    Who types commas has typed one before: 1,476 is 1.476 then.
    """
    for row, other in pairs:
        verdicts = {}
        for language in LANGUAGES:
            speak(language)
            for one in (row, other):
                found = judge(*one.question).judge(one.typed, comma=Comma.DECIMAL)
                verdicts[language, one.typed] = _told(found)
        speak("en")
        if len(set(verdicts.values())) > 1:
            yield "\n".join(f"{row.quantity} {at}: {told}" for at, told in verdicts.items())


def _main() -> None:
    pairs = list(rows())
    wrong = list(differing(pairs))
    print("\n\n".join(wrong))
    print(f"{len(pairs)} answers with points and with commas, in {len(LANGUAGES)} languages:")
    print(f"{len(wrong)} differ")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    _main()
