"""`python -m tests.load NAME [--full]`: talking (L1), idle (L2), storm (L3), slow (L4), soak (L5); what is kept, or 1.

`--why` says of `talking` and `soak` what the event loop did when it was late. `talking` also runs with
`--postgresql`: PostgreSQL, Valkey and two processes, the partners of every couple apart.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.client import Plain
from tests.benchmark.processes import raise_limit_of_files
from tests.benchmark.rounds import real_servers
from tests.benchmark.seeding import seed
from tests.benchmark.servers import database_for, fresh, url_of
from tests.load.idle import idled
from tests.load.lateness import told
from tests.load.service import serving
from tests.load.slow import SEND_BUFFER, deafened
from tests.load.soak import soaked
from tests.load.storm import stormed
from tests.load.talking import Talking, talked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.settings import Settings
    from tests.load.report import Report


@dataclass(frozen=True, slots=True)
class Asked:
    full: bool
    minutes: float | None
    # Where the service writes down why its loop was late, if that is wanted.
    why: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"LATE_FILE": str(self.why)} if self.why else {}


def talking(folder: Path, asked: Asked) -> Report:
    job = Talking(sessions=200, rate=100.0, seconds=(asked.minutes or (10 if asked.full else 0.5)) * 60)
    settings = _new(folder)
    seeded = seed(settings, job.sessions)
    with serving(settings, **asked.environment) as service:
        return uvloop.run(talked([service], seeded, job, Plain(), url_of(settings)))


def talking_apart(folder: Path, asked: Asked) -> Report:
    job = Talking(sessions=200, rate=100.0, seconds=(asked.minutes or (10 if asked.full else 0.5)) * 60)
    with real_servers() as (postgresql, valkey), database_for(postgresql) as url:
        settings = _new(folder, database_url=url, valkey_url=valkey.url)
        seeded = seed(settings, job.sessions)
        with serving(settings) as one, serving(settings) as other:
            return uvloop.run(talked([one, other], seeded, job, Plain(), url_of(settings)))


def idle(folder: Path, asked: Asked) -> Report:
    settings = _new(folder)
    talkers, waiting = seed(settings, 20), seed(settings, 2500 if asked.full else 250, in_lobby=True)
    with serving(settings) as service:
        return uvloop.run(idled(service, talkers, waiting))


def storm(folder: Path, asked: Asked) -> Report:
    settings = _new(folder)
    seeded = seed(settings, 1000 if asked.full else 100)
    with serving(settings) as service:
        return uvloop.run(stormed(service, seeded))


def slow(folder: Path, asked: Asked) -> Report:
    settings = _new(folder)
    seeded = seed(settings, 200 if asked.full else 20)
    with serving(settings, SEND_BUFFER=SEND_BUFFER) as service:
        return uvloop.run(deafened(service, seeded))


def soak(folder: Path, asked: Asked) -> Report:
    with serving(_new(folder), **asked.environment) as service:
        return uvloop.run(soaked(service, couples=40, minutes=asked.minutes or (30 if asked.full else 3)))


JOBS: dict[str, Callable[[Path, Asked], Report]] = {
    "talking": talking,
    "idle": idle,
    "storm": storm,
    "slow": slow,
    "soak": soak,
}


def _new(folder: Path, **more: str) -> Settings:
    settings = fresh(folder, **more)
    migrate.upgrade(address_of(settings))
    return settings


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rejoin-load-") as folder:
        yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[*JOBS, "all"])
    parser.add_argument("--full", action="store_true", help="the size that the design's bars are about")
    parser.add_argument("--minutes", type=float, help="of talking and soak")
    parser.add_argument("--postgresql", action="store_true", help="talking: two processes, partners apart")
    parser.add_argument("--why", action="store_true", help="talking, soak: what the loop did when it was late")
    given = parser.parse_args()
    raise_limit_of_files()
    right = True
    for name in JOBS if given.name == "all" else [given.name]:
        job = talking_apart if given.postgresql and name == "talking" else JOBS[name]
        with _folder() as folder:
            asked = Asked(given.full, given.minutes, folder / "late" if given.why else None)
            report = job(folder, asked)
            why = told(asked.why) if asked.why else []
        print(f"{name}: load average {os.getloadavg()[0]:.1f}")
        print("\n".join(f"  {line}" for line in [*report.lines(), *why]), flush=True)
        right = right and report.right
    sys.exit(not right)


if __name__ == "__main__":
    main()
