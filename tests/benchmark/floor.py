"""The floor: a bare `websockets` server that writes each message durably to SQLite and tells both sockets. No rules.

It speaks just enough of the wire for the same load to drive it: a reply, and one event to both.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections import defaultdict
from typing import Any

import websockets

from tests.benchmark.load import SEEN_AS

rooms: defaultdict[str, list[websockets.ServerConnection]] = defaultdict(list)
seqs: defaultdict[str, int] = defaultdict(int)


def store_at(file: str) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE event (room TEXT, seq INTEGER, body TEXT, PRIMARY KEY (room, seq)) WITHOUT ROWID")
    return db


async def main(file: str) -> None:
    db = store_at(file)

    async def serve(socket: websockets.ServerConnection) -> None:
        room = str(json.loads(await socket.recv())["room"])
        rooms[room].append(socket)
        async for message in socket:
            frame: dict[str, Any] = json.loads(message)
            if name := SEEN_AS.get(frame["name"]):
                seqs[room] += 1
                db.execute("INSERT INTO event VALUES (?, ?, ?)", (room, seqs[room], str(message)))
                event = {"type": "event", "seq": seqs[room], "name": name, "body": frame["body"]}
                websockets.broadcast(rooms[room], json.dumps(event))
            await socket.send(json.dumps({"type": "reply", "ref": frame["ref"], "ok": True, "seq": seqs[room]}))

    async with websockets.serve(serve, "127.0.0.1", 0, compression=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
