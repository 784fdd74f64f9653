"""Frames on the wire: what comes in is typed or closes the socket; what goes out is exactly the contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.realtime import frames
from app.realtime.close_codes import CloseCode
from app.realtime.frames import Command, EventFrame, Hello, Ping, Refused, Typing, decode

REF = "6b0f2e0c-3a8e-4a56-9a0e-0d3f6a3d7c11"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_hello_brings_a_ticket_and_what_was_seen() -> None:
    hello = decode('{"type":"hello","ticket":"rjt_x","seen":{"epoch":"e","seq":12}}')
    assert isinstance(hello, Hello)
    assert hello.seen is not None
    assert (hello.ticket, hello.seen.epoch, hello.seen.seq) == ("rjt_x", "e", 12)
    assert "rjt_x" not in repr(hello)


def test_a_hello_without_seen_asks_for_a_snapshot() -> None:
    hello = decode('{"type":"hello","ticket":"rjt_x"}')
    assert isinstance(hello, Hello)
    assert hello.seen is None


def test_a_command_keeps_its_body_as_it_is_and_out_of_sight() -> None:
    command = decode(json.dumps({"type": "command", "ref": REF, "name": "speak", "body": {"text": "I felt alone"}}))
    assert isinstance(command, Command)
    assert (str(command.ref), command.name, command.body) == (REF, "speak", {"text": "I felt alone"})
    assert "alone" not in repr(command)


def test_typing_and_ping_carry_nothing() -> None:
    assert isinstance(decode('{"type":"typing"}'), Typing)
    assert isinstance(decode('{"type":"ping"}'), Ping)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b'{"type":"ping"}', CloseCode.NOT_TEXT),
        ("\ud800", CloseCode.NOT_UTF8),
        ('{"type":"command","ref":"' + REF + '","name":"speak","body":{"text":"\\u0000"}}', CloseCode.NOT_UTF8),
        (" " * (16 * 1024 + 1), CloseCode.FRAME_TOO_LARGE),
        ("", CloseCode.BAD_FRAME),
        ("null", CloseCode.BAD_FRAME),
        ("[]", CloseCode.BAD_FRAME),
        ('{"type":"snapshot"}', CloseCode.BAD_FRAME),
        ('{"type":"ping","type":"ping"}', CloseCode.BAD_FRAME),
        ('{"type":"ping","extra":1}', CloseCode.BAD_FRAME),
        ('{"type":"hello"}', CloseCode.BAD_FRAME),
        ('{"type":"hello","ticket":"x","seen":{"epoch":"e","seq":-1}}', CloseCode.BAD_FRAME),
        ('{"type":"hello","ticket":"x","seen":{"epoch":"e","seq":"1"}}', CloseCode.BAD_FRAME),
        ('{"type":"command","ref":"1","name":"speak"}', CloseCode.BAD_FRAME),
        ('{"type":"command","ref":"' + REF + '","name":"Speak!"}', CloseCode.BAD_FRAME),
        ('{"type":"command","ref":"' + REF + '","name":"speak","body":[]}', CloseCode.BAD_FRAME),
        ("[" * 5000, CloseCode.BAD_FRAME),
    ],
)
def test_a_frame_of_the_wrong_form_closes_the_socket_with_its_code(message: str | bytes, code: CloseCode) -> None:
    assert decode(message) == Refused(code)


@given(st.text(max_size=300))
def test_no_text_is_more_than_a_frame_or_a_refusal(message: str) -> None:
    assert isinstance(decode(message), Hello | Command | Typing | Ping | Refused)


def test_an_event_is_written_as_the_contract_says() -> None:
    frame = EventFrame(13, "spoken", by="p", at="2026-11-22T12:00:00.000Z", body={"text": "…"})
    assert json.loads(frames.event(frame, view='{"seq":13}')) == {
        "type": "event", "seq": 13, "name": "spoken", "by": "p", "at": "2026-11-22T12:00:00.000Z",
        "body": {"text": "…"}, "view": {"seq": 13},
    }  # fmt: skip
    shown = json.loads(frames.snapshot(epoch="e", seq=13, view='{"seq":13}', events=[frame]))
    assert (shown["type"], shown["seq"], shown["view"]) == ("snapshot", 13, {"seq": 13})
    assert [event["seq"] for event in shown["events"]] == [13]


def test_an_event_in_a_snapshot_has_no_view_of_its_own() -> None:
    frame = EventFrame(1, "paused", by=None, at="2026-11-22T12:00:00.000Z", body={})
    assert "view" not in json.loads(frames.snapshot(epoch="e", seq=1, view="{}", events=[frame]))["events"][0]


def test_replies_are_written_as_the_contract_says() -> None:
    assert json.loads(frames.accepted(REF, seq=14)) == {"type": "reply", "ref": REF, "ok": True, "seq": 14}
    assert json.loads(frames.refused(REF, code="pause_not_over", detail="Not yet.", retry_at=NOON)) == {
        "type": "reply", "ref": REF, "ok": False, "code": "pause_not_over", "detail": "Not yet.",
        "retry_at": "2026-11-22T12:00:00.000Z", "review": None,
    }  # fmt: skip


def test_the_small_frames_are_written_as_the_contract_says() -> None:
    assert json.loads(frames.view('{"seq":1}')) == {"type": "view", "view": {"seq": 1}}
    assert json.loads(frames.presence(["b", "a"])) == {"type": "presence", "present": ["a", "b"]}
    assert json.loads(frames.pong(NOON)) == {"type": "pong", "now": "2026-11-22T12:00:00.000Z"}
