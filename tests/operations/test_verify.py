"""`rejoin verify` finds what is wrong with stored data, wherever it is, and says counts and nothing else."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import text

from app.database import Database
from app.ids import SystemIds
from app.operations.backup import back_up
from app.operations.restore import Choices, restore
from app.operations.verify import sentences, verify
from app.security import master_key
from tests.builders import expect
from tests.conftest import running
from tests.live import REPAIR, a_session, to_agreeing

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.security.auditing import Audit
    from app.settings import Settings
    from tests.canary import Canary

ROOT = Path(__file__).parents[2]


def audited(settings: Settings, *, session_id: str | None = None) -> Audit:
    database = Database.of(settings)
    try:
        return verify(database, master_key.load(settings.key_file, may_create=False), session_id=session_id)
    finally:
        database.close()


def faults(settings: Settings) -> dict[str, int]:
    return {code: count for code, count in audited(settings).faults.items() if count}


@pytest.fixture
async def talked(settings: Settings, clock: MovableClock, canary: Canary) -> Settings:
    """Settings of data with a talk in which two agreed on something, stopped."""
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client, **REPAIR) as pair,
    ):
        await to_agreeing(pair, advance=lambda: clock.advance(timedelta(seconds=6)))
        await pair.ada.did("propose_agreement", kind="commitment", text=canary.said("I will ask first."))
        draft = pair.ada.last("agreement_proposed")["body"]
        await pair.ben.did("assent", agreement=draft["agreement"], version=draft["version"])
        await pair.ada.did("rate_arousal", level=3)
    return settings


def tamper(settings: Settings, *statements: str) -> None:
    """Do what no code of ours does: change what is kept for ever, past its guards."""
    database = Database.of(settings)

    def work(uow: object) -> None:
        connection = uow.db.connection()  # type: ignore[attr-defined]
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount

    database.write_now(work)
    database.close()


def test_what_nobody_touched_is_whole(talked: Settings, canary: Canary) -> None:
    audit = audited(talked)
    assert audit.sound, dict(audit.faults)
    seen = audit.looked_at
    assert (seen["sessions"], seen["accounts"], seen["agreements"], seen["data keys"]) == (1, 2, 1, 3)
    assert seen["events"] > 15
    assert seen["sealed words"] > 5
    assert seen["private marks"] > 3
    canary.assert_silent("\n".join(sentences(audit)), where="what verify prints")


EXCHANGED = (
    "UPDATE session_event SET words = (SELECT words FROM session_event WHERE name = 'reflected' AND seq = "
    "(SELECT min(seq) FROM session_event WHERE name = 'reflected')) WHERE name = 'validated'"
)
MARKS = (
    "UPDATE session_mark SET sealed = (SELECT max(sealed) FROM session_mark) "
    "WHERE sealed <> (SELECT max(sealed) FROM session_mark)"
)
LAST = "DELETE FROM session_event WHERE seq = (SELECT max(seq) FROM session_event)"
PLANTED = {
    "an event reworded": ("UPDATE session_event SET body = body || ' ' WHERE seq = 3", {"chain_broken"}),
    "an event taken out": ("DELETE FROM session_event WHERE seq = 3", {"chain_broken", "seq_not_gapless"}),
    "the last event taken out": (LAST, {"fold_differs"}),
    "an event moved in time": (
        "UPDATE session_event SET at = '2001-01-01 00:00:00' WHERE seq = 3",
        {"chain_broken", "time_went_back"},
    ),
    "another session's chain": (
        "UPDATE session_event SET chain = (SELECT chain FROM session_event WHERE seq = 1) WHERE seq = 2",
        {"chain_broken"},
    ),
    "sealed words exchanged": (EXCHANGED, {"chain_broken", "words_unreadable"}),
    "the row ahead of the log": ("UPDATE session SET seq = seq + 1", {"fold_differs"}),
    "another phase in the row": ("UPDATE session SET phase = 'speaking'", {"fold_differs"}),
    "a session ended by hand": ("UPDATE session SET ended_at = created_at, outcome = 'closed'", {"fold_differs"}),
    "marks exchanged": (MARKS, {"mark_unreadable"}),
    "an answer from the future": ("UPDATE session_outcome SET seq = seq + 1000", {"outcome_ahead_of_log"}),
    "an agreement put in force alone": ("DELETE FROM agreement_assent", {"assent_missing"}),
    "an agreement made the other's": (
        "UPDATE agreement SET owner_id = (SELECT max(id) FROM account WHERE id <> owner_id)",
        {"agreement_hash_differs"},
    ),
    "an agreement for longer": (
        "UPDATE agreement SET version = (SELECT max(credential) FROM account)",
        {"agreement_hash_differs", "assent_missing"},
    ),
    "people exchanged": (
        "UPDATE account SET personal = (SELECT max(personal) FROM account)",
        {"personal_unreadable"},
    ),
    "keys exchanged": (
        "UPDATE data_key SET wrapped = (SELECT max(wrapped) FROM data_key)",
        {"data_key_unreadable", "personal_unreadable", "login_unreadable", "words_unreadable"},
    ),
    "a key that came back": ("UPDATE account SET personal = NULL", {"key_of_the_erased"}),
}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("planted", PLANTED)
def test_whatever_is_wrong_is_found(talked: Settings, planted: str) -> None:
    statement, expected = PLANTED[planted]
    tamper(talked, statement)
    found = set(faults(talked))
    assert found, planted
    assert found & expected, (planted, found)


def test_one_session_can_be_looked_at_alone(talked: Settings) -> None:
    assert audited(talked, session_id="not-there").faults == {"session_missing": 1}


async def test_it_may_run_while_people_talk(settings: Settings, clock: MovableClock) -> None:
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        looking = asyncio.create_task(asyncio.to_thread(audited, settings))
        for one in pair:
            await one.did("arrive")
        assert (await looking).sound


async def test_an_erased_person_is_no_fault(settings: Settings, clock: MovableClock, canary: Canary) -> None:
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        for one in pair:
            await one.did("arrive")
        expect(await pair.two.ada.delete("/me", {"password": pair.two.ada.password}), 204)
    audit = await asyncio.to_thread(audited, settings)
    assert audit.sound, dict(audit.faults)


def test_what_was_restored_is_whole(talked: Settings, elsewhere: Settings, clock: MovableClock, tmp_path: Path) -> None:
    """B1: chains hold and logs fold after a restore, on either kind of database."""
    before = audited(talked).looked_at
    back_up(talked, tmp_path / "backup.tar", at=clock.now())
    restore(elsewhere, tmp_path / "backup.tar", ids=SystemIds(), at=clock.now(), choices=Choices(keep_logins=True))
    after = audited(elsewhere)
    assert after.sound, dict(after.faults)
    assert after.looked_at == before


@pytest.mark.only_on("sqlite")
def test_the_command_prints_counts_and_fails_when_something_is_wrong(talked: Settings) -> None:
    whole = run("verify", talked)
    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (0, "✓ Everything that was looked at is whole.")
    assert "1 sessions" in whole.stdout
    tamper(talked, "UPDATE session SET seq = seq + 1")
    broken = run("verify", talked)
    assert broken.returncode == 1
    assert "✗ fold_differs: 1" in broken.stdout


@pytest.mark.only_on("sqlite")
def test_backup_and_restore_from_the_command_line(talked: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    done = run("backup", talked, str(file))
    assert done.returncode == 0
    assert "Keep it apart from the master key" in done.stdout
    again = run("backup", talked, str(file))
    assert (again.returncode, again.stdout) == (2, "")
    there = talked.model_copy(update={"master_key_file": talked.key_file, "data_dir": tmp_path / "there"})
    back = run("restore", there, str(file))
    assert back.returncode == 0, back.stderr
    assert "1 sessions are back" in back.stdout
    assert run("verify", there).returncode == 0
    assert run("restore", there, str(file)).returncode == 2


def run(command: str, settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", command, *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "REJOIN_DATA_DIR": str(settings.data_dir),
            "REJOIN_MASTER_KEY_FILE": str(settings.key_file),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
