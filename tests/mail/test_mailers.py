"""One contract for every way to send: the letter arrives as it is, or the sender learns that it did not."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from app.mail.files import FileMailer
from app.mail.letters import CLOSING, OPENING, SUBJECT, Letter
from app.mail.place import Place
from app.mail.port import Mailer, NoMailer, NotSent
from app.mail.smtp import SmtpMailer
from tests.mail.servers import a_mail_server, certificates
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

SENDER = "updates@example.org"
AT = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
LINK = "https://example.org/v1/reminders/stop/" + "a" * 60
UPDATE = Letter("key1", "update", to="ada@example.com", stop_link=LINK)
CODE = Letter("key2", "code", to="ada@example.com", stop_link=LINK, code="123456")


@dataclass(frozen=True)
class Way:
    """One way to send, what arrived by it, and how to break it."""

    mailer: Mailer
    arrived: Callable[[], list[EmailMessage]]
    spoil: Callable[[], None]


@pytest.fixture(params=["files", "smtp", "starttls", "tls"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    if request.param == "files":
        folder = tmp_path / "mail"

        def read() -> list[EmailMessage]:
            files = sorted(folder.glob("*.eml"))
            found: list[Any] = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]
            return found

        yield Way(FileMailer(folder, sender=SENDER), read, folder.touch)
        return
    server, client = certificates(tmp_path)
    made: Any = {"smtp": {}, "starttls": {"starttls": server}, "tls": {"tls": server}}[request.param]
    security: Any = {"smtp": "none"}.get(request.param, request.param)
    with a_mail_server(**made) as mailbox:
        place = Place("127.0.0.1", mailbox.port, security)

        def refuse() -> None:
            mailbox.refusing = "451 ada@example.com is greylisted"

        yield Way(SmtpMailer(place, sender=SENDER, trusted=client), lambda: mailbox.arrived, refuse)


async def test_a_letter_arrives_with_a_fixed_subject_and_a_fixed_beginning(way: Way) -> None:
    assert way.mailer.works
    await way.mailer.send(UPDATE, at=AT)
    [mail] = way.arrived()
    assert (mail["Subject"], mail["From"], mail["To"]) == (SUBJECT, SENDER, UPDATE.to)
    assert mail["Message-ID"] == "<key1@example.org>"
    assert mail.get_content().splitlines() == [OPENING["update"], "", CLOSING, LINK]
    assert mail["List-Unsubscribe"] == f"<{LINK}>"
    assert mail["Auto-Submitted"] == "auto-generated"


async def test_a_number_comes_after_what_a_lock_screen_shows(way: Way) -> None:
    await way.mailer.send(CODE, at=AT)
    [mail] = way.arrived()
    assert mail["Subject"] == SUBJECT
    assert mail.get_content().splitlines()[:3] == [OPENING["code"], "", "123456"]


async def test_what_was_not_taken_is_told_without_an_address(way: Way) -> None:
    way.spoil()
    with pytest.raises(NotSent) as told:
        await way.mailer.send(UPDATE, at=AT)
    assert not told.value.for_good
    assert (str(told.value), told.value.__cause__, told.value.__suppress_context__) == ("", None, True)
    assert way.arrived() == []


def test_no_word_of_a_mail_tells_what_it_is_about() -> None:
    # T06, S-11: nobody who reads along learns anything; no letter can carry a name or a kind.
    said = " ".join((SUBJECT, *OPENING.values(), CLOSING)).casefold()
    telling = ("partner", "couple", "talk", "relation", "therap", "repair", "conflict", "violen", "abuse", "agree")
    assert [word for word in (*telling, "remind", "safe", "rejoin", "check-in", "review") if word in said] == []
    assert SUBJECT == "You have an update"


async def test_the_same_letter_twice_is_one_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    mailer = FileMailer(tmp_path / "mail", sender=SENDER)
    for _ in range(2):
        await mailer.send(UPDATE, at=AT)
    [file] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_a_mailbox_that_does_not_exist_is_not_tried_again() -> None:
    with a_mail_server() as mailbox:
        mailbox.refusing_people = "550 no such mailbox"
        with pytest.raises(NotSent) as told:
            await SmtpMailer(Place("127.0.0.1", mailbox.port, "none"), sender=SENDER).send(UPDATE, at=AT)
        assert told.value.for_good
        mailbox.refusing_people = "450 try later"
        with pytest.raises(NotSent) as told:
            await SmtpMailer(Place("127.0.0.1", mailbox.port, "none"), sender=SENDER).send(UPDATE, at=AT)
        assert not told.value.for_good


async def test_a_server_that_is_away_is_told() -> None:
    with pytest.raises(NotSent):
        await SmtpMailer(Place("127.0.0.1", free_port(), "none"), sender=SENDER).send(UPDATE, at=AT)


async def test_nothing_is_sent_to_a_server_that_does_not_encrypt_or_shows_a_foreign_certificate(
    tmp_path: Path,
) -> None:
    server, _ = certificates(tmp_path)
    with a_mail_server() as open_server, pytest.raises(NotSent):
        await SmtpMailer(Place("127.0.0.1", open_server.port, "starttls"), sender=SENDER).send(UPDATE, at=AT)
    with a_mail_server(starttls=server) as foreign, pytest.raises(NotSent):
        await SmtpMailer(Place("127.0.0.1", foreign.port, "starttls"), sender=SENDER).send(UPDATE, at=AT)
    assert open_server.arrived == foreign.arrived == []


async def test_where_there_is_no_mail_nobody_is_written_to() -> None:
    assert not NoMailer().works
    with pytest.raises(NotSent) as told:
        await NoMailer().send(UPDATE, at=AT)
    assert told.value.for_good
