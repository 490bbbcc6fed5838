"""How long it takes to draw a network with different numbers, for each bundled scenario.

Prints the first drawing, which works out what all of them share, and the median and the longest of
the others, in milliseconds of the processor: other programs may be running.
``python benchmarks/variants.py [COUNT]``.
"""

import statistics
import sys
import time

from backprop_tutor.loader import bundled, load
from backprop_tutor.teaching.variants.variants import Variants


def main() -> None:
    """Measure and print a row for each scenario."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for name in bundled():
        scenario = load(name)
        begun = time.process_time()
        variants = Variants(scenario)
        times = []
        for seed in range(count + 1):
            variants.draw(seed)
            ended = time.process_time()
            times.append(1e3 * (ended - begun))
            begun = ended
        first, *others = times
        print(
            f"{name:14} first {first:6.0f} ms   median {statistics.median(others):5.1f} ms   "
            f"longest {max(others):6.1f} ms"
        )


if __name__ == "__main__":
    main()
