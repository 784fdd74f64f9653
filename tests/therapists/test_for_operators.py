"""What an operator does about therapists: give a code out, verify what is stored, bring back a backup."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlmodel import Session, select

from app.database import Database
from app.ids import SystemIds
from app.operations.backup import back_up
from app.operations.erasing_again import finish
from app.operations.restore import Choices, restore
from app.operations.verify import verify
from app.security import master_key
from app.therapists.standing import SCOPES, access_of
from app.therapists.tables import TherapistNoteRow, TherapistProfileRow
from tests.builders import a_couple, expect, register
from tests.conftest import running
from tests.operations.test_verify import run
from tests.therapists.conftest import Three
from tests.therapists.linking import PROFILE, a_therapist

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.conftest import Server

pytestmark = pytest.mark.only_on("sqlite")


async def test_the_command_prints_a_code_while_the_service_serves_and_it_opens_a_profile(
    server: Server, client: httpx.AsyncClient
) -> None:
    done = await asyncio.to_thread(run, "invite-therapist", server.resources.settings)
    assert done.returncode == 0, done.stderr
    code, sentence = done.stdout.strip().split("\n")
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){6}", code)
    assert "works once" in sentence
    maria = await register(client, "Maria")
    expect(await maria.post("/me/therapist", PROFILE | {"invitation": code}), 201)


def test_without_a_database_at_head_no_code_is_made(settings: Settings, tmp_path: Path) -> None:
    empty = settings.model_copy(update={"data_dir": tmp_path / "empty"})
    done = run("invite-therapist", empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert "rejoin migrate" in done.stderr


async def linked_and_backed_up(settings: Settings, clock: MovableClock, file: Path) -> Three:
    """Everything is shared and a note is kept; then a backup is made, and after it Ben takes his yes back."""
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        three = Three(server.resources, await a_couple(client), await a_therapist(server.resources, client))
        link_id = await three.linked()
        path = f"/couples-in-care/{three.couple_id}/notes"
        expect(await three.maria.post(path, {"text": "Ask about mornings."}), 201)
        await asyncio.to_thread(back_up, settings, file, at=clock.now())
        await three.withdraws(three.ben, link_id)
    return three


def scopes_in(settings: Settings, three: Three, clock: MovableClock) -> set[str]:
    database = Database.of(settings)
    try:
        found = database.read_now(lambda db: access_of(db, three.maria.account_id, three.couple_id, at=clock.now()))
        return set(found.since)
    finally:
        database.close()


async def test_a_yes_that_was_taken_back_after_the_backup_does_not_come_back(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    file = tmp_path / "backup.tar"
    three = await linked_and_backed_up(settings, clock, file)
    there = [
        settings.model_copy(update={"data_dir": tmp_path / name, "master_key_file": settings.key_file})
        for name in ("usual", "moved")
    ]
    choices = (Choices(without_ledger=True), Choices(without_ledger=True, keep_logins=True))
    for place, choice in zip(there, choices, strict=True):
        restore(place, file, ids=SystemIds(), at=clock.now(), choices=choice)
    assert [scopes_in(place, three, clock) for place in there] == [set(), set(SCOPES)]
    # The same for data that came back by other means.
    finish(there[1], ids=SystemIds(), at=clock.now())
    assert scopes_in(there[1], three, clock) == set()


async def test_verify_opens_what_therapists_wrote_and_counts_what_was_changed(
    settings: Settings, clock: MovableClock, tmp_path: Path
) -> None:
    await linked_and_backed_up(settings, clock, tmp_path / "backup.tar")
    database, key = Database.of(settings), master_key.load(settings.key_file, may_create=False)
    try:
        whole = verify(database, key)
        assert (whole.looked_at["therapists"], whole.looked_at["therapists' notes"]) == (1, 1)
        assert not +whole.faults

        def change(db: Session) -> None:
            for row in (*db.exec(select(TherapistNoteRow)), *db.exec(select(TherapistProfileRow))):
                row.words = row.words[:-1] + bytes([row.words[-1] ^ 1])
                db.add(row)

        database.write_now(lambda uow: change(uow.db))
        assert dict(+verify(database, key).faults) == {"therapist_unreadable": 1, "therapist_note_unreadable": 1}
    finally:
        database.close()
