"""The chain from the loss back to a parameter, with the part that is asked for lit."""

from collections.abc import Iterable, Iterator

from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula.expression import Name
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.notation import mathml, mathml_in_line


def chain_in_math(picture: Chain) -> Markup:
    """Return E_total ← out_o1 ← net_o1 ← w5 and, below its lit part, what that is."""
    count = len(picture.links)
    if not picture.asked:
        return element("math", *_links(picture, range(count)), display="block")
    first, last = picture.first, picture.last
    lit = element("mrow", *_links(picture, range(first, last + 1)), class_="lit")
    asked = Markup(mathml_in_line(Name(picture.asked)))
    under = element("munder", lit, element("mstyle", asked, scriptlevel="0"))
    before = [in_one((link, _arrow(picture, k))) for k, link in _each(picture, range(first))]
    after = [
        in_one((_arrow(picture, k - 1), link)) for k, link in _each(picture, range(last + 1, count))
    ]
    return element("math", *before, under, *after, display="block")


def _links(picture: Chain, places: range) -> Iterator[Markup]:
    """Yield some of the links with the arrows between them."""
    for k, link in _each(picture, places):
        if k > places.start:
            yield _arrow(picture, k - 1)
        yield link


def _each(picture: Chain, places: Iterable[int]) -> Iterator[tuple[int, Markup]]:
    for k in places:
        yield k, Markup(mathml(Name(picture.links[k])))


def _arrow(picture: Chain, place: int) -> Markup:
    return element("mo", escaped("←"), class_="amiss" if place in picture.amiss else None)
