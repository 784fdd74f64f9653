"""The usual way: FastAPI, and an ORM session for each message that reads the session and adds rows to the same tables.

It is given the same database with the same settings, no rules, no sealing and no second look at who is asking, so
it is cheaper than it would be in earnest.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session, select

from app.couples.tables import MembershipRow
from app.sessions.tables import SessionEventRow, SessionOutcomeRow, SessionRow

rooms: defaultdict[str, list[WebSocket]] = defaultdict(list)


def engine_of(url: str) -> Engine:
    # One connection: with the usual pool and a read before a write, SQLite answers "database is locked".
    engine = create_engine(url, pool_size=1, max_overflow=0)
    if not url.startswith("sqlite"):
        return engine

    @event.listens_for(engine, "connect")
    def _(connection, _record) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def store(engine: Engine, session_id: str, message: dict[str, str]) -> tuple[int, str]:
    """Read the session and its couple, add the event and its outcome, move the session on."""
    with Session(engine) as db:
        row = db.exec(select(SessionRow).where(SessionRow.id == session_id)).one()
        members = db.exec(select(MembershipRow).where(MembershipRow.couple_id == row.couple_id)).all()
        row.seq += 1
        row.revision += 1
        seq, body = row.seq, json.dumps(message["body"])
        now = datetime.now(UTC)
        db.add(row)
        db.add(
            SessionEventRow(
                session_id=session_id, seq=seq, name=message["name"], at=now, body=body, words=None, chain=b""
            )
        )
        db.add(
            SessionOutcomeRow(
                session_id=session_id, account_id=members[0].account_id, ref=message["ref"], fingerprint="", seq=seq
            )
        )
        db.commit()
        return seq, body


def application(url: str) -> FastAPI:
    app, engine = FastAPI(), engine_of(url)

    def present(session_id: str) -> int:
        with Session(engine) as db:
            return db.exec(select(SessionRow.seq).where(SessionRow.id == session_id)).one()

    @app.websocket("/v1/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        room = str((await socket.receive_json())["room"])
        rooms[room].append(socket)
        await socket.send_text(f'{{"type":"snapshot","seq":{present(room)},"view":{{}}}}')
        try:
            while True:
                message = await socket.receive_json()
                seq, _ = store(engine, room, message)
                told = {"type": "event", "seq": seq, "name": message["name"], "body": message["body"]}
                text = json.dumps(told, separators=(",", ":"))
                for one in rooms[room]:
                    await one.send_text(text)
                await socket.send_text(f'{{"type":"reply","ref":"{message["ref"]}","ok":true,"seq":{seq}}}')
        except WebSocketDisconnect:
            rooms[room].remove(socket)

    return app


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]),
        port=int(sys.argv[2]),
        log_level="warning",
        ws_per_message_deflate=False,
        backlog=4096,
    )
