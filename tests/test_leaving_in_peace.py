"""SIGTERM while people talk: nobody new is let in, what was begun is answered, and sockets are told to come back."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session, select
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.database import Database
from app.process import GRACE_SECONDS
from app.realtime.close_codes import CloseCode
from app.sessions.tables import SessionOutcomeRow
from tests.builders import Person, expect
from tests.live import strangers_to_lobby
from tests.serving_process import a_service

if TYPE_CHECKING:
    from app.settings import Settings
    from tests.serving_process import Service

COUPLES = 5
IN_FLIGHT = 4


@dataclass
class Talker:
    """Sends without pause, several at a time, and notes what was answered."""

    socket: ClientConnection
    sent: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    async def talk(self) -> None:
        try:
            await self.say("arrive", {})
            for _ in range(IN_FLIGHT):
                await self.say("rate_arousal", {"level": 2})
            async for message in self.socket:
                self.take(json.loads(message))
                if json.loads(message)["type"] == "reply":
                    await self.say("rate_arousal", {"level": len(self.sent) % 3})
        except ConnectionClosed:
            pass

    def take(self, frame: dict[str, object]) -> None:
        if frame["type"] == "reply":
            (self.accepted if frame["ok"] else self.refused).add(str(frame["ref"]))

    async def say(self, name: str, body: dict[str, object]) -> None:
        ref = str(uuid4())
        self.sent.add(ref)
        await self.socket.send(json.dumps({"type": "command", "ref": ref, "name": name, "body": body}))


async def joined(service: Service, person: Person, session_id: str) -> Talker:
    ticket = expect(await person.post(f"/sessions/{session_id}/tickets"), 200)["ticket"]
    socket = await connect(f"{service.ws_url}/v1/live", compression=None, ping_interval=None)
    await socket.send(json.dumps({"type": "hello", "ticket": ticket}))
    assert json.loads(await socket.recv())["type"] == "snapshot"
    return Talker(socket)


async def talkers_of(service: Service) -> list[Talker]:
    async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
        found = []
        for _ in range(COUPLES):
            two, session_id = await strangers_to_lobby(client)
            found += [await joined(service, one, session_id) for one in (two.ada, two.ben)]
        return found


@pytest.mark.parametrize("how_long", [0.3, 0.8])
async def test_every_command_that_was_stored_was_answered_before_the_end(settings: Settings, how_long: float) -> None:
    with a_service(settings) as service:
        talkers = await talkers_of(service)
        talking = [asyncio.create_task(talker.talk()) for talker in talkers]
        await asyncio.sleep(how_long)
        asked = time.monotonic()
        service.ask_to_leave()
        await asyncio.to_thread(service.process.wait, GRACE_SECONDS + 2)
        took = time.monotonic() - asked
        await asyncio.gather(*talking)

    assert took < GRACE_SECONDS
    assert {talker.socket.close_code for talker in talkers} == {CloseCode.RESTARTING}
    accepted = set().union(*(talker.accepted for talker in talkers))
    assert len(accepted) > COUPLES
    assert set(stored(settings)) == accepted


async def test_nobody_new_is_let_in_after_the_signal(settings: Settings) -> None:
    with a_service(settings) as service:
        service.ask_to_leave()
        await asyncio.to_thread(service.process.wait, GRACE_SECONDS)
        assert not service.answers()


def stored(settings: Settings) -> list[str]:
    """The commands that the database says were done."""

    def read(db: Session) -> list[str]:
        return list(db.exec(select(SessionOutcomeRow.ref)).all())

    database = Database.of(settings)
    try:
        return database.read_now(read)
    finally:
        database.close()
