"""The parts of a number as it is spelled, for every notation to write in its own way."""

import re

_NUMBER = re.compile(r"([-−]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([-+]?\d+))?")


def number_parts(spelled: str) -> tuple[bool, str, int | None] | None:
    """Return whether ``-4.3857e-10`` is negative, its digits, and its power of ten if it has one.

    None of what is not a number.
    """
    found = _NUMBER.fullmatch(spelled)
    if found is None:
        return None
    sign, digits, exponent = found.groups()
    return bool(sign), digits, int(exponent) if exponent else None
