"""What a file says, but may not mean."""

from typing import NamedTuple


class Doubt(NamedTuple):
    """A place of the file that could be read, but hardly as it was meant; counted from 1."""

    line: int
    column: int
    text: str
