"""Mails to oneself: off until chosen, proved by a number, at most one a day, neutral, and ended by one click."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.mail.letters import OPENING, SUBJECT
from app.reminders.sending import AT_ONCE
from app.reminders.tables import ReminderRow
from app.wire_time import stamp
from tests.builders import a_couple, code_of, expect, register
from tests.live import TALK, ask_and_accept
from tests.reminders.conftest import again

if TYPE_CHECKING:
    import httpx

    from app.database.unit_of_work import UnitOfWork
    from app.settings import Settings
    from tests.builders import PairOfPeople, Person
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.reminders.conftest import Post

OFF = {"state": "off", "available": True, "reminders": None}


async def ask(person: Person, pair: PairOfPeople) -> None:
    expect(await person.post(f"/couples/{pair.couple_id}/talk-requests", TALK), 202)


async def test_nobody_is_written_to_who_did_not_choose_it(pair: PairOfPeople, post: Post) -> None:
    await ask(pair.ben, pair)
    await post.at_hour(9)
    assert expect(await pair.ada.get("/me/reminders"), 200) == OFF
    assert post.arrived() == []


async def test_a_number_proves_that_the_mailbox_is_ones_own(pair: PairOfPeople, post: Post) -> None:
    chosen = expect(await pair.ada.request("PUT", "/me/reminders", {"kinds": ["talk"], "hour": 10}), 200)
    assert chosen["state"] == "waiting"
    assert chosen["reminders"] == {"kinds": ["talk"], "hour": 10, "quiet_from": 21, "quiet_to": 8, "private": False}
    code = await post.number(pair.ada)
    [mail] = post.arrived()
    assert (mail["Subject"], mail["To"]) == (SUBJECT, pair.ada.email)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert expect(await pair.ada.post("/me/reminders/confirm", {"code": wrong}), 422)["errors"] == [
        {"pointer": "/body/code", "code": "wrong"}
    ]
    for _ in range(2):
        assert expect(await pair.ada.post("/me/reminders/confirm", {"code": code}), 200)["state"] == "on"
    assert expect(await pair.ben.post("/me/reminders/confirm", {"code": code}), 422)
    assert expect(await pair.ben.get("/me/reminders"), 200) == OFF


async def test_a_number_is_guessed_at_five_times_and_lives_for_a_day(pair: PairOfPeople, post: Post) -> None:
    for person in (pair.ada, pair.ben):
        expect(await person.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200)
    code = await post.number(pair.ada)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        assert code_of(await pair.ada.post("/me/reminders/confirm", {"code": wrong})) == "invalid"
    assert code_of(await pair.ada.post("/me/reminders/confirm", {"code": code})) == "invalid"
    late = await post.number(pair.ben)
    post.clock.advance(timedelta(days=1))
    assert code_of(await (await again(pair.ben)).post("/me/reminders/confirm", {"code": late})) == "invalid"


async def test_until_the_number_came_back_there_is_no_mail(pair: PairOfPeople, post: Post) -> None:
    expect(await pair.ada.request("PUT", "/me/reminders", {"kinds": ["talk_request"]}), 200)
    await post.settled()
    await ask(pair.ben, pair)
    await post.at_hour(9)
    assert len(post.arrived()) == 1  # the number


async def test_one_mailbox_is_not_filled_through_many_accounts(client: httpx.AsyncClient, post: Post) -> None:
    people = [
        await register(client, "Eve", email="victim@example.org", password=f"plain words {number} and more")
        for number in range(5)
    ]
    answers = [expect(await one.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200) for one in people]
    await post.settled()
    assert len(post.arrived()) == 3
    # The answer tells nothing of the others.
    assert all(one == answers[0] for one in answers)


async def test_one_mail_a_day_at_the_chosen_hour_about_whatever_is_new(pair: PairOfPeople, post: Post) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    await post.at_hour(8)
    assert post.arrived() == []
    await post.at_hour(9)
    [mail] = post.arrived()
    assert mail["Subject"] == SUBJECT
    assert mail.get_content().startswith(OPENING["update"])
    await ask(pair.ben, pair)
    await post.at_hour(18)
    assert len(post.arrived()) == 1, "what came later waits for tomorrow"
    await post.at_hour(9, days=1)
    assert len(post.arrived()) == 2
    await post.at_hour(9, days=1)
    assert len(post.arrived()) == 2, "the same things are no reason for another"


async def test_what_another_chose_or_what_is_of_another_kind_is_no_reason(pair: PairOfPeople, post: Post) -> None:
    await post.chosen(pair.ada, "review")
    await ask(pair.ben, pair)
    await post.at_hour(9)
    assert post.arrived() == []


async def test_nothing_comes_while_stepping_back(pair: PairOfPeople, post: Post) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    expect(await pair.ada.request("PUT", "/me/step-back", {"couple_id": pair.couple_id}), 200)
    await post.at_hour(9)
    assert post.arrived() == []


async def test_a_service_that_slept_over_the_hour_sends_later_but_not_into_the_quiet_ones(
    pair: PairOfPeople, post: Post
) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    await post.at_hour(22)
    assert post.arrived() == []
    await post.at_hour(14, days=1)
    assert len(post.arrived()) == 1


async def test_no_mail_tells_anything(pair: PairOfPeople, post: Post, canary: Canary) -> None:
    # T06: nobody who sees the mailbox learns whom it is about, what, or that there is anybody else at all.
    wish = {**TALK, "purpose": canary.said("The evenings are too short.")}
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/talk-requests", wish), 202)
    await post.chosen(pair.ada)
    await post.at_hour(9)
    [mail] = post.arrived()
    raw = mail.as_bytes()
    canary.assert_silent(raw, where="a mail")
    for secret in (pair.couple_id, pair.ada.account_id, pair.ben.account_id, pair.ben.name, pair.ada.name, "talk"):
        assert secret.encode() not in raw.replace(pair.ada.email.encode(), b"")


async def test_mails_about_one_thing_and_about_another_are_the_same_but_for_their_time_and_key(
    pair: PairOfPeople, post: Post, client: httpx.AsyncClient
) -> None:
    other = await a_couple(client, names=("Ada", "Ben"))
    await post.chosen(pair.ada)
    await post.chosen(other.ada)
    await ask(pair.ben, pair)
    await ask_and_accept(other, when=stamp(post.clock.now() + timedelta(hours=20)))
    await post.at_hour(9)
    one, two = post.arrived()
    bodies = [re.sub(r"[0-9a-f]{64}", "…", str(mail.get_content())) for mail in (one, two)]
    assert bodies[0] == bodies[1]


async def test_the_link_in_a_mail_ends_the_mails_without_a_login_and_does_nothing_else(
    pair: PairOfPeople, post: Post, client: httpx.AsyncClient
) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    await post.at_hour(9)
    link = str(post.arrived()[0]["List-Unsubscribe"]).strip("<>")
    path = link[link.index("/v1/") :]
    # A program that opens every link ends nothing.
    page = await client.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert expect(await pair.ada.get("/me/reminders"), 200)["state"] == "on"
    # What a browser sends for a form without fields.
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        assert (await client.post(path, headers=form)).status_code == 200
    assert expect(await pair.ada.get("/me/reminders"), 200) == OFF
    assert expect(await pair.ada.get("/me"), 200)
    await ask(pair.ben, pair)
    await post.at_hour(9, days=1)
    assert len(post.arrived()) == 1


async def test_mails_are_ended_through_the_login_too_and_chosen_again_only_with_a_number(
    pair: PairOfPeople, post: Post
) -> None:
    await post.chosen(pair.ada)
    for _ in range(2):
        expect(await pair.ada.delete("/me/reminders"), 204)
    assert expect(await pair.ada.get("/me/reminders"), 200) == OFF
    assert expect(await pair.ada.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200)["state"] == "waiting"


async def test_choosing_something_else_needs_no_second_number(pair: PairOfPeople, post: Post) -> None:
    await post.chosen(pair.ada)
    changed = expect(await pair.ada.request("PUT", "/me/reminders", {"kinds": ["review"], "hour": 20}), 200)
    assert (changed["state"], changed["reminders"]["hour"]) == ("on", 20)
    await post.settled()
    assert post.arrived() == []


async def test_an_hour_that_is_quiet_and_kinds_that_nobody_knows_are_refused(pair: PairOfPeople) -> None:
    bodies: tuple[dict[str, object], ...] = (
        {"kinds": ["talk"], "hour": 22},
        {"kinds": []},
        {"kinds": ["gossip"]},
        {"kinds": ["talk"], "to": "eve@example.org"},
    )
    for body in bodies:
        assert code_of(await pair.ada.request("PUT", "/me/reminders", body)) == "invalid"


async def test_a_mail_that_was_not_taken_is_tried_again_and_says_nothing_of_anybody(
    pair: PairOfPeople, post: Post, caplog: pytest.LogCaptureFixture, canary: Canary
) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    canary.said(pair.ada.email)
    kept = post.folder.rename(post.folder.with_name("elsewhere"))
    post.folder.touch()
    caplog.set_level(logging.INFO)
    post.clock.advance(timedelta(hours=3))
    sending = post.server.app.state.reminders
    await _until_failed(post, caplog)
    post.folder.unlink()
    kept.rename(post.folder)
    await sending.round()
    assert post.arrived() == [], "not before its time"
    post.clock.advance(timedelta(minutes=1))
    await post.settled()
    assert len(post.arrived()) == 1


async def _until_failed(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    from tests.waiting import until  # noqa: PLC0415 - only here

    await until(lambda: any(record.message == "mail_not_sent" for record in caplog.records))
    counts = post.server.app.state.metrics.mails.by_labels
    await until(lambda: counts.get(("not_now",)) == 1)


async def test_an_erased_person_gets_no_mail_and_their_link_is_gone(
    pair: PairOfPeople, post: Post, client: httpx.AsyncClient
) -> None:
    await post.chosen(pair.ada)
    await ask(pair.ben, pair)
    link = post.server.app.state.reminders.means.stop_secret(pair.ada.account_id)
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    await post.at_hour(9)
    assert post.arrived() == []
    assert code_of(await client.get(f"/v1/reminders/stop/{link}")) == "not_found"


async def test_what_was_chosen_is_sealed(pair: PairOfPeople, post: Post, canary: Canary) -> None:
    # That somebody wants to be told of private things is itself private.
    await post.chosen(pair.ada, "self_care", private=True)
    canary.said('"self_care"')
    canary.search_files()


async def test_where_there_is_no_mail_nobody_can_choose_any(
    settings: Settings, pair: PairOfPeople, server: Server
) -> None:
    # Production without a mail server.
    from dataclasses import replace  # noqa: PLC0415 - only here

    from app.mail.port import NoMailer  # noqa: PLC0415 - only here

    server.app.state.resources = replace(server.resources, mailer=NoMailer())
    assert expect(await pair.ada.get("/me/reminders"), 200) == {**OFF, "available": False}
    assert code_of(await pair.ada.request("PUT", "/me/reminders", {"kinds": ["talk"]})) == "not_offered"


async def test_what_one_chooses_moves_no_byte_that_the_other_sees(pair: PairOfPeople, post: Post) -> None:
    await ask(pair.ada, pair)
    paths = ("/me/today", f"/couples/{pair.couple_id}", f"/couples/{pair.couple_id}/talk-requests", "/me/reminders")
    before = [(await pair.ben.get(path)).content for path in paths]
    await post.chosen(pair.ada)
    expect(await pair.ada.delete("/me/reminders"), 204)
    assert [(await pair.ben.get(path)).content for path in paths] == before


async def test_rows_that_cannot_be_read_keep_nobody_elses_mail_back(
    pair: PairOfPeople, post: Post, server: Server, client: httpx.AsyncClient
) -> None:
    await post.chosen(pair.ben, "talk")
    others = [await register(client, f"Eve {number}") for number in range(AT_ONCE)]
    for one in others:
        await post.chosen(one, "talk")

    def broken(uow: UnitOfWork) -> None:
        for one in others:
            row = uow.db.get_one(ReminderRow, one.account_id)
            assert row.due_at is not None
            # They are looked at first, every time.
            row.private, row.due_at = b"no envelope", row.due_at - timedelta(seconds=1)

    await server.resources.database.write(broken)
    await ask_and_accept(pair)
    await post.at_hour(9)
    assert [mail["To"] for mail in post.arrived()] == [pair.ben.email]
