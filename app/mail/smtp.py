"""Mails by SMTP, always encrypted but to this very machine. What a server answers is never quoted: it names people."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import aiosmtplib

from app.mail.letters import composed
from app.mail.port import NotSent

if TYPE_CHECKING:
    from datetime import datetime

    from app.mail.letters import Letter
    from app.mail.place import Place

SECONDS = 20.0
# RFC 5321: from here on the server says that trying again is of no use.
FOR_GOOD = 500


class SmtpMailer:
    """Sends each letter over a connection of its own: there are few, and an idle one would be closed by the server."""

    works = True

    def __init__(self, place: Place, *, sender: str, trusted: ssl.SSLContext | None = None) -> None:
        self._place = place
        self._sender = sender
        # Only tests trust anybody but the authorities of this machine.
        self._trusted = trusted

    async def send(self, letter: Letter, *, at: datetime) -> None:
        place = self._place
        try:
            await aiosmtplib.send(
                composed(letter, sender=self._sender, at=at),
                hostname=place.host,
                port=place.port,
                username=place.user,
                password=place.password,
                use_tls=place.security == "tls",
                start_tls=place.security == "starttls",
                tls_context=self._tls(),
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refusal:
            raise NotSent(for_good=all(one.code >= FOR_GOOD for one in refusal.recipients)) from None
        except (aiosmtplib.SMTPException, OSError, ValueError):
            # Whatever else the server says may be over in a while: it is ours to mend, not the person's.
            raise NotSent from None

    def _tls(self) -> ssl.SSLContext | None:
        if self._place.security == "none":
            return None
        return self._trusted or ssl.create_default_context()
