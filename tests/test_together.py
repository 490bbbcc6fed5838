"""Of many cases in one test, each that fails is named, and all are tried."""

import pytest
from together import together

TRIED: list[tuple[int, int, str]] = []


def test_each_that_fails_is_named_with_what_led_to_it() -> None:
    tried = []

    @together("number", range(6), ids=lambda number: f"of {number}")
    def of_numbers(number: int) -> None:
        tried.append(number)
        if number == 3:
            with pytest.raises(ValueError):
                int("3")
        assert number != 4, "four"
        assert number / (number - 1)

    with pytest.raises(ExceptionGroup) as caught:
        of_numbers()
    assert tried == [0, 1, 2, 3, 4, 5]
    assert "4 of 6 cases fail:\nof 0\nof 1\nof 3\nof 4\n" in str(caught.value)
    kinds = [type(error) for error in caught.value.exceptions]
    assert kinds == [AssertionError, ZeroDivisionError, AssertionError, AssertionError]
    assert "DID NOT RAISE" in str(caught.value.exceptions[2])
    assert [error.__notes__ for error in caught.value.exceptions] == [
        [f"This is of the case of {number}"] for number in (0, 1, 3, 4)
    ]


def test_there_has_to_be_a_case() -> None:
    with pytest.raises(AssertionError):
        together("case", [])(print)


@pytest.mark.usefixtures("tmp_path")
@together("place", range(2))
@pytest.mark.usefixtures("capsys")
@together(("number", "letter"), [(1, "a"), (2, "b")])
def test_tables_multiply_and_what_else_it_takes_is_shared(
    number: int, letter: str, place: int, request: pytest.FixtureRequest
) -> None:
    assert {"tmp_path", "capsys"} <= set(request.fixturenames)
    TRIED.append((place, number, letter))
    of_all = [(0, 1, "a"), (0, 2, "b"), (1, 1, "a"), (1, 2, "b")]
    assert of_all[: len(TRIED)] == TRIED
