"""How fast the coach reads: `python -m tests.benchmark.coach` prints milliseconds for texts of three lengths.

Texts are cut from the voices, every one different, so that no cache flatters the figures.
"""

from __future__ import annotations

import resource
import time
from itertools import islice

LENGTHS = (50, 300, 2_000)
TEXTS = 500
STEP = 701


def memory() -> float:
    """Megabytes at the highest, as Linux counts them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    before, begin = memory(), time.perf_counter()
    from app.coach import coach  # noqa: PLC0415 - the import is part of what is measured

    coach("Hello.", stage="speaker")
    loading = (time.perf_counter() - begin) * 1_000
    print(f"import and load: {loading:.0f} ms, {memory() - before:.1f} MB")
    from tests.coach.lines import voices  # noqa: PLC0415 - the lines must not count as the coach's memory

    said = " ".join(line.text for lines in voices().values() for line in lines if line.kind == "statement")
    for length in LENGTHS:
        texts = list(islice((said[place : place + length] for place in range(0, len(said) - length, STEP)), TEXTS))
        times = sorted(_took(text) for text in texts)
        middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{length} characters: p50 {middle:.2f} ms, p99 {slow:.2f} ms ({len(times)} texts)")
    print(f"at the end: {memory() - before:.1f} MB more than before the import, lines included")


def _took(text: str) -> float:
    from app.coach import coach  # noqa: PLC0415 - see above

    begin = time.perf_counter()
    coach(text, stage="speaker")
    return (time.perf_counter() - begin) * 1_000


if __name__ == "__main__":
    main()
