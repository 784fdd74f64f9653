"""Peers on Node: their packages are installed when they are to be measured, into a folder outside the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.benchmark.processes import PEERS

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("ws", "socket.io", "better-sqlite3")
MODES = {"node_ws": "ws", "node_socketio": "socketio", "node_socketio_tx": "socketio-tx"}
INSTALLS_WITHIN = 400
WORKS = 'const D = require("better-sqlite3"); new D(":memory:").exec("SELECT 1"); require("ws"); require("socket.io")'


def node_modules() -> Path | None:
    """Where the packages are; None, and why, when there is no Node or they cannot be had or built here."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("Node peers: not measured here, there is no node or no npm", file=sys.stderr)
        return None
    folder = PEERS / "node"
    if not _work(node, folder):
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Node peers: npm install {' '.join(PACKAGES)}, once, in {folder}", file=sys.stderr)
        _install(npm, folder)
    if _work(node, folder):
        return folder
    print("Node peers: not measured here, their packages could not be installed", file=sys.stderr)
    return None


def _install(npm: str, folder: Path) -> None:
    (folder / "package.json").write_text("{}")
    # Where a prebuilt binary cannot be fetched, it is built with the headers that came with node, if there are any.
    command = [npm, "install", "--no-audit", "--no-fund", *PACKAGES]
    try:
        subprocess.run(command, cwd=folder, timeout=INSTALLS_WITHIN, check=False, stdout=sys.stderr)
    except subprocess.TimeoutExpired:
        print("npm took too long", file=sys.stderr)


def _work(node: str, folder: Path) -> bool:
    if not (folder / "node_modules").is_dir():
        return False
    done = subprocess.run([node, "-e", WORKS], cwd=folder, env=dict(os.environ), capture_output=True, check=False)
    return done.returncode == 0
