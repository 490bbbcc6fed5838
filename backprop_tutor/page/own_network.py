"""A network of the learner's own, all of it within an address: YAML, compressed, in base64url.

It goes nowhere: what stands behind the ``#`` of an address is not sent. Whoever made the link may
have put anything in it, so what it unfolds to is bounded before it is unfolded.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from functools import lru_cache

from backprop_tutor.errors import TutorError, UsageError
from backprop_tutor.loader import load_text
from backprop_tutor.loader.yaml.text import MOST_BYTES
from backprop_tutor.scenario.scenario import Scenario
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import ENGLISH, text

OWN = "own"
"""What a network of one's own is called in an address and in the record; a number follows. On the
screen it has its title."""
_RAW = -15
"""Deflate without a header, as large a window as there is."""


def packed(yaml: str) -> str:
    """Return a text as it stands in an address; the same text gives the same address."""
    deflate = zlib.compressobj(9, wbits=_RAW)
    data = deflate.compress(yaml.encode(errors="surrogatepass")) + deflate.flush()
    return urlsafe_b64encode(data).decode().rstrip("=")


def unpacked(payload: str) -> str:
    """Return the text again; raises ``UsageError`` if it is none, or too long."""
    try:
        data = urlsafe_b64decode(payload.encode("ascii") + b"=" * (-len(payload) % 4))
        inflate = zlib.decompressobj(wbits=_RAW)
        contents = inflate.decompress(data, MOST_BYTES + 1)
        if len(contents) > MOST_BYTES:
            raise UsageError(text("The network in this address is too large."))
        if not inflate.eof:
            raise UsageError(_damaged())
        return contents.decode()
    except (ValueError, zlib.error):  # Among them: no base64, no UTF-8.
        raise UsageError(_damaged()) from None


def _damaged() -> str:
    return text("The network in this address cannot be read: the address is cut off or damaged.")


def own_network(yaml: str) -> Scenario:
    """Return the scenario of a text, under a name of its own; raises ``ScenarioError``."""
    scenario = load_text(yaml, f"{OWN}.yaml")
    name = visible(scenario.title.in_language(ENGLISH)) or scenario.name
    return replace(scenario, called=f"{OWN}-{scenario.digest[:8]}", name=name)


@lru_cache(maxsize=32)
def title_of(network: str, called: str) -> str:
    """Return the title of a network that stands in an address, else what else it is ``called``."""
    try:
        return own_network(unpacked(network)).name
    except TutorError:  # Whoever made the link may have put anything in it.
        return visible(called)
