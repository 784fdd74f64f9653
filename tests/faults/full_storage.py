"""F8 with what not every machine allows: a real small disk that fills up (mount), and I/O that fails by order (strace).

Not collected by pytest by itself; `python -m tests.faults.full` names it.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.faults import chains
from tests.faults.child import Child
from tests.faults.crowd import Crowd
from tests.sessions.protocol.depth import times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from tests.faults.child import Zygote


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=8m", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["/bin/umount", "-l", str(folder)], check=True)


@pytest.mark.timeout(900)
async def test_a_full_disk_says_try_again_and_a_freed_one_works(small_disk: Path, zygote: Zygote, rng: Random) -> None:
    async with (
        Child(small_disk / "service", zygote) as child,
        httpx.AsyncClient(base_url=child.url, timeout=60) as client,
    ):
        crowd = Crowd((child,), rng)
        await crowd.gather(client, 2)
        crowd.run()
        for _ in range(times(1)):
            await crowd.acknowledgements(20)
            ballast = small_disk / "ballast"
            with ballast.open("wb", buffering=0) as opened:
                for size in (65536, 1024):
                    try:
                        while opened.write(bytes(size)):
                            pass
                    except OSError:
                        continue
            await asyncio.sleep(2)
            assert (await client.get("/health/live")).status_code == 200
            ballast.unlink()
            if not child.alive:
                child.start()
                await child.answering()
            await crowd.acknowledgements(20)
        await crowd.finish(client)
        await crowd.judge(client)
        child.stop()
        chains.hold_in_file(child.data_dir / "rejoin.sqlite3")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", ["pwrite64:error=ENOSPC", "pwrite64:error=EIO", "fdatasync:error=EIO"])
async def test_io_that_fails_ends_the_process_or_says_try_again_and_loses_nothing(
    child: Child, rng: Random, fault: str
) -> None:
    assert shutil.which("strace")
    call = fault.partition(":")[0]
    async with httpx.AsyncClient(base_url=child.url, timeout=60) as client:
        crowd = Crowd((child,), rng)
        await crowd.gather(client, 2)
        crowd.run()
        for _ in range(times(1)):
            await crowd.acknowledgements(10)
            nth = rng.randint(1, 30)
            tracer = await asyncio.create_subprocess_exec(
                *("strace", "-f", "-qq", "-e", f"trace={call}", "-e", f"inject={fault}:when={nth}..{nth + 2}"),
                *("-o", "/dev/null", "-p", str(child.pid)),
            )
            await asyncio.sleep(3)
            if tracer.returncode is None:
                tracer.terminate()
            await tracer.wait()
            if not child.alive:
                child.start()
                await child.answering()
            await crowd.acknowledgements(20)
        await crowd.finish(client)
        await crowd.judge(client)
    child.stop()
    chains.hold_in_file(child.data_dir / "rejoin.sqlite3")
    print(f"{fault}: {child.lives} lives")  # noqa: T201 - the figure is asked for
