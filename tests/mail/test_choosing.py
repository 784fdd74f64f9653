"""Which way mails go, by the settings; and what is said when the settings cannot work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.doctor import examine
from app.mail.choosing import mail_problems, mailer_of, sender_of
from app.mail.files import FileMailer
from app.mail.place import BadPlace, Place, place_of
from app.mail.port import NoMailer
from app.mail.smtp import SmtpMailer
from app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FROM = "updates@example.org"


def said(**chosen: Any) -> list[str]:  # Any: settings
    return list(mail_problems(Settings(**chosen)))


def test_mails_go_by_smtp_where_there_is_a_server_and_become_files_in_development() -> None:
    assert isinstance(mailer_of(Settings()), FileMailer)
    assert isinstance(mailer_of(Settings(smtp_url="smtps://mail.example.org", mail_from=FROM)), SmtpMailer)


def test_production_without_a_server_has_no_mail_and_doctor_says_so(tmp_path: Path) -> None:
    settings = Settings(environment="production", data_dir=tmp_path)
    assert isinstance(mailer_of(settings), NoMailer)
    assert [one.mark for one in examine(settings) if one.sentence.startswith("Mail is off")] == ["!"]


def test_doctor_says_where_mails_go(tmp_path: Path) -> None:
    files = examine(Settings(data_dir=tmp_path))
    assert [one.mark for one in files if "go nowhere" in one.sentence] == ["✓"]
    smtp = examine(Settings(data_dir=tmp_path, smtp_url="smtps://mail.example.org", mail_from=FROM))
    assert [one.mark for one in smtp if "by SMTP" in one.sentence] == ["✓"]
    wrong = examine(Settings(data_dir=tmp_path, smtp_url="smtps://mail.example.org"))
    assert [one.mark for one in wrong if "REJOIN_MAIL_FROM" in one.sentence] == ["✗"]


def test_without_a_choice_mails_come_from_a_neutral_address_of_the_service() -> None:
    assert sender_of(Settings(public_url="https://talk.example")) == "updates@talk.example"
    assert sender_of(Settings(mail_from=FROM)) == FROM


def test_a_place_has_a_host_a_port_a_user_and_the_password_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("four plain words\n")
    found = place_of("smtps://me%40here@mail.example.org:4650", password_file=file)
    assert found == Place("mail.example.org", 4650, "tls", "me@here", "four plain words")
    assert place_of("smtp://mail.example.org", password_file=None) == Place("mail.example.org", 587, "starttls")
    assert "four" not in repr(found)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("imap://mail.example.org", "must look like"),
        ("smtps://", "must look like"),
        ("smtps://mail.example.org/path", "must look like"),
        ("smtps://mail.example.org:99999", "cannot be read"),
        ("smtps://me:secret@mail.example.org", "PASSWORD_FILE"),
        ("smtp+plain://mail.example.org", "this machine only"),
    ],
)
def test_a_place_that_cannot_or_must_not_be_used_is_refused_without_quoting_it(url: str, word: str) -> None:
    [sentence] = said(smtp_url=url, mail_from=FROM)
    assert word in sentence
    assert "mail.example" not in sentence
    assert "secret" not in sentence


def test_a_password_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    for file in (tmp_path / "none", tmp_path):
        with pytest.raises(BadPlace, match="PASSWORD_FILE"):
            place_of("smtps://me@mail.example.org", password_file=file)


def test_a_sender_with_a_name_could_tell_something() -> None:
    assert "without a name" in said(mail_from="Couples Therapy <updates@example.org>")[0]
    assert "is required" in said(smtp_url="smtps://mail.example.org")[0]
    assert said(smtp_url="smtps://mail.example.org", mail_from=FROM) == []
