"""sympy is imported on a thread, while others already ask for derivatives."""

import subprocess
import sys
from pathlib import Path

ASIDE = """
import sys, threading
from importlib import import_module
from backprop_tutor.formula.expression import Name, product
from backprop_tutor.maths.calculus.slopes import polynomial_slope

threading.Thread(target=import_module, args=["sympy"]).start()
while "sympy" not in sys.modules:
    pass
print(polynomial_slope(product(Name("w"), Name("x")), "w"))
"""


def test_who_comes_while_sympy_is_half_imported_waits_for_the_rest() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ASIDE], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("Name(id='x')\n", "")
