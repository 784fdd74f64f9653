"""What is asked of storage before words are read through and stored: whose terms, in what language, seen by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.people import people_by_id
from app.agreements.history import structure_of, versions_of
from app.agreements.reading import readable_row
from app.agreements.taking import present
from app.agreements.words import key_of, unseal_words, with_words
from app.couples.access import require_partner
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.terms import Terms
    from app.security.encryption import Keyring


def spoken(
    db: Session, actor: Actor, *, couple_id: str, terms: Callable[[str, str], Terms], keyring: Keyring
) -> tuple[Terms, str]:
    """Return the terms between these two, and the language of whoever sent them."""
    _, partner_id = require_partner(db, actor, couple_id)
    return terms(actor.account_id, partner_id), language_of(db, actor, couple_id=couple_id, keyring=keyring)


def language_of(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring) -> str:
    """Return the language of one of the two; 404 for anybody else."""
    require_partner(db, actor, couple_id)
    return people_by_id(db, keyring, [actor.account_id])[actor.account_id].locale


def words_are_private(db: Session, actor: Actor, *, couple_id: str, agreement_id: str) -> bool:
    membership, _ = require_partner(db, actor, couple_id)
    return readable_row(db, present(membership), agreement_id).private_to is not None


def kept_words(
    db: Session, actor: Actor, *, couple_id: str, agreement_id: str, keyring: Keyring
) -> tuple[tuple[str, ...], str]:
    """Return the newest words that only their author has read so far, and their language; else 404."""
    membership, _ = require_partner(db, actor, couple_id)
    row = readable_row(db, present(membership), agreement_id)
    newest, key = versions_of(db, row)[-1], key_of(db, keyring, row)
    if key is None:
        raise NotFound
    terms = with_words(structure_of(row, newest), unseal_words(key, newest.terms, agreement_id=row.id))
    return terms.words, language_of(db, actor, couple_id=couple_id, keyring=keyring)
