"""The document of the live session is fresh, whole, and says nothing that the code does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.sessions.document.walking import Seen, explore
from app.sessions.document.writing import protocol_document
from app.sessions.protocol.commands import COMMAND_NAMES
from app.sessions.protocol.events import EVENT_NAMES
from app.sessions.protocol.table import RULES

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"


@pytest.fixture(scope="module")
def walked() -> Seen:
    return explore()


def test_the_document_of_the_live_session_is_fresh(walked: Seen) -> None:
    assert DOCUMENT.read_text() == protocol_document(walked), "run scripts/documents"


def test_every_command_and_every_event_is_described() -> None:
    written = DOCUMENT.read_text()
    assert [name for name in COMMAND_NAMES.values() if f"### `{name}`" not in written] == []
    assert [name for name in EVENT_NAMES.values() if f"| `{name}` | " not in written] == []


def test_the_walks_meet_every_rule(walked: Seen) -> None:
    """Otherwise the letters in the document would have a hole."""
    assert [key for key in RULES if not walked.offered.get(key)] == []


def test_the_walks_meet_no_rule_that_is_not_in_the_table(walked: Seen) -> None:
    assert [key for key in walked.offered if key not in RULES] == []
