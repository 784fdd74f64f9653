"""`python -m tests.benchmark.live`: commands to partner at a fixed rate, and the cold start; floor and ours in one run.

Prints delays, CPU per command and their ratios to the floor. Machines are noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets

from tests.benchmark.load import Line, Measured, Talk, connected, drive

PASSWORD = "correct horse battery staple"
ROOT = Path(__file__).parents[2]


@contextmanager
def ours(data_dir: str) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """A served Rejoin on an empty data directory: its address, its process, and seconds to the first answer."""
    with _socket_free() as port:
        pass
    environment = {
        **os.environ,
        "REJOIN_DATA_DIR": data_dir,
        "REJOIN_PORT": str(port),
        "REJOIN_RATE_LIMITS": "off",
        "REJOIN_ARGON2": "cheapest",
        "REJOIN_CONNECTIONS_PER_ADDRESS": "20000",
        "REJOIN_LOG_LEVEL": "warning",
    }
    begun = time.perf_counter()
    command = [sys.executable, "-m", "app.cli", "serve"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _answers(url, process)
        yield url, process, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _socket_free() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


def _answers(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            if httpx.get(f"{url}/health/live", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.005)
    raise SystemExit("the server did not start")


@contextmanager
def floor(data_dir: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "tests.benchmark.floor", f"{data_dir}/floor.sqlite3"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield f"ws://127.0.0.1:{int(process.stdout.readline())}", process
    finally:
        process.terminate()
        process.wait(10)


async def talk_of(client: httpx.AsyncClient, ws_url: str, number: int, stamp: str) -> Talk:
    """Two people from nothing to a turn, over the same doors as everybody."""
    tokens = [await _registered(client, f"bench-{stamp}-{number}-{who}") for who in ("a", "b")]
    ada, ben = ({"Authorization": f"Bearer {token}"} for token in tokens)

    async def post(path: str, who: dict[str, str], body: dict[str, Any]) -> Any:
        return (await client.post(path, json=body, headers=who)).raise_for_status().json()

    began = await post("/v1/couples", ada, {})
    couple = (await post("/v1/couples/join", ben, {"code": began["invitation"]["code"]}))["couple"]["id"]
    wish = {"template": "brief-repair", "medium": "text", "purpose": "The phone at dinner"}
    asked = await post(f"/v1/couples/{couple}/talk-requests", ada, wish)
    accepted = await post(f"/v1/talk-requests/{asked['talk_request']['id']}/accept", ben, {})
    session = accepted["session"]["id"]
    lines = []
    for who in (ada, ben):
        ticket = (await post(f"/v1/sessions/{session}/tickets", who, {}))["ticket"]
        socket = await websockets.connect(f"{ws_url}/v1/live", compression=None, max_queue=None)
        await socket.send(json.dumps({"type": "hello", "ticket": ticket}))
        lines.append(Line(socket))
    speaker, listener = lines
    await _up_to_the_turn(client, speaker, listener, ben, session)
    return Talk(speaker, listener)


async def _registered(client: httpx.AsyncClient, name: str) -> str:
    body = {"email": f"{name}@example.org", "password": PASSWORD, "name": "Ada"}
    answer = (await client.post("/v1/accounts", json=body)).raise_for_status().json()
    return str(answer["token"])


async def _up_to_the_turn(
    client: httpx.AsyncClient, speaker: Line, listener: Line, ben: dict[str, str], session: str
) -> None:
    for line in (speaker, listener):
        await line.send("arrive", {})
    for line in (speaker, listener):
        await line.send("rate_arousal", {"level": 2})
    view = (await client.get(f"/v1/sessions/{session}", headers=ben)).raise_for_status().json()
    reply = await listener.send("accept_frame", {"version": view["frame"]["version"]})
    assert reply["ok"], reply["code"]


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """User and system time of all threads of a process so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_kib(process: subprocess.Popen[bytes]) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


async def measure_ours(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data_dir, ours(data_dir) as (url, process, _):
        stamp = f"{time.time_ns()}"
        before = rss_kib(process)
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            ws_url = url.replace("http", "ws", 1)
            async with connected(lambda n: talk_of(client, ws_url, n, stamp), options.sessions) as talks:
                per_session = (rss_kib(process) - before) / options.sessions
                used = cpu_seconds(process)
                measured = await drive(talks, rate=options.rate, seconds=options.seconds)
                return _line(measured, cpu_seconds(process) - used, per_session)


async def measure_floor(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data_dir, floor(data_dir) as (url, process):

        async def talk(number: int) -> Talk:
            lines = []
            for _ in range(2):
                socket = await websockets.connect(url, compression=None, max_queue=None)
                await socket.send(json.dumps({"room": str(number)}))
                lines.append(Line(socket))
            return Talk(*lines)

        before = rss_kib(process)
        async with connected(talk, options.sessions) as talks:
            per_session = (rss_kib(process) - before) / options.sessions
            used = cpu_seconds(process)
            measured = await drive(talks, rate=options.rate, seconds=options.seconds)
            return _line(measured, cpu_seconds(process) - used, per_session)


def _line(measured: Measured, cpu: float, per_session: float) -> dict[str, Any]:
    commands = max(1, len(measured.answered))
    return {**measured.line(), "cpu_us": round(cpu / commands * 1e6), "kib_per_session": round(per_session, 1)}


def cold_start(times: int) -> dict[str, float]:
    """Seconds from starting the process to the first answer: on an empty directory, and on one that is migrated."""
    first, again = [], []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as data_dir:
            with ours(data_dir) as (_, _, seconds):
                first.append(seconds)
            with ours(data_dir) as (_, _, seconds):
                again.append(seconds)
    return {"first_s": round(statistics.median(first), 2), "again_s": round(statistics.median(again), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--rate", type=float, default=100, help="commands a second over all sessions")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print("cold start", json.dumps(cold_start(3)), flush=True)
    ratios = []
    for number in range(options.rounds):
        low, own = asyncio.run(measure_floor(options)), asyncio.run(measure_ours(options))
        ratios.append({name: round(own[name] / low[name], 2) for name in ("p50_ms", "p95_ms", "cpu_us")})
        print(f"round {number + 1} floor", json.dumps(low), flush=True)
        print(f"round {number + 1} ours ", json.dumps(own), flush=True)
        print(f"round {number + 1} ratio", json.dumps(ratios[-1]), flush=True)
    print("load average", os.getloadavg())


if __name__ == "__main__":
    main()
