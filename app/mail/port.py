"""What a feature needs of mail: hand one letter over, or learn that it did not go. Nothing waits here and retries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from app.mail.letters import Letter


class NotSent(Exception):  # noqa: N818 - a fact that the caller deals with
    """The letter was not taken. It holds no address and no text of the server, which may quote one.

    `for_good` is true where the same letter would be refused again, for example because there is no such mailbox.
    """

    def __init__(self, *, for_good: bool = False) -> None:
        super().__init__()
        self.for_good = for_good


class Mailer(Protocol):
    """Something that sends letters."""

    @property
    def works(self) -> bool:
        """Whether there is any way to send; without one nobody can choose mails."""
        ...

    async def send(self, letter: Letter, *, at: datetime) -> None:
        """Hand the letter over; raise `NotSent` when it was not taken."""
        ...


class NoMailer:
    """The way to send nothing: production without a mail server."""

    works = False

    async def send(self, letter: Letter, *, at: datetime) -> None:  # noqa: ARG002 - nobody is written to
        raise NotSent(for_good=True)
