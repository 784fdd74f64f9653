"""The sealed words of accountability: each under its author's key, bound to its row. An erased author has none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.security.encryption import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from app.security.encryption import DataKey, Keyring


class Author:
    """One person's key for a while, if they still have one: seals what they said and opens it again."""

    __slots__ = ("_key",)

    def __init__(self, db: Session, keyring: Keyring, account_id: str) -> None:
        try:
            self._key: DataKey | None = keyring.open(db, ("account", account_id))
        except KeyDestroyed:
            # rules.md 9: their words are gone, and what is kept of them stays in its order.
            self._key = None

    def seal(self, text: str | None, *, table: str, column: str, row: str) -> bytes | None:
        if text is None or self._key is None:
            return None
        return self._key.seal(text.encode(), table=table, column=column, row=row)

    def unseal(self, sealed: bytes | None, *, table: str, column: str, row: str) -> str | None:
        if sealed is None or self._key is None:
            return None
        return self._key.unseal(sealed, table=table, column=column, row=row).decode()

    def seal_parts(self, parts: Mapping[str, str], *, table: str, row: str) -> bytes | None:
        """Seal several texts as one, for a column called `words`."""
        return self.seal(json.dumps(parts), table=table, column="words", row=row)

    def unseal_parts(self, sealed: bytes | None, *, table: str, row: str) -> dict[str, str] | None:
        text = self.unseal(sealed, table=table, column="words", row=row)
        parts: dict[str, str] | None = None if text is None else json.loads(text)
        return parts
