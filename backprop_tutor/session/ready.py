"""What the questions of a scenario need and takes long to load: it can be loaded ahead of them."""

from collections.abc import Iterator
from contextlib import suppress

from backprop_tutor.scenario.scenario import Scenario


def load_ahead(scenario: Scenario) -> None:
    """Load it; what cannot be loaded now is told where it is needed."""
    for _ in parts_ahead(scenario):
        pass


def parts_ahead(scenario: Scenario) -> Iterator[None]:
    """Load it, and stop after each part but the last: something may wait for being done."""
    with suppress(OSError, ImportError):  # Who needs it imports it again, and is told.
        from backprop_tutor.maths.tape.assembly import does_without_sympy

        if not does_without_sympy(scenario):
            import sympy  # noqa: F401 - later imports find it loaded; the forward pass needs none

            yield

        from backprop_tutor.reading import grammar  # Numbers are read without.

        grammar.import_lark()
        yield
        grammar.get_ready()
