"""Logs by allow-list: an event, ids and kinds. What a person wrote has no way in."""

from __future__ import annotations

import json
import logging
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from app.observability import logging as our_logging
from app.observability.request_context import begin_request

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "I felt alone when you left"


@pytest.fixture
def stream() -> Iterator[StringIO]:
    """The service's own logging, put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    target = StringIO()
    our_logging.configure(level="debug", stream=target)
    yield target
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_keeps_its_allowed_keys_and_loses_the_others(stream: StringIO) -> None:
    logging.getLogger("app.sessions").info("command_refused", extra={"code": "not_now", "text": WORDS, "status": 409})
    [line] = lines(stream)
    assert (line["event"], line["code"], line["status"]) == ("command_refused", "not_now", 409)
    assert set(line) == {"ts", "level", "event", "code", "status"}


def test_an_allowed_key_cannot_carry_a_sentence(stream: StringIO) -> None:
    logging.getLogger("app.sessions").info("odd", extra={"code": WORDS, "kind": [WORDS], "route": "/v1/x/{id}"})
    [line] = lines(stream)
    assert "code" not in line
    assert "kind" not in line
    assert line["route"] == "/v1/x/{id}"


@pytest.mark.parametrize("message", [WORDS, "said %s", "Said", 5])
def test_a_message_that_is_no_event_name_is_not_printed(stream: StringIO, message: object) -> None:
    logging.getLogger("app").warning(message)
    assert lines(stream)[0]["event"] == "unnamed"


def test_a_library_gives_its_place_and_not_its_message(stream: StringIO) -> None:
    logging.getLogger("uvicorn.error").warning(f"GET /v1/{WORDS}")  # noqa: G004 - as libraries do
    [line] = lines(stream)
    assert line["event"] == "library"
    assert str(line["where"]).startswith("uvicorn.error:")
    assert "alone" not in stream.getvalue()


def test_the_access_log_of_the_server_is_silent(stream: StringIO) -> None:
    logging.getLogger("uvicorn.access").warning("GET /v1/couples")
    assert lines(stream) == []


def fail() -> None:
    raise ValueError(WORDS)


def test_an_exception_gives_its_type_and_place_and_not_its_text(stream: StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("app").exception("request_failed")
    [line] = lines(stream)
    assert line["error"] == "ValueError"
    assert isinstance(line["at"], list)
    assert line["at"][-1].startswith("test_logging.py:")
    assert line["at"][-1].endswith(":fail")
    assert "alone" not in stream.getvalue()


def test_a_line_carries_the_request_it_belongs_to(stream: StringIO) -> None:
    request_id = begin_request("my-request-0001")
    logging.getLogger("app").info("request")
    assert lines(stream)[0]["request_id"] == request_id
