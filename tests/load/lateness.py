"""Why the event loop of a service came back late: what it did, how long it had a core, how long it waited for one.

Runs inside the service beside the product. A beat on the loop notices that it is late, a thread looks meanwhile where
everybody is, and writes it down: the loop itself never waits for a file. Places in the code only, never a value.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio
    from types import FrameType

BEAT = 0.01
LOOK_EVERY = 0.004
LATE = 0.025
# Who looks when the beat is overdue by less only sees ordinary turns of the loop.
OVERDUE = 0.015
FRAMES = 6


@dataclass(frozen=True, slots=True)
class Beat:
    """When the loop came by, and what its thread had used and waited for until then, in seconds."""

    at: float
    cpu: float
    waited: float
    collected: float


@dataclass(slots=True)
class Lateness:
    """One for a loop; `begin` is called on it."""

    file: Path
    _beat: Beat = field(init=False)
    _collected: float = 0.0
    _collecting_since: float = 0.0
    _late: list[dict[str, Any]] = field(default_factory=list)
    _places: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beat = self._now()
        gc.callbacks.append(self._collects)
        threading.Thread(target=self._look, args=(threading.get_ident(),), name="lateness", daemon=True).start()
        loop.call_later(BEAT, self._comes_by, loop, time.perf_counter())

    def end(self) -> None:
        gc.callbacks.remove(self._collects)
        self._over.set()

    def _now(self) -> Beat:
        return Beat(time.perf_counter(), time.thread_time(), _waited_for_a_core(), self._collected)

    def _comes_by(self, loop: asyncio.AbstractEventLoop, began: float) -> None:
        last, now = self._beat, self._now()
        late = now.at - last.at - BEAT
        if late > LATE:
            self._late.append(
                {
                    "at": round(now.at - began, 2),
                    "late ms": round(late * 1000),
                    "had a core ms": round((now.cpu - last.cpu) * 1000),
                    "waited for one ms": round((now.waited - last.waited) * 1000),
                    "collecting ms": round((now.collected - last.collected) * 1000),
                    "seen": self._places.most_common(5),
                }
            )
        self._places = Counter()
        self._beat = now
        if self._over.is_set():
            return
        loop.call_later(BEAT, self._comes_by, loop, began)

    def _collects(self, phase: str, _info: object) -> None:
        # CPU, not time: a collection that is interrupted by other programs is no longer for it.
        if phase == "start":
            self._collecting_since = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting_since

    def _look(self, loop_thread: int) -> None:
        with self.file.open("a", buffering=1) as out:
            while not self._over.wait(LOOK_EVERY):
                if time.perf_counter() - self._beat.at > BEAT + OVERDUE:
                    self._places.update(_places(loop_thread))
                while self._late:
                    out.write(json.dumps(self._late.pop(0)) + "\n")


def _waited_for_a_core() -> float:
    """What the scheduler kept this thread waiting although it could have run, where the system tells."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


def _places(loop_thread: int) -> list[str]:
    """Where the loop is, and every other thread that is not merely waiting for work."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    found = []
    for ident, frame in sys._current_frames().items():  # noqa: SLF001 - there is no other way to see it
        if ident == loop_thread:
            found.append(f"loop: {_told(frame)}")
        elif ident != threading.get_ident() and frame.f_code.co_name not in {"_worker", "wait"}:
            found.append(f"{names.get(ident, '?')}: {_told(frame)}")
    return found


def _told(frame: FrameType | None) -> str:
    """The innermost place, and the places of ours around it."""
    found: list[str] = []
    while frame is not None and len(found) < FRAMES:
        file = Path(frame.f_code.co_filename)
        if not found or file.parts[-2:-1] != ("asyncio",):
            found.append(f"{file.parent.name}/{file.name}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found)


def told(file: Path, *, most: int = 8) -> list[str]:
    """What was written down, for people: in sum, and the longest ones."""
    late = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    parts = ("late ms", "had a core ms", "waited for one ms", "collecting ms")
    in_sum = ", ".join(f"{part} {sum(one[part] for one in late)}" for part in parts)
    lines = [f"the loop was {len(late)} times more than {LATE * 1000:.0f} ms late: {in_sum}"]
    for one in sorted(late, key=lambda one: -float(one["late ms"]))[:most]:
        lines.append(", ".join(f"{part} {one[part]}" for part in ("at", *parts)))
        lines += [f"    {times} x {place}" for place, times in one["seen"][:3]]
    return lines
