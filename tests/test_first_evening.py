"""A first evening: what is asked has been told, on the screen, before it is asked."""

import pytest
from first_evening import played


@pytest.mark.parametrize(("source", "only"), [("circuit", None), ("mazur", "w5")])
def test_each_question_can_be_answered_from_the_screen(source: str, only: str | None) -> None:
    evening = played(source, only)
    assert evening.missing == []
    assert evening.questions >= 6
