"""Many small cases in one test, which names each that fails.

A test of its own costs three milliseconds before it begins; a row of a table takes less than one.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

_SHOWN = 20
"""So many failures are shown with all that led to them; the others are named."""


def together(
    names: str | tuple[str, ...],
    cases: Iterable[Any],
    ids: Iterable[object] | Callable[[Any], str] = repr,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try a test with every case, as ``pytest.mark.parametrize`` does, but as one test.

    All cases are tried, whichever fail. What else the test takes are fixtures, which they share.
    Raises ExceptionGroup, with a note at each failure that says of which case it is.
    """
    several = (names,) if isinstance(names, str) else names
    rows = list(cases)
    called = [_in_a_line(str(name)) for name in (map(ids, rows) if callable(ids) else ids)]
    assert len(called) == len(rows) > 0

    def tried_with_each(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)

        def all_of_them(**shared: Any) -> None:
            failures: list[Exception] = []
            failed = []
            for row, name in zip(rows, called, strict=True):
                of_row = (row,) if isinstance(names, str) else row
                try:
                    test(**dict(zip(several, of_row, strict=True)), **shared)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - raised below.
                    failed.append(name)
                    if len(failures) < _SHOWN:
                        error.add_note(f"This is of the case {name}")
                        failures.append(_an_exception(error))
            if failed:
                names_of_all = "\n".join(failed)
                raise ExceptionGroup(
                    f"{len(failed)} of {len(rows)} cases fail:\n{names_of_all}\n", failures
                )

        functools.update_wrapper(all_of_them, test)
        rest = [one for name, one in signature.parameters.items() if name not in several]
        all_of_them.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return all_of_them

    return tried_with_each


def _in_a_line(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _an_exception(error: BaseException) -> Exception:
    """Return it; ``pytest.fail`` and ``pytest.raises`` raise what no ExceptionGroup would hold."""
    if isinstance(error, Exception):
        return error
    held = AssertionError(str(error)).with_traceback(error.__traceback__)
    for note in error.__notes__:
        held.add_note(note)
    return held
