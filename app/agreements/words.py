"""The sealed words of an agreement and the nonce of its version, bound to the agreement that they belong to.

Under the couple's key; under their author's while nobody else may read them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from app.agreements.terms import Terms
from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from app.agreements.tables import AgreementRow
    from app.security.encryption import DataKey, Keyring, Owner

LISTS: Final = ("acceptable", "not_acceptable", "if_it_happens")
SENTENCES: Final = ("observable_sign", "what_i_will_do")


def owner_of_words(couple_id: str, private_to: str | None) -> Owner:
    return ("account", private_to) if private_to else ("couple", couple_id)


def seal_terms(key: DataKey, terms: Terms, *, agreement_id: str, nonce: str) -> bytes:
    """Return all words of one version, and nothing of its structure."""
    more = {name: getattr(terms, name) for name in (*LISTS, *SENTENCES) if getattr(terms, name)}
    words = json.dumps({"text": terms.text, "nonce": nonce, **more}).encode()
    return key.seal(words, table="agreement", column="terms", row=agreement_id)


def unseal_words(key: DataKey, sealed: bytes, *, agreement_id: str) -> dict[str, object]:
    words: dict[str, object] = json.loads(key.unseal(sealed, table="agreement", column="terms", row=agreement_id))
    return words


def with_words(terms: Terms, words: Mapping[str, object]) -> Terms:
    """Return the terms whole: their structure, and the words that were unsealed."""
    return Terms(
        terms.kind,
        terms.scope,
        terms.category,
        terms.owner_id,
        days=terms.days,
        cadence=terms.cadence,
        due_on=terms.due_on,
        schedule=terms.schedule,
        text=_sentence(words, "text"),
        observable_sign=_sentence(words, "observable_sign"),
        what_i_will_do=_sentence(words, "what_i_will_do"),
        acceptable=_lines(words, "acceptable"),
        not_acceptable=_lines(words, "not_acceptable"),
        if_it_happens=_lines(words, "if_it_happens"),
    )


def key_of(db: Session, keyring: Keyring, row: AgreementRow) -> DataKey | None:
    """Return the key of its words; None once it is gone, for then they are gone too."""
    try:
        return keyring.open(db, owner_of_words(row.couple_id, row.private_to))
    except KeyDestroyed:
        return None


def _sentence(words: Mapping[str, object], name: str) -> str:
    return str(words.get(name, ""))


def _lines(words: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = words.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
