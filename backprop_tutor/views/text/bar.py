"""A bar of ten blocks, with its words; in ASCII the blocks become signs as other symbols do."""

from backprop_tutor.blocks.blocks import Bar

_BLOCKS = 10


def bar_text(part: str | Bar) -> str:
    """Return ``██████░░░░ 62 %``; text comes back as it is.

    A bar is full only when the share is whole, and empty only when there is none.
    """
    if isinstance(part, str):
        return part
    full = round(part.share * _BLOCKS)
    if 0 < part.share < 1:
        full = min(max(full, 1), _BLOCKS - 1)
    return f"{'█' * full}{'░' * (_BLOCKS - full)} {part.text}"
