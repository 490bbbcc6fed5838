"""Draws many variants of each bundled scenario and looks at each as ``check`` does.

Prints how many pass, and in how many no question asks for more figures; how long drawing takes,
``benchmarks/variants.py`` prints.
``python tests/variants_many.py [COUNT] [SCENARIO …]``.
"""

import sys

from backprop_tutor.loader import bundled, load
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.authoring.collisions import collisions
from backprop_tutor.teaching.lesson.lesson import Lesson
from backprop_tutor.teaching.subject.subject import subject_of
from backprop_tutor.teaching.variants.variants import Variants


def main() -> None:
    """Print a row for each scenario."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for name in sys.argv[2:] or bundled():
        scenario = load(name)
        variants = Variants(scenario)
        networks = set()
        passed = plain = 0
        for seed in range(count):
            drawn = variants.draw(seed)
            networks.add(repr((drawn.inputs, drawn.targets, drawn.parameters, drawn.given)))
            subject = subject_of(drawn)
            report = collisions(Lesson(subject, frozenset(Part)))
            lost = any(name not in subject.tape for name in drawn.notes)
            passed += not (report.unseen or lost)
            plain += not report.closer
        print(
            f"{name}: {passed} of {count} pass, {plain} without more figures, "
            f"{len(networks)} networks",
            flush=True,
        )


if __name__ == "__main__":
    main()
