"""What an author most likely meant by something that cannot be read, spelled as it is read here.

Each function returns None where nothing is clear enough to be proposed.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from backprop_tutor.formula.names import NAME, reserved
from backprop_tutor.loader.yaml.nodes import ListNode, MappingNode, ScalarNode, YamlNode
from backprop_tutor.maths.functions import FUNCTIONS

_MOST_PROPOSED = 6
"""Entries of a proposal: a longer one is no help to the eye."""
_LONGEST_NUMBER = 20

_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_WITH_COMMA = r"([+-]?[0-9]*),([0-9]+)"
_FRACTION = r"([+-]?[0-9]{1,6})\s*/\s*([0-9]{1,6})"
_PERCENT = r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*%"
_COMMENTED = rf"({_DECIMAL})\s*(?:#|//|/\*|;\s*[a-z]|--)"
_IN_GROUPS = r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?"
_TIMES_TEN = rf"({_DECIMAL})\s*[×x*·]\s*10\s*(?:\^|\*\*)?\s*([+-]?[0-9]{{1,2}})"
_NAME_IS_NUMBER = rf"([A-Za-z][A-Za-z0-9_]*)\s*[:=]\s*({_DECIMAL})"
_UNUSUAL_SPACE = re.compile("[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000]")
_MINUS = str.maketrans("\u2212\u2013", "--")


def with_plain_minus(written: str) -> str:
    """Return a text with the minus sign of print, or the dash beside it, as ``-``."""
    return written.translate(_MINUS)


def unusual_space(written: str) -> int | None:
    """Return where a text has a space that YAML takes for a letter, such as a no-break space."""
    found = _UNUSUAL_SPACE.search(written)
    return found.start() if found else None


def number_before_comment(written: str) -> str | None:
    """Return the number before what was to be a comment: 0.5 in ``0.5 // the rate``."""
    found = re.match(_COMMENTED, with_plain_minus(written))
    return found[1] if found else None


def number_meant(written: str) -> str | None:
    """Return a number as it is read here: 0.5 for ``0,5``, ``1/2``, ``50%``, ``“0.5”``, ``.5;``."""
    bare = written.strip("\"'“”„‘’«» ").rstrip(",;f").removeprefix("~")
    typed = with_plain_minus(bare.strip())
    if re.fullmatch(_DECIMAL, typed) and typed != with_plain_minus(written):
        return typed
    if found := re.fullmatch(_WITH_COMMA, typed):
        return f"{found[1] or '0'}.{found[2]}"
    if re.fullmatch(_IN_GROUPS, typed):
        return typed.replace(" ", "")
    if found := re.fullmatch(_TIMES_TEN, typed):
        return f"{found[1]}e{found[2]}"
    if found := re.fullmatch(_FRACTION, typed):
        return None if int(found[2]) == 0 else _spelled(Decimal(found[1]) / Decimal(found[2]))
    if found := re.fullmatch(_PERCENT, typed):
        return _spelled(Decimal(found[1]) / 100)
    return None


def _spelled(value: Decimal) -> str:
    return f"{round(value, 6).normalize():f}"


def name_meant(written: str) -> str | None:
    """Return a name in the letters that names have: theta1 for ``θ1``, w1 for ``w[1]``."""
    if not re.search(r"[^A-Za-z0-9_]", written.strip()):
        return None  # Its letters are not what is wrong with it.
    pieces = []
    # The argument of f(x) is no part of its name; the 1 of w^(1) is.
    word = re.sub(r"(?<!\^)\([^)]*[^)0-9][^)]*\)", "", written.strip()).replace("ß", "ss")
    for character in unicodedata.normalize("NFKD", word):
        if character.isascii() and (character.isalnum() or character == "_"):
            pieces.append(character)
        elif character in "- ." and pieces and pieces[-1].isalnum():
            pieces.append("_")
        elif character in "[](){}^'’′ " or unicodedata.combining(character):
            continue
        elif found := re.match("GREEK (?:SMALL|CAPITAL) LETTER ([A-Z]+)", _called(character)):
            word = found[1].lower().replace("lamda", "lambda")
            pieces.append(word.capitalize() if character.isupper() else word)
        else:
            return None
    proposed = re.sub("_+(?=[0-9]|$)", "", "".join(pieces))
    if not NAME.fullmatch(proposed) or reserved(proposed, FUNCTIONS):
        return None
    return proposed


def _called(character: str) -> str:
    return unicodedata.name(character, "")


def entry_meant(written: str) -> str | None:
    """Return a name and a number that ran together as an entry: ``x1: 0.5`` for ``x1=0.5``."""
    found = re.fullmatch(_NAME_IS_NUMBER, with_plain_minus(written))
    return f"{found[1]}: {found[2]}" if found else None


def list_of_names(written: str) -> str | None:
    """Return a list of the names that stand without brackets: ``[h1, h2]`` for ``h1, h2``."""
    names = [piece for piece in re.split(r"[,;\s]+", written.strip("() ")) if piece]
    if not 1 <= len(names) <= _MOST_PROPOSED or not all(map(NAME.fullmatch, names)):
        return None
    return f"[{', '.join(names)}]"


def mapping_of_numbers(node: YamlNode, names: Sequence[str]) -> str | None:
    """Return numbers that have no names as a mapping: ``{x1: 0.5, x2: 1}`` for ``[0.5, 1]``.

    ``names`` are proposed in their order. Of a list of small mappings one is made.
    """
    match node:
        case ScalarNode():
            items: Sequence[YamlNode] = (node,)
        case ListNode(items=inside):
            items = inside
        case _:
            return None
    if not 1 <= len(items) <= _MOST_PROPOSED:
        return None
    entries = []
    for at, item in enumerate(items):
        name = names[at] if at < len(names) else None
        match item:
            case ScalarNode(text=written) if name and (number := _number(written)):
                entries.append(f"{name}: {number}")
            case MappingNode(entries=((key, ScalarNode(text=written)),)) if (
                number := _number(written)
            ) and NAME.fullmatch(key.text):
                entries.append(f"{key.text}: {number}")
            case _:
                return None
    return f"{{{', '.join(entries)}}}"


def list_of_numbers(node: YamlNode) -> str | None:
    """Return numbers as a list, each with its name if it has one: ``[{b1: 0.6}, {b2: 0.7}]``."""
    match node:
        case MappingNode(entries=entries) if entries:
            written = [
                f"{{{key.text}: {_number(value.text)}}}"
                for key, value in entries
                if isinstance(value, ScalarNode) and _number(value.text)
            ]
            count = len(entries)
        case ListNode(items=items) if items:
            written = [number for number in _numbers(node) if number]
            count = len(items)
        case _:
            return None
    return f"[{', '.join(written)}]" if len(written) == count <= _MOST_PROPOSED else None


def rows_of_weights(node: YamlNode, neurons: int, senders: int) -> str | None:
    """Return weights that stand in one row, or turned round, as a row for each neuron."""
    match node:
        case MappingNode(entries=entries) if neurons == 1 and len(entries) == senders:
            inside = [
                f"{key.text}: {value.text}"
                for key, value in entries
                if isinstance(value, ScalarNode)
            ]
            if len(inside) == senders <= _MOST_PROPOSED:
                return f"[{{{', '.join(inside)}}}]"
        case ScalarNode(text=written):
            return rows_of_weights(ListNode(node.line, node.column, (node,)), neurons, senders)
        case ListNode(items=items) if all(isinstance(item, ScalarNode) for item in items):
            written = " ".join(item.text for item in items if isinstance(item, ScalarNode))
            numbers = [_number(one) for one in re.split(r"[\s,;]+", written) if one]
            rows = [numbers[at : at + senders] for at in range(0, len(numbers), senders or 1)]
            if len(numbers) == neurons * senders:
                return _as_rows(rows)
        case ListNode(items=items):
            columns = [_numbers(item) for item in items]
            if len(columns) == senders and all(len(column) == neurons for column in columns):
                return _as_rows([list(row) for row in zip(*columns, strict=True)])
        case _:
            pass
    return None


def row_with_commas(node: YamlNode, needed: int) -> str | None:
    """Return a row whose decimal commas YAML took for the ends of entries, with points."""
    match node:
        case ListNode(items=items) if len(items) == 2 * needed <= 2 * _MOST_PROPOSED:
            written = [item.text if isinstance(item, ScalarNode) else "" for item in items]
        case _:
            return None
    whole, behind = written[::2], written[1::2]
    if not all(re.fullmatch("[+-]?[0-9]{1,3}", with_plain_minus(one)) for one in whole):
        return None
    if not all(re.fullmatch("[0-9]{1,9}", one) for one in behind):
        return None
    numbers = (f"{one}.{rest}" for one, rest in zip(whole, behind, strict=True))
    return f"[{', '.join(map(with_plain_minus, numbers))}]"


def _as_rows(rows: Sequence[Sequence[str | None]]) -> str | None:
    """Return rows of numbers as YAML has them, unless they are too many to look at."""
    if sum(map(len, rows)) > _MOST_PROPOSED or not all(all(row) for row in rows):
        return None
    inside = [f"[{', '.join(number for number in row if number)}]" for row in rows]
    return f"[{', '.join(inside)}]"


def _numbers(node: YamlNode) -> list[str | None]:
    match node:
        case ListNode(items=items):
            return [_number(item.text) if isinstance(item, ScalarNode) else None for item in items]
        case MappingNode(entries=entries):
            return [
                _number(value.text) if isinstance(value, ScalarNode) else None
                for _, value in entries
            ]
        case _:
            return []


def _number(written: str) -> str | None:
    """Return a number as it is written in a file, None for what is none, or a long one."""
    typed = with_plain_minus(written)
    return typed if len(typed) <= _LONGEST_NUMBER and re.fullmatch(_DECIMAL, typed) else None
