"""The peer python-socketio with a group-committing store: a room per session, one event to both. No rules."""

from __future__ import annotations

import json
import sys
from typing import Any

import socketio  # type: ignore[import-not-found] # a peer, and no dependency of ours
import uvicorn

from tests.benchmark.contenders.grouped import Grouped


def application(file: str) -> Any:  # Any: the peer's own classes
    store = Grouped(file)
    server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*", transports=["websocket"])
    rooms: dict[str, str] = {}

    @server.on("hello")  # type: ignore[untyped-decorator]
    async def hello(sid: str, message: dict[str, str]) -> None:
        rooms[sid] = message["room"]
        await server.enter_room(sid, message["room"])
        await server.emit("event", {"type": "ready"}, to=sid)

    @server.on("command")  # type: ignore[untyped-decorator]
    async def command(sid: str, message: dict[str, Any]) -> None:
        room = rooms[sid]
        seq = await store.append(room, message["ref"], json.dumps(message["body"]).encode())
        told = {"type": "event", "seq": seq, "name": message["name"], "body": message["body"]}
        await server.emit("event", told, room=room)
        await server.emit("event", {"type": "reply", "ref": message["ref"], "ok": True, "seq": seq}, to=sid)

    return socketio.ASGIApp(server)


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]),
        port=int(sys.argv[2]),
        log_level="warning",
        ws_per_message_deflate=False,
        backlog=4096,
    )
