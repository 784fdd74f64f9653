"""Which way mails go by the settings: SMTP where there is a server, files in development, else none at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.mail.files import FileMailer
from app.mail.place import BadPlace, place_of
from app.mail.port import NoMailer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.mail.port import Mailer
    from app.settings import Settings

FOLDER: Final = "mail"
# An address alone: a name before it would be shown, and could tell something (T06).
SENDER: Final = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}")


def mailer_of(settings: Settings) -> Mailer:
    """Return what sends; the settings were looked at before by `mail_problems`."""
    sender = sender_of(settings)
    if settings.smtp_url is not None:
        # Loaded by whoever sends only.
        from app.mail.smtp import SmtpMailer  # noqa: PLC0415

        return SmtpMailer(place_of(settings.smtp_url, password_file=settings.smtp_password_file), sender=sender)
    return NoMailer() if settings.production else FileMailer(settings.data_dir / FOLDER, sender=sender)


def sender_of(settings: Settings) -> str:
    """Return from whom mails come; without a choice, from a neutral address at the service's own host."""
    return settings.mail_from or f"updates@{urlsplit(settings.base_url).hostname or 'localhost'}"


def mail_problems(settings: Settings) -> Iterator[str]:
    """Say what keeps mail from working as it was set."""
    if settings.mail_from is not None and SENDER.fullmatch(settings.mail_from) is None:
        yield "REJOIN_MAIL_FROM must be one plain address, without a name."
    if settings.smtp_url is None:
        return
    if settings.mail_from is None:
        yield "REJOIN_MAIL_FROM is required with REJOIN_SMTP_URL; it is the address that mails come from."
    try:
        place_of(settings.smtp_url, password_file=settings.smtp_password_file)
    except BadPlace as fault:
        yield str(fault)
