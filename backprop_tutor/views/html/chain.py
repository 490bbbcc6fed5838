"""The chain from the loss back to a parameter, with the part that is asked for lit."""

from backprop_tutor.blocks.pictures import Chain
from backprop_tutor.formula.expression import Name
from backprop_tutor.views.html.markup import Markup, element, escaped, in_one
from backprop_tutor.views.notation import mathml, mathml_in_line


def chain_in_math(picture: Chain) -> Markup:
    """Return E_total ← out_o1 ← net_o1 ← w5 and, below its lit part, what that is."""
    links = [Markup(mathml(Name(link))) for link in picture.links]
    arrow = element("mo", escaped("←"))
    if not picture.asked:
        return element("math", in_one(links, arrow), display="block")
    first, last = picture.first, picture.last
    lit = element("mrow", in_one(links[first : last + 1], arrow), class_="lit")
    asked = Markup(mathml_in_line(Name(picture.asked)))
    under = element("munder", lit, element("mstyle", asked, scriptlevel="0"))
    return element(
        "math", in_one([*links[:first], under, *links[last + 1 :]], arrow), display="block"
    )
