"""Runs the commands of a document as a reader would: one shell, one service, and what each block prints."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = "http://127.0.0.1:8000"
MARK = "=====next====="


def blocks_of_commands(document: str) -> list[str]:
    """The blocks of commands, without the one that starts the service."""
    found = re.findall(r"```sh\n(.*?)```", document, re.DOTALL)
    return [block for block in found if "rejoin serve" not in block]


def run(document: str, *, at: str, folder: Path, instead: Mapping[str, str] | None = None) -> list[str]:
    """What each block prints, against the service at this address; `instead` is what stands for parts of the text."""
    script = f"\necho; echo {MARK}\n".join(blocks_of_commands(document))
    addresses = {HERE: at, HERE.replace("http", "ws"): at.replace("http", "ws")}
    here = {".venv/bin/": f"{Path(sys.executable).parent}/"}
    for told, meant in (addresses | here | dict(instead or {})).items():
        script = script.replace(told, meant)
    done = subprocess.run(
        ["bash", "-c", f"set -eu -o pipefail\n{script}"],  # noqa: S607
        cwd=folder,
        env={"PATH": tools(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split(MARK)


def tools(folder: Path) -> str:
    """A path on which there is a `curl`: a machine that only runs the tests may have none."""
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    if shutil.which("curl", path=path) is None:
        shim = folder / "curl"
        shim.write_text(f"#!{sys.executable}\n{CURL}")
        shim.chmod(0o755)
    return f"{folder}:{path}"


# As much of curl as the documents use.
CURL = """
import sys
import httpx
arguments, headers, body, url, method = iter(sys.argv[1:]), {}, None, "", None
for argument in arguments:
    if argument == "-H":
        name, _, value = next(arguments).partition(":")
        headers[name] = value.strip()
    elif argument == "-d":
        body = next(arguments)
    elif argument == "-X":
        method = next(arguments)
    elif argument != "-s":
        url = argument
print(httpx.request(method or ("GET" if body is None else "POST"), url, headers=headers, content=body).text, end="")
"""
