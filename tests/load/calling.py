"""HTTP as plain as it gets, so that the generator does not limit: one request, one answer, one connection."""

from __future__ import annotations

import asyncio
import json
from typing import Any


async def call(address: tuple[str, int], method: str, path: str, *, token: str, body: str = "") -> tuple[int, Any]:
    """Status and body; Any is JSON as it came."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\nConnection: close\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        head, _, rest = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    if not head:
        raise ConnectionResetError
    status = int(head.split(b" ", 2)[1])
    return status, json.loads(rest) if rest else None
