"""Generated documents are fresh: what a client developer reads is what the service does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.main import create_app
from app.policy import POLICY

if TYPE_CHECKING:
    from app.settings import Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"

SECRETS = ("token", "ticket", "code", "secret", "password", "email")


@pytest.fixture
def described(settings: Settings) -> dict[str, object]:
    document: dict[str, object] = json.loads(json.dumps(create_app(settings).openapi()))
    return document


def test_the_openapi_document_is_fresh(described: dict[str, object]) -> None:
    assert json.loads(DOCUMENT.read_text()) == described, "run scripts/documents"


def test_no_document_promises_the_answer_that_echoes_what_was_sent(described: dict[str, object]) -> None:
    assert "HTTPValidationError" not in json.dumps(described)


def test_no_secret_travels_in_a_path_or_a_query(described: dict[str, object]) -> None:
    """T18: paths and queries end up in logs, histories and referrers."""
    paths = described["paths"]
    assert isinstance(paths, dict)
    operations = [operation for found in paths.values() for operation in found.values()]
    # Decisions 39 and 40: a calendar program, and a link in a mail, can send their secret in no other way.
    operations = [operation for operation in operations if POLICY[operation["operationId"]] != "address"]
    names = {parameter["name"] for operation in operations for parameter in operation.get("parameters", [])}
    assert names
    assert not [name for name in names if any(word in name for word in SECRETS)]
