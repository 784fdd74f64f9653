"""Tokens: opaque, recognisable by scanners, and stored only as a hash."""

from __future__ import annotations

from app.ids import SystemIds
from app.security.tokens import digest, looks_like_ticket, looks_like_token, new_ticket, new_token


def test_a_token_is_found_again_by_its_digest_only() -> None:
    issued = new_token(SystemIds())
    assert issued.secret.startswith("rjn_")
    assert issued.digest == digest(issued.secret)
    assert issued.secret not in repr(issued)


def test_a_ticket_is_not_a_token() -> None:
    ticket = new_ticket(SystemIds()).secret
    assert looks_like_ticket(ticket)
    assert not looks_like_token(ticket)


def test_what_cannot_be_a_token_is_known_without_looking() -> None:
    assert looks_like_token(new_token(SystemIds()).secret)
    assert not looks_like_token("rjn_" + "a" * 1000)
    assert not looks_like_token("")


def test_a_strange_token_has_a_digest_too() -> None:
    assert len(digest("\ud800")) == 64
