"""Mails as files, for development: one .eml for each, readable by this user alone. Nothing leaves the machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.mail.letters import composed
from app.mail.port import NotSent

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from app.mail.letters import Letter


class FileMailer:
    """Writes what would be sent."""

    works = True

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, letter: Letter, *, at: datetime) -> None:
        content = composed(letter, sender=self._sender, at=at).as_bytes()
        try:
            await asyncio.to_thread(self._write, f"{letter.key}.eml", content)
        except OSError:
            raise NotSent from None

    def _write(self, name: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{name}.part"
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(content)
        unfinished.replace(self._folder / name)
