"""The sealed words of crossings: a note, an opening and a view under their author's key, a plan under the couple's."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from app.frozen import dataclass
from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.crossings.lifecycle import RaiseTogether
    from app.security.encryption import Keyring, Owner

Column = Literal["note", "opening", "other_view"]


@dataclass(frozen=True, slots=True)
class Note:
    """What the reporter wrote for themselves, and their answer to the private question. Nobody else's, ever."""

    text: str = field(repr=False)
    together: RaiseTogether | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a redress says, and the nonce without which its name could be guessed."""

    what: str = field(repr=False)
    answers: str = field(repr=False)
    nonce: str = field(repr=False)


def seal_note(db: Session, keyring: Keyring, note: Note, *, author: str, row: str) -> bytes:
    # The answer lies with the words: whoever reads the database does not learn that somebody is afraid.
    said = json.dumps({"text": note.text, "together": note.together}).encode()
    return keyring.open(db, ("account", author)).seal(said, table="crossing", column="note", row=row)


def read_note(db: Session, keyring: Keyring, sealed: bytes, *, author: str, row: str) -> Note:
    return Note(
        **json.loads(keyring.open(db, ("account", author)).unseal(sealed, table="crossing", column="note", row=row))
    )


def seal_words(db: Session, keyring: Keyring, text: str, *, author: str, column: Column, row: str) -> bytes:
    return keyring.open(db, ("account", author)).seal(text.encode(), table="crossing", column=column, row=row)


def read_words(
    db: Session, keyring: Keyring, sealed: bytes | None, *, author: str, column: Column, row: str
) -> str | None:
    """Return the words; None where none were said, or once their author's key is gone."""
    if sealed is None:
        return None
    found = _unsealed(db, keyring, sealed, owner=("account", author), table="crossing", column=column, row=row)
    return None if found is None else found.decode()


def seal_plan(db: Session, keyring: Keyring, words: PlanWords, *, couple_id: str, row: str) -> bytes:
    said = json.dumps({"what": words.what, "answers": words.answers, "nonce": words.nonce}).encode()
    return keyring.open(db, ("couple", couple_id)).seal(said, table="redress_plan", column="words", row=row)


def read_plan(db: Session, keyring: Keyring, sealed: bytes, *, couple_id: str, row: str) -> PlanWords | None:
    found = _unsealed(db, keyring, sealed, owner=("couple", couple_id), table="redress_plan", column="words", row=row)
    return None if found is None else PlanWords(**json.loads(found))


def _unsealed(
    db: Session, keyring: Keyring, sealed: bytes, *, owner: Owner, table: str, column: str, row: str
) -> bytes | None:
    try:
        return keyring.open(db, owner).unseal(sealed, table=table, column=column, row=row)
    except KeyDestroyed:
        return None
