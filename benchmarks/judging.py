"""How long it takes to judge an answer: the deepest gradient of a 16-32-32-10 network.

Prints the median of a hundred answers each, and the first answer to a question on its own: it
works out what every wrong idea leads to, which later answers to that question use again.
"""

import statistics
import time

from backprop_tutor.loader import load_text
from backprop_tutor.loader.template import draft
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import subject_of

_SIZES = (16, 32, 32, 10)
_RUNS = 100
_ASKED = "dE_total/dw1"
_ANSWERS = {
    "number, wrong": ["0.1234", "0.000321", "-0.5678"],
    "formula, right": ["dE_total/dnet_h1 * i1", "dE_total/dout_h1*(1 - out_h1^2)*i1"],
    "formula, wrong": ["dE_total/dnet_h1 * i2", "dE_total/dout_h1*i1", "dE_total/dnet_h1 * w1"],
}


def main() -> None:
    """Measure and print."""
    subject = subject_of(load_text(draft(_SIZES, "tanh", seed=1), "wide.yaml"))
    judge = Judge(Question(_ASKED, Form.EITHER, 4), subject)
    for kind, answers in _ANSWERS.items():
        times = []
        for run in range(_RUNS + 1):
            start = time.perf_counter()
            judge.judge(answers[run % len(answers)])
            times.append(1000 * (time.perf_counter() - start))
        first, *others = times
        median = statistics.median(others)
        print(f"{kind:15} median {median:6.2f} ms   first of its kind {first:7.1f} ms")


if __name__ == "__main__":
    main()
