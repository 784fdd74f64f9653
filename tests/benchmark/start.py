"""From starting the process to its first answer, beside importing the same libraries and doing nothing."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.database import migrate
from app.database.address import address_of
from tests.benchmark.processes import ROOT, cpu_seconds, keep_off, program
from tests.benchmark.servers import SERVE, environment_of, fresh
from tests.ports import free_port

IMPORTS = "import fastapi, sqlmodel, sqlalchemy.ext.asyncio, uvicorn"
ASK = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
FIRST_LINE = b"HTTP/1.1 200"


def cold_start(times: int = 5) -> dict[str, Any]:
    """Both in turn, after one of each that fills the caches; seconds, and the ratios of neighbours.

    On a machine that does other things the time on the clock says little, and the CPU more.
    """
    with tempfile.TemporaryDirectory(prefix="rejoin-benchmark-") as folder:
        settings = fresh(Path(folder))
        migrate.upgrade(address_of(settings))
        environment = environment_of(settings, 0)
        pairs = [(_imported(), _answered(environment)) for _ in range(times + 1)][1:]
    return {
        "import_s": round(statistics.median(bare[0] for bare, _ in pairs), 3),
        "answer_s": round(statistics.median(ours[0] for _, ours in pairs), 3),
        "answer_cpu_s": round(statistics.median(ours[1] for _, ours in pairs), 3),
        "ratios": [round(ours[0] / bare[0], 3) for bare, ours in pairs],
        "cpu_ratios": [round(ours[1] / bare[1], 3) for bare, ours in pairs],
    }


def _imported() -> tuple[float, float]:
    """Seconds on the clock, and of CPU."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", IMPORTS], env={"PATH": os.environ["PATH"]}, cwd=ROOT)
    keep_off([process.pid])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - began, used.ru_utime + used.ru_stime


def _answered(environment: dict[str, str]) -> tuple[float, float]:
    port = free_port()
    began = time.perf_counter()
    with program(*SERVE, **environment | {"REJOIN_PORT": str(port)}) as process:
        while not _answers(port):
            time.sleep(0.002)
        return time.perf_counter() - began, cpu_seconds(process.pid)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as asking:
            asking.sendall(ASK)
            return asking.recv(len(FIRST_LINE)) == FIRST_LINE
    except OSError:
        return False
