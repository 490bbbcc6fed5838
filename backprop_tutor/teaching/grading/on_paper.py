"""Answers as people write them on paper, made such as can be typed at a prompt.

At a prompt who types ``0.4 x 0.5`` is told what to type instead, and types again. On a sheet nobody
asks again, and what is meant is plain.
"""

import re
from collections.abc import Callable

_ROUND_ABOUT = str.maketrans("~∼≃≅", "≈≈≈≈")
_QUOTED = re.compile(r"""\s*(?:"([^"]*)"|“([^”]*)”|„([^“]*)“|«([^»]*)»|'([^']*)'|‘([^’]*)’)\s*""")
_REMARK = re.compile(r"(?:[\s✓✔☑]|\([^\W\d_][^()\d]{0,40}\))+\Z")
"""A tick at the end, or words in brackets such as (rounded)."""
_TIMES = re.compile(r"(?<=[\d)])(\s?)[xX](?=\s?[-+−–]?[(.,]?\d)")
_NAMED = re.compile(r"\s*([^\W\d_][\w/∂ ]{0,40}?)\s*[=≈](?!=)(.*)", re.DOTALL)


def plainly(written: str, is_known: Callable[[str], bool]) -> str:
    """Return an answer without what is written on paper alone; as it is if there is none.

    ``is_known`` tells the names of the lesson: ``E = 0.2984`` may say of ``E_total`` what it is,
    and ``net_h2 = 0.3925`` says nothing of ``net_h1``.
    """
    said = written
    if quoted := _QUOTED.fullmatch(said):
        said = next(part for part in quoted.groups() if part is not None)
    said = _TIMES.sub(r"\1×", _REMARK.sub("", said).translate(_ROUND_ABOUT))
    if (named := _NAMED.match(said)) and not is_known(named[1]):
        said = named[2]
    return said
