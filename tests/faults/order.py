"""What must come before what at an answer: the write of its commit, then the end of a flush, then the answer.

It judges a list of happenings, wherever they were observed: in SQLite's own file layer (`watched_files.py`), or by the
kernel (`full_storage.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

# ("write", ""), ("flush", "") when it has returned, ("answer", its reference).
Happening = tuple[Literal["write", "flush", "answer"], str]


def violations(happened: Iterable[Happening], refs: Sequence[str]) -> list[str]:
    """Every answer to `refs` that left too early; each was sent when the one before it had been answered."""
    found: list[str] = []
    answered: list[str] = []
    written = flushed = False
    for kind, ref in happened:
        if kind == "write":
            written, flushed = True, False
        elif kind == "flush":
            flushed = written
        elif ref in refs:
            if not flushed:
                found.append(f"answer {len(answered)} left {'unflushed' if written else 'unwritten'}")
            written = flushed = False
            answered.append(ref)
    return found if answered == list(refs) else [*found, "the answers are not those that were asked for"]


def as_strace_told(lines: Iterable[str], refs: Sequence[str]) -> list[Happening]:
    """Return what a trace of the kernel tells: a flush counts when it has returned, an answer when it begins."""
    happened: list[Happening] = []
    flushing = False
    for line in lines:
        call = line.partition(" ")[2].strip()
        if call.startswith("pwrite64(") and "-wal>" in call:
            happened.append(("write", ""))
        elif call.startswith(("fdatasync(", "fsync(")) and "-wal>" in call:
            flushing = "<unfinished" in call
            happened += [("flush", "")] * call.endswith("= 0")
        elif flushing and call.startswith(("<... fdatasync resumed", "<... fsync resumed")):
            flushing = False
            happened += [("flush", "")] * call.endswith("= 0")
        elif "reply" in call:
            happened += [("answer", ref) for ref in refs if ref in call]
    return happened
