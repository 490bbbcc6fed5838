"""The sentences of the program: each stands once, whole, and is said in the learner's language.

A sentence is written in English where it is said, ``say("{out} is {times} too large.", out=…)``;
the same sentence of another language is found by the English one. ``docs/translating.md`` says how
to write one, and how to add a language.
"""

from backprop_tutor.wording.door import (
    say,
    say_in,
    say_so_many,
    text,
    text_in,
    text_so_many,
)
from backprop_tutor.wording.language import ENGLISH, language_of, languages, speak, spoken
from backprop_tutor.wording.lists import (
    listed_and,
    listed_or,
    text_listed_and,
    text_listed_or,
    text_with_commas,
    text_with_semicolons,
    with_commas,
)
from backprop_tutor.wording.message import Marked, marked, marked_in
from backprop_tutor.wording.numbers import as_number, between_arguments, decimal_mark, grouped
from backprop_tutor.wording.quotes import in_quotes

__all__ = [
    "ENGLISH",
    "Marked",
    "as_number",
    "between_arguments",
    "decimal_mark",
    "grouped",
    "in_quotes",
    "language_of",
    "languages",
    "listed_and",
    "listed_or",
    "marked",
    "marked_in",
    "say",
    "say_in",
    "say_so_many",
    "speak",
    "spoken",
    "text",
    "text_in",
    "text_listed_and",
    "text_listed_or",
    "text_so_many",
    "text_with_commas",
    "text_with_semicolons",
    "with_commas",
]
