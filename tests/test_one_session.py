"""Taking apart, back, again, apart, source, nudge and what is, in one sitting at a terminal."""

import pytest
from one_session import TYPED, session

pytestmark = pytest.mark.slow

SHOWN = {
    "0.9": "type apart: then we take it one part at a time",
    "0.8": "forward · a part of the question",
    "back": "▶ out_h2 = \n",
    "again": "Known: w3 = 0.25",
    "apart": "▶ net_h2 =",
    "0.3925": "net_h2 = 0.3925.",
    "source": "The source prints out_h2 = 0.596884378.",
    "0.5969": "≈ 0.596884",
    "nudge w5 0.001": "E_total rises by 0.00008216.",
    "what is net input": "is its weighted sum",
    "quit": "You stopped at step 4 of 38.",
}


def test_each_word_does_what_it_says_with_the_question_at_the_prompt() -> None:
    captures = [*session()]
    assert [one.typed for one in captures] == ["", *TYPED]
    seen = {one.typed: one.screen for one in captures}
    for typed, shown in SHOWN.items():
        assert shown.strip() in seen[typed], (typed, seen[typed])
    prompts = [one.screen.rstrip().splitlines()[-1] for one in captures[:-1]]
    asked = ["net_h1", "out_h1", *["out_h2"] * 2, "net_h2", *["out_h2"] * 2, "net_h2"]
    asked += [*["out_h2"] * 2, *["net_o1"] * 4]
    assert prompts == [f"▶ {name} =" for name in asked]
