"""The ledger of erasures: the ids of destroyed keys in a file that no backup of the database carries.

Whoever restores a backup learns from it which keys must not come back (T36). It only ever grows, each line vouches for
all before it, and it knows no person, no moment and no word.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from app.security.master_key import MasterKey

PURPOSE: Final = "erasures"
TITLE: Final = "rejoin-erasures-1"


class LedgerFault(Exception):  # noqa: N818 - it is a fault of the installation, told in one sentence
    """The file cannot be used; the message is one safe sentence for the operator."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file holds: ids in the order they came, the last vouching, and how many bytes of it are whole."""

    key_ids: tuple[str, ...]
    last: str
    whole: int


class Ledger:
    """One file. Several processes of one machine may keep the same one; each waits for its turn."""

    def __init__(self, file: Path, master: MasterKey) -> None:
        self.file = file
        self._key = master.hashing_key(PURPOSE)

    def exists(self) -> bool:
        return self.file.exists() and self.file.stat().st_size > 0

    def read(self) -> frozenset[str]:
        """Return the ids of all keys that were destroyed; raise `LedgerFault` when it was changed or is not ours."""
        if not self.exists():
            return frozenset()
        with self._opened(fcntl.LOCK_SH) as handle:
            return frozenset(self._content(handle).key_ids)

    def add(self, key_ids: Iterable[str]) -> int:
        """Write down what is not there yet, durably; how many that were.

        An empty ledger is written down too: one that is missing later was lost, and whoever restores is told.
        """
        with self._opened(fcntl.LOCK_EX) as handle:
            content = self._content(handle)
            known, last, lines = set(content.key_ids), content.last, []
            if not content.whole:
                last = self._vouched("", TITLE)
                lines.append(f"{TITLE} {last}\n")
            for key_id in sorted(set(key_ids) - known):
                last = self._vouched(last, key_id)
                lines.append(f"{key_id} {last}\n")
            if lines:
                # Whoever was killed in the middle of a line had promised nothing by it yet.
                os.ftruncate(handle, content.whole)
                os.pwrite(handle, "".join(lines).encode(), content.whole)
                self._settle(handle)
            return len(lines) - (not content.whole)

    @contextmanager
    def _opened(self, lock: int) -> Iterator[int]:
        try:
            handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            msg = f"The ledger of erasures {self.file} cannot be written; see REJOIN_ERASURES_FILE."
            raise LedgerFault(msg) from None
        try:
            fcntl.flock(handle, lock)
            yield handle
        finally:
            os.close(handle)

    def _settle(self, handle: int) -> None:
        """The lines and the name of the file outlive a loss of power."""
        os.fsync(handle)
        folder = os.open(self.file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _content(self, handle: int) -> _Content:
        text = os.pread(handle, os.fstat(handle).st_size, 0)
        whole = text.rfind(b"\n") + 1
        if not whole:
            return _Content((), "", 0)
        last, found = "", []
        for line in text[:whole].decode(errors="replace").splitlines():
            key_id, _, vouching = line.partition(" ")
            last = self._vouched(last, key_id)
            if not hmac.compare_digest(last.encode(), vouching.encode()):
                msg = f"The ledger of erasures {self.file} was changed, or belongs to another master key."
                raise LedgerFault(msg)
            found.append(key_id)
        return _Content(tuple(found[1:]), last, whole)

    def _vouched(self, before: str, key_id: str) -> str:
        return hmac.new(self._key, f"{before}/{key_id}".encode(), hashlib.sha256).hexdigest()
