"""How long it takes to judge an answer: the deepest gradient of a 16-32-32-10 network.

Prints the median of a hundred answers each, and the first answer to a question on its own: it
works out what every wrong idea leads to, which later answers to that question use again. The first
answers are also given in passes: how often the right value itself could be worked out meanwhile.
Times are of the processor, and rubbish is collected as seldom as in the program.
"""

import gc
import statistics
import time

from backprop_tutor.cli import RUBBISH
from backprop_tutor.loader import load_text
from backprop_tutor.loader.template import draft
from backprop_tutor.teaching.judging.judge import Judge
from backprop_tutor.teaching.subject.step import Form, Question
from backprop_tutor.teaching.subject.subject import Subject, subject_of

_SIZES = (16, 32, 32, 10)
_RUNS = 100
_ASKED = "dE_total/dw1"
_ANSWERS = {
    "number, wrong": ["0.1234", "0.000321", "-0.5678"],
    "formula, right": ["dE_total/dnet_h1 * i1", "dE_total/dout_h1*(1 - out_h1^2)*i1"],
    "formula, wrong": ["dE_total/dnet_h1 * i2", "dE_total/dout_h1*i1", "dE_total/dnet_h1 * w1"],
}


_FIRST = ("0.1234", "dE_total/dnet_h1 * i1", "dE_total/dnet_h1 * i2", "dE_total/dnet_h1 * i1^2")
_FIRST_RUNS = 5


def main() -> None:
    """Measure and print."""
    gc.set_threshold(*RUBBISH)
    subject = _subject()
    judge = _judge(subject)
    for kind, answers in _ANSWERS.items():
        times = [_time(judge, answers[run % len(answers)]) for run in range(_RUNS + 1)]
        print(f"{kind:15} median {statistics.median(times[1:]):6.2f} ms")
    print(f"first answer to a question, median of {_FIRST_RUNS}")
    for text in _FIRST:
        passes, times = [], []
        for _ in range(_FIRST_RUNS):
            subject = _subject()
            start = time.process_time()
            subject.values[_ASKED]
            passes.append(1000 * (time.process_time() - start))
            times.append(_time(_judge(subject), text))
        first = statistics.median(times)
        print(f"{text:25} {first:6.0f} ms   {first / statistics.median(passes):5.1f} passes")


def _subject() -> Subject:
    return subject_of(load_text(draft(_SIZES, "tanh", seed=1), "wide.yaml"))


def _judge(subject: Subject) -> Judge:
    return Judge(Question(_ASKED, Form.EITHER, 4), subject)


def _time(judge: Judge, text: str) -> float:
    start = time.process_time()
    judge.judge(text)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    main()
