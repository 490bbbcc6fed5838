"""Holds a sentence about a loss or a function against the code.

The formula that it begins with, and the bounds and the slope at a corner that it names.
"""

import math
import re
from itertools import product

from backprop_tutor.formula.expression import Expr
from backprop_tutor.maths.floats import float_value
from backprop_tutor.maths.functions import BETWEEN_0_AND_1, FUNCTIONS, TYPEABLE
from backprop_tutor.maths.losses import LOSSES
from backprop_tutor.reading import Read, Vocabulary, read

_POINTS = (0.13, 0.37, 0.52, 0.88)
_NETS = (-1.7, -0.4, 0.0, 0.3, 2.1)
_BOUNDS = re.compile(r"between (\S+) and (\S+?)[.,:]?(?: |$)")


def _formula(said: str, letters: str) -> Expr:
    """Return the formula that a sentence begins with."""
    text = re.split(r" for each |: ", said)[0]
    formula = read(text, Vocabulary({letter: letter for letter in letters}, TYPEABLE))
    assert isinstance(formula, Read), (said, formula)
    return formula.expression


def loss_is(name: str, said: str) -> None:
    """Assert that what is said of a loss is true."""
    loss = LOSSES[name]
    told = _formula(said, "tonrmd")
    for values in product(_POINTS, repeat=3):
        point = dict(zip("tor", values, strict=True)) | {"n": 3.0, "m": 0.2, "d": 0.3}
        assert math.isclose(
            float_value(told, point.__getitem__),
            float_value(loss.formula, point.__getitem__),
            abs_tol=1e-15,
        ), said
    assert "added up" in said, "every loss is a sum over outputs"
    alone = loss.logarithms and not loss.counts_by_target
    assert (" or ".join(BETWEEN_0_AND_1) in said) == alone, said
    shared = f"Outputs are {loss.matching}, or nodes that add up to 1"
    assert (shared in said) == loss.counts_by_target, said
    assert ("One target is 1" in said) == loss.one_hot, said


def function_is(name: str, said: str) -> None:
    """Assert that what is said of a function of one argument, or of softmax, is true."""
    function = FUNCTIONS[name]
    if name == "softmax":
        assert said.startswith("e^z divided by the sum of e^z over all")
        shares = [function.value(net, *_NETS) for net in _NETS]
        assert math.isclose(sum(shares), 1)
        assert math.isclose(shares[0] / shares[1], math.exp(_NETS[0] - _NETS[1]))
    else:
        told = _formula(said, "z")
        for net in _NETS:
            value = float_value(told, {"z": net}.__getitem__)
            assert math.isclose(value, function.value(net), abs_tol=1e-15), (said, net)
    if bounds := _BOUNDS.search(said):
        assert tuple(float(bound.replace("−", "-")) for bound in bounds.groups()) == function.bounds
    if corner := re.search(r"slope at 0 is taken as ([\d.]+\d|\d)", said):
        assert function.slope is not None
        at = {"z": 0.0, "a": function.value(0.0)}
        assert float_value(function.slope, at.__getitem__) == float(corner[1])
