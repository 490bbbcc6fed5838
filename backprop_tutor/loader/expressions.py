"""Reads the formulas of a file with the reader of typed answers, and says where they fail.

What a formula may call is ``CALLABLE``; what names it may use, each caller says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.names import is_spelled_out
from backprop_tutor.loader.yaml.nodes import ScalarNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.maths.functions import TYPEABLE
from backprop_tutor.untrusted import quoted

if TYPE_CHECKING:
    from backprop_tutor.reading import Refused

MOST_CHARACTERS = 50_000
"""Of all formulas of a file together: reading them takes half a second then."""

CALLABLE = {name: TYPEABLE[name] for name in TYPEABLE if name not in {"step", "sign"}}
"""What formulas may call: step and sign are only there for slopes."""

_WORD = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_SOFTMAX = re.compile(r"(?<![A-Za-z0-9_])softmax(?![A-Za-z0-9_])")


@dataclass(slots=True)
class FormulaReader:
    """Reads formulas, as long as they are not too many."""

    problems: Problems
    left: int = MOST_CHARACTERS

    def read(
        self,
        node: ScalarNode,
        where: str,
        names: Mapping[str, str],
        *,
        later: Mapping[str, str] | None = None,
        start: int = 0,
        end: int | None = None,
        complete: bool = True,
    ) -> Expr | None:
        """Return the formula that stands in a text from ``start`` to ``end``.

        ``names`` are the spellings it may use, each with the quantity it means; ``later`` says of
        others why not, as the end of a sentence. Unless the names are ``complete``, one that is not
        among them is no problem of the formula.
        """
        # A text of several lines is one formula; spaces keep the places of what follows.
        text = node.text[start:end].replace("\n", " ").replace("\t", " ")
        if not text.strip():
            self.problems.inside(
                node, start, f"{where} lacks a formula; write one, such as w*x + b"
            )
            return None
        if self.left < 0 or self.problems.are_many:
            return None
        self.left -= len(text)
        if self.left < 0:
            self.problems.at(
                node,
                f"the formulas are longer than {MOST_CHARACTERS:,} characters together; "
                "make the network smaller",
            )
            return None
        if found := _SOFTMAX.search(text):
            self.problems.inside(
                node,
                start + found.start(),
                f"in {where}, softmax has to be the whole right side, with a name for each of its "
                "arguments, as in 'y1, y2 = softmax(z1, z2)'",
            )
            return None
        # Late: a file of layers has no formulas, and its first page does not wait for the reader.
        from backprop_tutor.reading import Read, Vocabulary, read

        result = read(text, Vocabulary(names, CALLABLE, usual=False))
        if isinstance(result, Read):
            return result.expression
        self._refuse(result, node, where, start, text, names, later or {}, complete=complete)
        return None

    def _refuse(
        self,
        refused: "Refused",
        node: ScalarNode,
        where: str,
        start: int,
        text: str,
        names: Mapping[str, str],
        later: Mapping[str, str],
        *,
        complete: bool,
    ) -> None:
        place = (refused.column or 1) - 1
        word = _WORD.match(text, place)
        reason = f"in {where}, {refused.reason}"
        if word and word.group() not in {*names, *CALLABLE}:
            if word.group() in later:
                reason = f"{where} uses {quoted(word.group())}, {later[word.group()]}"
            elif not complete:
                return
            elif text[word.end() :].lstrip().startswith("(") and refused.nearest is None:
                reason = (
                    f"{where} calls {quoted(word.group())}, which is no function here; "
                    f"use one of {', '.join(CALLABLE)}"
                )
            elif refused.reason == f"{quoted(word.group())} is not a name here" and names:
                shown = [name for name in names if not is_spelled_out(name)]
                reason += f"; the names here are {listed(shown)}"
        self.problems.inside(node, start + place, reason)
