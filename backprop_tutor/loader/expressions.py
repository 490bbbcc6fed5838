"""Reads the formulas of a file with the reader of typed answers, and says where they fail.

What a formula may call is ``CALLABLE``; what names it may use, each caller says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from backprop_tutor.formula.expression import Expr
from backprop_tutor.formula.names import is_spelled_out
from backprop_tutor.loader.yaml.nodes import ScalarNode
from backprop_tutor.loader.yaml.problems import Problems, listed
from backprop_tutor.loader.yaml.values import in_place
from backprop_tutor.maths.functions import OTHER_NAMES, TYPEABLE
from backprop_tutor.untrusted import quoted
from backprop_tutor.wording import Marked, grouped, text, text_with_commas

if TYPE_CHECKING:
    from backprop_tutor.reading import Refused

MOST_CHARACTERS = 50_000
"""Of all formulas of a file together: reading them takes half a second then."""

CALLABLE = {name: TYPEABLE[name] for name in TYPEABLE if name not in {"floor", "step"}}
"""What formulas may call: step is only there for slopes, floor for a rate that falls by steps."""

_WORD = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_ODD_NAME = re.compile(r"[^\W\d]\w*(?:_?[\[{]\w+[\]}])?")
"""A name with letters or brackets that no name has."""
_SOFTMAX = re.compile(r"(?<![A-Za-z0-9_])softmax(?![A-Za-z0-9_])")


class NotYet(NamedTuple):
    """Why a formula may not use a quantity: a sentence with the place, the name and the node."""

    message: Marked
    node: str = ""

    def said(self, where: str, name: str) -> str:
        """Return the sentence."""
        return text(self.message, place=where, name=quoted(name), node=self.node)


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
        later: Mapping[str, NotYet] | None = None,
        start: int = 0,
        end: int | None = None,
        complete: bool = True,
    ) -> Expr | None:
        """Return the formula that stands in a text from ``start`` to ``end``.

        ``names`` are the spellings it may use, each with the quantity it means; ``later`` says of
        others why not. Unless the names are ``complete``, one that is not among them is no problem
        of the formula.
        """
        # A text of several lines is one formula; spaces keep the places of what follows.
        written = node.text[start:end].replace("\n", " ").replace("\t", " ")
        if not written.strip():
            lacks = text("{place} lacks a formula; write one, such as w*x + b", place=where)
            self.problems.inside(node, start, lacks)
            return None
        if self.left < 0 or self.problems.are_many:
            return None
        self.left -= len(written)
        if self.left < 0:
            self.problems.at(
                node,
                text(
                    "the formulas are longer than {most} characters together; "
                    "make the network smaller",
                    most=grouped(MOST_CHARACTERS),
                ),
            )
            return None
        if found := _SOFTMAX.search(written):
            self.problems.inside(
                node,
                start + found.start(),
                text(
                    "in {place}, softmax has to be the whole right side, with a name for each of "
                    "its arguments, as in 'y1, y2 = softmax(z1, z2)'",
                    place=where,
                ),
            )
            return None
        # Late: a file of layers has no formulas, and its first page does not wait for the reader.
        from backprop_tutor.reading import Read, Vocabulary, read

        result = read(written, Vocabulary(names, CALLABLE, usual=False))
        if isinstance(result, Read):
            return result.expression
        self._refuse(result, node, where, start, written, names, later or {}, complete=complete)
        return None

    def _refuse(
        self,
        refused: "Refused",
        node: ScalarNode,
        where: str,
        start: int,
        written: str,
        names: Mapping[str, str],
        later: Mapping[str, NotYet],
        *,
        complete: bool,
    ) -> None:
        from backprop_tutor.loader.yaml.advice import name_meant

        place = (refused.column or 1) - 1
        word = _WORD.match(written, place)
        reason = in_place(where, refused.reason)
        odd = _ODD_NAME.match(written, place)
        if (
            odd
            and (proposed := name_meant(odd.group()))
            and not written[odd.end() :].startswith("(")
        ):
            reason = text(
                "in {place}, {name} is not a name here; "
                "names are in the letters a to z, digits and _; write {proposed}",
                place=where,
                name=quoted(odd.group()),
                proposed=proposed,
            )
        elif word and word.group() not in {*names, *CALLABLE, *OTHER_NAMES}:
            if word.group() in later:
                reason = later[word.group()].said(where, word.group())
            elif not complete:
                return
            elif written[word.end() :].lstrip().startswith("(") and refused.nearest is None:
                reason = text(
                    "{place} calls {function}, which is no function here; use one of {functions}",
                    place=where,
                    function=quoted(word.group()),
                    functions=text_with_commas(tuple(CALLABLE)),
                )
            elif refused.is_unknown_name and names:
                reason = text(
                    "in {place}, {reason}; the names here are {names}",
                    place=where,
                    reason=refused.reason,
                    names=listed([name for name in names if not is_spelled_out(name)]),
                )
        self.problems.inside(node, start + place, reason)
