"""Learn back-propagation by doing it.

As a library, from a scenario to a verdict:

    subject = subject_of(load("mazur"))
    subject.values["dE_total/dw5"]                          # 0.08216704056423078
    judge = Judge(Question("dE_total/dw5", Form.EITHER, 4), subject)
    judge.judge("0.4398").misconceptions                    # ("no-output-activation-slope",)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backprop_tutor.loader import bundled, load
    from backprop_tutor.maths.tape.assembly import tape_of
    from backprop_tutor.scenario.scenario import Scenario
    from backprop_tutor.teaching.judging.judge import Judge
    from backprop_tutor.teaching.lesson.lesson import Lesson
    from backprop_tutor.teaching.subject.step import Form, Question
    from backprop_tutor.teaching.subject.subject import Subject, subject_of

__version__ = "0.1.0"

__all__ = [
    "Form",
    "Judge",
    "Lesson",
    "Question",
    "Scenario",
    "Subject",
    "bundled",
    "load",
    "subject_of",
    "tape_of",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line needs few of them."""
    home: Any
    match name:
        case "bundled" | "load":
            from backprop_tutor import loader as home
        case "Scenario":
            from backprop_tutor.scenario import scenario as home
        case "tape_of":
            from backprop_tutor.maths.tape import assembly as home
        case "Judge":
            from backprop_tutor.teaching.judging import judge as home
        case "Lesson":
            from backprop_tutor.teaching.lesson import lesson as home
        case "Form" | "Question":
            from backprop_tutor.teaching.subject import step as home
        case "Subject" | "subject_of":
            from backprop_tutor.teaching.subject import subject as home
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(home, name)
