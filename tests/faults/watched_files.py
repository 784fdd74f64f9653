"""Watch SQLite's own file layer from within: every write to the log file and every flush of it that has returned, and
every frame that is about to leave, in the order in which they happen, into one file.

`PRAGMA synchronous` says what was asked for; this says what was done. It works as SQLite's documented shims do: the
methods of an opened file are exchanged for ones that call the old ones.
"""

from __future__ import annotations

import ctypes
import os
import re
import sqlite3
from pathlib import Path
from typing import Any, Final

from app.guard.connections import GuardedSocket

LOG: Final = 0x00080000  # SQLITE_OPEN_WAL
METHODS: Final = (
    *("Close", "Read", "Write", "Truncate", "Sync", "FileSize", "Lock", "Unlock", "CheckReservedLock", "FileControl"),
    *("SectorSize", "DeviceCharacteristics", "ShmMap", "ShmLock", "ShmBarrier", "ShmUnmap", "Fetch", "Unfetch"),
)
pointer = ctypes.c_void_p
Write = ctypes.CFUNCTYPE(ctypes.c_int, pointer, pointer, ctypes.c_int, ctypes.c_int64)
Sync = ctypes.CFUNCTYPE(ctypes.c_int, pointer, ctypes.c_int)
Open = ctypes.CFUNCTYPE(ctypes.c_int, pointer, pointer, pointer, ctypes.c_int, pointer)


class Methods(ctypes.Structure):
    _fields_ = (("version", ctypes.c_int), *((name, pointer) for name in METHODS))


class File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(Methods)),)


class Vfs(ctypes.Structure):
    """The beginning of `sqlite3_vfs`, up to what is exchanged."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", pointer),
        ("name", ctypes.c_char_p),
        ("data", pointer),
        ("open", pointer),
    )


# What C calls must not be collected while it may.
_kept: list[object] = []


def watch(told: str) -> None:
    """From now on everything that matters is appended to this file, in order. For a process of its own."""
    order = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(kind: str, ref: str = "") -> None:
        os.write(order, f"{kind} {ref}\n".encode())

    _exchange(tell)
    original, original_at_once = GuardedSocket.send, GuardedSocket.write_at_once

    def about_to_leave(text: str) -> None:
        if '"reply"' in text and (found := re.search(r'"ref":\s*"([^"]+)"', text)):
            tell("answer", found[1])

    async def send(self: GuardedSocket, message: Any) -> None:
        about_to_leave(message.get("text") or "")
        await original(self, message)

    def write_at_once(self: GuardedSocket, text: str) -> bool:
        about_to_leave(text)
        return original_at_once(self, text)

    GuardedSocket.send = send  # type: ignore[method-assign,assignment]
    GuardedSocket.write_at_once = write_at_once  # type: ignore[method-assign]


def _exchange(tell: Any) -> None:
    [library, *_] = {
        line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libsqlite3" in line
    }
    loaded = ctypes.CDLL(library)
    assert ctypes.c_char_p.in_dll(loaded, "sqlite3_version") is not None, sqlite3.sqlite_version
    loaded.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
    vfs = loaded.sqlite3_vfs_find(None).contents
    opened = Open(vfs.open)

    def open_file(of: int, name: int, file: int, flags: int, out: int) -> int:
        result = int(opened(of, name, file, flags, out))
        if result == 0 and flags & LOG:
            there = ctypes.cast(file, ctypes.POINTER(File)).contents
            there.methods = ctypes.pointer(_watched(there.methods.contents, tell))
        return result

    exchanged = Open(open_file)
    _kept.extend((opened, exchanged))
    vfs.open = ctypes.cast(exchanged, pointer).value


def _watched(methods: Methods, tell: Any) -> Methods:
    write, sync = Write(methods.Write), Sync(methods.Sync)

    def written(file: int, content: int, size: int, place: int) -> int:
        tell("write")
        return int(write(file, content, size, place))

    def flushed(file: int, flags: int) -> int:
        result = int(sync(file, flags))
        if result == 0:
            tell("flush")
        return result

    mine = Methods.from_buffer_copy(methods)
    parts = (Write(written), Sync(flushed))
    mine.Write, mine.Sync = (ctypes.cast(part, pointer).value for part in parts)
    _kept.extend((mine, write, sync, *parts))
    return mine
