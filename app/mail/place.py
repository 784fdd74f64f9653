"""Where the mail server is, read from an address such as `smtps://user@mail.example.org`. It connects to nothing."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote, urlsplit

from app.frozen import dataclass

if TYPE_CHECKING:
    from pathlib import Path

Security = Literal["tls", "starttls", "none"]

# With `smtp` the connection is encrypted after its first words, or not used at all.
SCHEMES: Final[dict[str, tuple[Security, int]]] = {
    "smtps": ("tls", 465),
    "smtp": ("starttls", 587),
    "smtp+plain": ("none", 25),
}
# The only hosts to which anything may go unencrypted: this machine.
HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_PASSWORD: Final = 1024


@dataclass(frozen=True, slots=True)
class Place:
    """A mail server, and who we are to it."""

    host: str
    port: int
    security: Security
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


class BadPlace(Exception):  # noqa: N818 - a fault of the installation, told in one sentence
    """The settings name no mail server that can be used; the message is safe to show."""


def place_of(url: str, *, password_file: Path | None) -> Place:
    """Return the server that the settings name; the password is in a file, never in the address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadPlace("REJOIN_SMTP_URL cannot be read.") from None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        known = ", ".join(f"{scheme}://host:port" for scheme in SCHEMES)
        raise BadPlace(f"REJOIN_SMTP_URL must look like one of {known}.")
    if parts.password is not None:
        raise BadPlace("The password of REJOIN_SMTP_URL must stand in REJOIN_SMTP_PASSWORD_FILE.")
    security, usual = SCHEMES[parts.scheme]
    if security == "none" and parts.hostname not in HERE:
        raise BadPlace(
            "REJOIN_SMTP_URL may be smtp+plain:// for this machine only; anywhere else use smtps:// or smtp://."
        )
    user = unquote(parts.username) if parts.username else None
    return Place(parts.hostname, port or usual, security, user, _password(password_file))


def _password(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        text = file.read_text(encoding="utf-8")[:LONGEST_PASSWORD].strip()
    except (OSError, ValueError):
        text = ""
    if not text:
        raise BadPlace("REJOIN_SMTP_PASSWORD_FILE cannot be read, or is empty.")
    return text
