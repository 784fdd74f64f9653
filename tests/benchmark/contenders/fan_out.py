"""The floor of the wire: a bare `websockets` server that tells both sockets of a room. No rules, nothing stored."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict

import uvloop
import websockets

rooms: defaultdict[str, list[websockets.ServerConnection]] = defaultdict(list)
seqs: defaultdict[str, int] = defaultdict(int)


async def serve(socket: websockets.ServerConnection) -> None:
    room = str(json.loads(await socket.recv())["room"])
    rooms[room].append(socket)
    await socket.send('{"type":"ready"}')
    with contextlib.suppress(websockets.ConnectionClosedError):
        async for message in socket:
            seqs[room] += 1
            # The message as it came is the event's body: not even parsed.
            websockets.broadcast(rooms[room], f'{{"type":"event","seq":{seqs[room]},"body":{message!s}}}')


async def main() -> None:
    async with websockets.serve(serve, "127.0.0.1", 0, compression=None, backlog=4096, open_timeout=60) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(main())
