"""`python -m tests.benchmark.profile`: where the time of a command goes in our own rules, without input or output.

Shares and not microseconds: a profiler makes everything slower, and calls more than calculations.
"""

from __future__ import annotations

import cProfile
import tempfile
from pathlib import Path
from types import CodeType

from tests.benchmark import inside

COMMANDS = 3000
# Each part by the function that does it; indented ones are within the one above them.
PARTS = {
    "read the frame": ("frames.py", "decode"),
    "check the body": ("service.py", "parsed"),
    "ask the coach": ("reviewing.py", "review"),
    "decide": ("decide.py", "decide"),
    "  fold": ("evolve.py", "evolve"),
    "  what time brought, what both wait for": ("decide.py", "elapse"),
    "prepare": ("preparing.py", "prepare"),
    "  encode and seal": ("codec.py", "encode"),
    "  the next deadline": ("elapse.py", "due"),
    "frames for both": ("publishing.py", "event_frames"),
    "  what both see alike": ("publishing.py", "_shared"),
    "  what each sees": ("publishing.py", "_own"),
    "    what each may do": ("may.py", "may"),
}


def main() -> None:
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory(prefix="rejoin-profile-") as folder:
        profile.enable()
        inside.domain_loop(Path(folder), commands=COMMANDS)
        profile.disable()
    spent = {
        (Path(one.code.co_filename).name, one.code.co_name): one.totaltime
        for one in profile.getstats()
        if isinstance(one.code, CodeType)
    }
    whole = spent["inside.py", "_one"]
    for part, place in PARTS.items():
        print(f"{part:42}{spent.get(place, 0.0) / whole:6.0%}")


if __name__ == "__main__":
    main()
