"""The closed list of what a mail can say. Subject, sender and the first lines are fixed and tell nothing (T06, S-11).

No name, no words of anybody, no couple and no kind of thing: whoever sees the mailbox learns that there is an account
somewhere, and nothing else. What varies, a code and the way out, comes last.
"""

from __future__ import annotations

from dataclasses import field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import datetime

LetterKind = Literal["update", "code"]

SUBJECT: Final = "You have an update"
OPENING: Final[dict[LetterKind, str]] = {
    "update": "You have an update. Have a look when it suits you.",
    "code": "You have an update. If you asked for this mail, type this number where you asked for it:",
}
CLOSING: Final = "To get no more of these mails:"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person. The same `key` is the same mail, however often it is handed over."""

    key: str
    kind: LetterKind
    to: str = field(repr=False)
    stop_link: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


def composed(letter: Letter, *, sender: str, at: datetime) -> EmailMessage:
    """Return the mail as it travels: plain text, nothing to load, nothing that reports back."""
    message = EmailMessage()
    message["Subject"] = SUBJECT
    message["From"] = sender
    message["To"] = letter.to
    message["Date"] = format_datetime(at)
    # A mailbox that meets the same id twice keeps one: a mail that was sent again after a crash is not seen twice.
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.stop_link}>"
    lines = [OPENING[letter.kind], *(("", letter.code) if letter.code else ()), "", CLOSING, letter.stop_link]
    message.set_content("\n".join(lines) + "\n", cte="7bit")
    return message
