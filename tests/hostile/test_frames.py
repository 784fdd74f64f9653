"""Frames of every wrong kind: each closes the socket that sent it with the right code, and nothing else."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.builders import log_in
from tests.hostile.raw import BINARY, CLOSE, FIN, PING, RawSocket, frame
from tests.live import Partner, new_ref

if TYPE_CHECKING:
    from tests.conftest import Server
    from tests.live import Pair

DEEP = '{"type":"command","ref":"%s","name":"pause","body":' + '{"a":' * 20 + "1" + "}" * 21
MALFORMED: dict[str, str] = {
    "no JSON": "hello",
    "an empty frame": "",
    "half a JSON": '{"type":"ping"',
    "a list": "[1,2,3]",
    "a number": "17",
    "null": "null",
    "NaN": '{"type":"ping","n":NaN}',
    "infinity": '{"type":"ping","n":1e999}',
    "a duplicate key": '{"type":"ping","type":"typing"}',
    "no type": '{"ref":"x"}',
    "an unknown type": '{"type":"shout"}',
    "a hello in the middle": '{"type":"hello","ticket":"x"}',
    "an extra field": '{"type":"ping","role":"speaker"}',
    "a reference that is no UUID": '{"type":"command","ref":"1","name":"pause","body":{}}',
    "no reference": '{"type":"command","name":"pause","body":{}}',
    "a body that is a list": '{"type":"command","ref":"%s","name":"pause","body":[]}',
    "a name of the wrong form": '{"type":"command","ref":"%s","name":"PAUSE; --","body":{}}',
    "too deep": DEEP,
    "three hundred keys": '{"type":"command","ref":"%s","name":"pause","body":{'
    + ",".join(f'"k{n}":1' for n in range(300))
    + "}}",
    "a server's own frame": '{"type":"event","seq":1,"name":"spoken","by":null,"at":"x","body":{}}',
}


async def another_device(pair: Pair) -> Partner:
    """Ada's second device: what it does wrong is its own affair."""
    return await Partner(pair.ada.server, pair.ada.person, pair.session_id).connect()


async def test_every_malformed_frame_closes_its_socket_and_no_other(bystanders: Pair, attacker: Pair) -> None:
    for kind, text in MALFORMED.items():
        device = await another_device(attacker)
        await device.push(text % new_ref() if "%s" in text else text)
        assert await device.until_closed() == 4400, kind
        await device.drop()
    assert [one.closed for one in attacker] == [None, None]


async def test_every_other_wrong_kind_has_its_own_code(bystanders: Pair, attacker: Pair) -> None:
    wrong: list[tuple[Any, int]] = [
        (b"\x00\x01", 1003),
        (json.dumps({"type": "ping", "x": "o" * (16 * 1024)}), 1009),
        ('{"type":"ping","x":"\\ud800"}', 1007),
        ('{"type":"ping","x":"\\u0000"}', 1007),
    ]
    for message, code in wrong:
        device = await another_device(attacker)
        await device.push(message)
        assert await device.until_closed() == code
        await device.drop()
    assert [one.closed for one in attacker] == [None, None], "another device of the same person is left alone"


async def test_ill_formed_commands_are_answered_and_the_socket_stays(bystanders: Pair, attacker: Pair) -> None:
    bad: list[tuple[str, dict[str, Any]]] = [
        ("no_such_command", {}),
        ("elapse", {}),
        ("speak", {}),
        ("speak", {"text": ""}),
        ("speak", {"text": "\u0007"}),
        ("speak", {"text": 7}),
        ("speak", {"text": "a", "observation": "b"}),
        ("speak", {"spoken": True}),
        ("speak", {"text": "o" * 2001}),
        ("speak", {"text": "x" + "\u0301" * 50}),
        ("rate_arousal", {"level": 11}),
        ("rate_arousal", {"level": "3"}),
        ("rate_arousal", {"level": 3.0}),
        ("rate_arousal", {"level": True}),
        ("offer_return", {"at": "tomorrow"}),
        ("offer_return", {"at": "2026-01-01T00:00:00"}),
        ("offer_return", {"at": "0001-01-01T00:00:00+14:00"}),
        ("accept_return", {"at": "9999-12-31T23:59:59-14:00"}),
        ("park_topic", {"text": "x", "share": "yes"}),
        ("leave", {"who": "partner"}),
    ]
    before = attacker.ada.seq
    for name, body in bad:
        for send, status in ((attacker.ada.send, 0), (attacker.ada.post, 422)):
            reply = await send(name, **body)
            assert (reply.code, reply.status) == ("invalid", status), (name, body)
            assert "o" * 20 not in str(reply.raw)
    await attacker.settled()
    assert attacker.ada.seq == before


NOT_HELLO = ('{"type":"ping"}', '{"type":"typing"}', '{"type":"command","ref":"%s","name":"pause","body":{}}', "junk")


async def closed_after(server: Server, message: str, *, path: str = "/v1/live") -> int | None:
    """The code that a new socket is closed with when this is the first that it says."""
    async with connect(f"{server.ws_url}{path}") as socket:
        await socket.send(message)
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        return socket.close_code


async def test_nothing_comes_before_the_hello(bystanders: Pair, server: Server) -> None:
    for message in NOT_HELLO:
        assert await closed_after(server, message.replace("%s", new_ref())) == 4400, message


async def test_a_wrong_ticket_opens_nothing(bystanders: Pair, server: Server) -> None:
    for ticket in ("x", "rjt_" + "A" * 43, "o" * 100):
        assert await closed_after(server, json.dumps({"type": "hello", "ticket": ticket})) == 4401, ticket
    for ticket in ("", "o" * 101):
        assert await closed_after(server, json.dumps({"type": "hello", "ticket": ticket})) == 4400, ticket


async def test_a_ticket_in_the_url_is_worth_nothing(bystanders: Pair, server: Server) -> None:
    ticket = await bystanders.ada.ticket()
    assert await closed_after(server, '{"type":"ping"}', path=f"/v1/live?ticket={ticket}") == 4400


async def test_who_says_nothing_is_sent_away_after_five_seconds(bystanders: Pair, server: Server) -> None:
    began = time.monotonic()
    async with connect(f"{server.ws_url}/v1/live") as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401
    assert 4.5 < time.monotonic() - began < 9


ELSEWHERE = ("https://evil.example", "null", "http://127.0.0.1.evil.example")


async def test_a_page_from_elsewhere_gets_no_socket_even_with_a_ticket(bystanders: Pair) -> None:
    for origin in ELSEWHERE:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{bystanders.ada.server.ws_url}/v1/live", origin=origin)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403


RAW: dict[str, tuple[bytes, set[int]]] = {
    "reserved bits": (frame(b"{}", first=0xF1), {1002}),
    "an unknown opcode": (frame(b"{}", first=FIN | 0x3), {1002}),
    "an unmasked frame": (frame(b'{"type":"ping"}', masked=False), {1002}),
    "a huge length and nothing behind it": (b"\x81\xff" + b"\x7f" + b"\xff" * 7, {1002, 1009}),
    "a length over the limit": (b"\x81\xfe\xff\xff" + b"\x00" * 4, {1009}),
    "text that is not UTF-8": (frame(b'{"type":"\xff\xfe"}'), {1007}),
    "a binary frame": (frame(b"\x00\x01", opcode=BINARY), {1003, 4400}),
    "a long ping": (frame(b"o" * 126, opcode=PING), {1002}),
    "a ping in pieces": (frame(b"o", first=PING), {1002}),
    "a continuation of nothing": (frame(b"o", first=0x80), {1002}),
    "a close with half a code": (frame(b"\x03", opcode=CLOSE), {1002}),
    "a close with a code that is none": (frame(b"\x00\x01", opcode=CLOSE), {1002}),
    "a piece inside another message": (frame(b"{", first=0x01) + frame(b"}", first=0x81), {1002}),
}


async def test_garbage_below_the_protocol_is_closed_with_a_reason(bystanders: Pair) -> None:
    for kind, (raw, codes) in RAW.items():
        socket = await RawSocket.upgraded(bystanders.ada.server)
        socket.put(raw)
        assert await socket.closed() in codes, kind


async def test_a_flood_of_pings_disturbs_nobody(bystanders: Pair) -> None:
    device = await Partner(bystanders.ada.server, bystanders.ada.person, bystanders.session_id).connect()
    socket = await RawSocket.upgraded(bystanders.ada.server)
    for _ in range(2000):
        socket.put(frame(b"", opcode=PING))
    reply = await device.send("rate_arousal", level=2)
    assert reply.ok
    socket.writer.close()
    await device.drop()


async def test_half_an_upgrade_holds_nobody_up(bystanders: Pair, server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /v1/live HTTP/1.1\r\nUpgrade: websocket\r\n")
    assert (await bystanders.ben.send("rate_arousal", level=2)).ok
    writer.close()


async def test_old_logins_and_foreign_people_get_no_ticket(bystanders: Pair, attacker: Pair) -> None:
    intruder = attacker.ada.person
    answer = await intruder.post(f"/sessions/{bystanders.session_id}/tickets")
    unknown = await intruder.post(f"/sessions/{new_ref()}/tickets")
    assert (answer.status_code, unknown.status_code) == (404, 404)
    gone = await log_in(intruder)
    await gone.delete("/logins/current")
    assert (await gone.post(f"/sessions/{attacker.session_id}/tickets")).status_code in {401, 200}
