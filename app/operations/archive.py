"""The file of a backup: rows as lines of JSON in a plain tar, with a manifest at the end that a key vouches for.

It knows kinds of values and no table. Whoever reads it finds out when anything was changed, left out or cut off.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import tarfile
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
MAC: Final = "manifest.mac"
ROWS_IN_A_MEMBER: Final = 2_000

# How a value of each kind is written as JSON, and read again.
WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    "bytes": lambda value: base64.b64encode(value).decode(),
    "moment": lambda value: value.isoformat(),
    "day": lambda value: value.isoformat(),
    "plain": lambda value: value,
}
READ: Final[dict[str, Callable[[Any], Any]]] = {
    "bytes": base64.b64decode,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "plain": lambda value: value,
}
Row = dict[str, Any]


class NotABackup(Exception):  # noqa: N818 - a fact about a file
    """The file is no whole backup that this installation may trust."""


@dataclass(frozen=True, slots=True)
class Described:
    """One table: its columns with their kinds, in order, and how many rows there are."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the file. `members` holds a hash of each part."""

    revision: str
    taken_at: str
    master_key_ids: tuple[str, ...]
    tables: tuple[Described, ...]
    members: dict[str, str]


class Writer:
    """Writes parts one after the other; nothing counts until `finish`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._partial = file.with_name(f"{file.name}.partial")
        # Only the owner may read it, from the first byte.
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._stream = os.fdopen(handle, "wb")
        self._tar = tarfile.open(fileobj=self._stream, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `finish` closes it
        self._members: dict[str, str] = {}
        self._tables: list[Described] = []

    def add_table(self, name: str, columns: tuple[tuple[str, str], ...], rows: Iterable[tuple[Any, ...]]) -> int:
        writers = [WRITE[kind] for _, kind in columns]
        count, lines = 0, []
        for row in rows:
            values = [None if one is None else write(one) for one, write in zip(row, writers, strict=True)]
            lines.append(json.dumps(values, separators=(",", ":")))
            count += 1
            if len(lines) == ROWS_IN_A_MEMBER:
                self._add_lines(name, lines)
        if lines:
            self._add_lines(name, lines)
        self._tables.append(Described(name, columns, count))
        return count

    def finish(self, *, revision: str, taken_at: str, master_key_ids: Iterable[str], key: bytes) -> None:
        """Close the file with what is in it, vouched for by `key`; then it takes its name."""
        manifest = Manifest(revision, taken_at, tuple(master_key_ids), tuple(self._tables), self._members)
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
        self._put(MANIFEST, text)
        self._put(MAC, hmac.new(key, text, hashlib.sha256).hexdigest().encode())
        self._tar.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._partial.rename(self._file)

    def drop(self) -> None:
        """Leave nothing behind."""
        self._stream.close()
        self._partial.unlink(missing_ok=True)

    def _add_lines(self, table: str, lines: list[str]) -> None:
        number = sum(name.startswith(f"{table}/") for name in self._members) + 1
        name, content = f"{table}/{number:06}.jsonl", "\n".join(lines).encode()
        self._members[name] = hashlib.sha256(content).hexdigest()
        self._put(name, content)
        lines.clear()

    def _put(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


class Reader:
    """Reads a file whose manifest holds; a part that was changed stops the reading."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("rb")
        try:
            self._tar = tarfile.open(fileobj=self._stream, mode="r:")  # noqa: SIM115 - `close` does
            self._text = self._content(MANIFEST)
            self._mac = self._content(MAC)
            told = json.loads(self._text)
            if told.pop("format") != FORMAT:
                raise KeyError(FORMAT)  # noqa: TRY301 - one answer to all that is no backup
        except (tarfile.TarError, ValueError, KeyError):
            self._stream.close()
            raise NotABackup(_no_backup(file)) from None
        tables = tuple(
            Described(one["name"], tuple((name, kind) for name, kind in one["columns"]), one["rows"])
            for one in told.pop("tables")
        )
        self.manifest = Manifest(tables=tables, **told)

    def is_vouched_for(self, key: bytes) -> bool:
        expected = hmac.new(key, self._text, hashlib.sha256).hexdigest().encode()
        return hmac.compare_digest(expected, self._mac)

    def parts(self, table: Described) -> Iterator[list[Row]]:
        """Yield the rows of a table, a part at a time."""
        readers = [(name, READ[kind]) for name, kind in table.columns]
        for name in (one for one in self.manifest.members if one.startswith(f"{table.name}/")):
            yield [_row(readers, json.loads(line)) for line in self._checked(name).splitlines()]

    def close(self) -> None:
        self._tar.close()
        self._stream.close()

    def _checked(self, name: str) -> bytes:
        try:
            content = self._content(name)
        except (tarfile.TarError, KeyError):
            content = b""
        if hashlib.sha256(content).hexdigest() != self.manifest.members[name]:
            msg = f"The part {name} of the backup was changed or is missing."
            raise NotABackup(msg)
        return content

    def _content(self, name: str) -> bytes:
        member = self._tar.extractfile(name)
        if member is None:
            raise KeyError(name)
        with member:
            return member.read()


def _row(readers: list[tuple[str, Callable[[Any], Any]]], values: list[Any]) -> Row:
    return {name: None if value is None else read(value) for (name, read), value in zip(readers, values, strict=True)}


def _no_backup(file: Path) -> str:
    return f"{file} is no backup of Rejoin, or it is not whole."
