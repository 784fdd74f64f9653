"""What is sealed of a person's reminders: what they chose, the number they are to type, and what they were told of."""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING

from app.frozen import dataclass
from app.reminders.schedule import Wishes

if TYPE_CHECKING:
    from app.security.encryption import DataKey


@dataclass(frozen=True, slots=True)
class Private:
    """Opened only for its owner and for the loop that sends."""

    wishes: Wishes = field(repr=False)
    code: str | None = field(default=None, repr=False)
    told: frozenset[str] = field(default=frozenset(), repr=False)


def seal(key: DataKey, private: Private, *, account_id: str) -> bytes:
    wishes = private.wishes
    facts = {
        "kinds": sorted(wishes.kinds),
        "hour": wishes.hour,
        "quiet_from": wishes.quiet_from,
        "quiet_to": wishes.quiet_to,
        "private": wishes.private,
        "code": private.code,
        "told": sorted(private.told),
    }
    return key.seal(json.dumps(facts).encode(), table="reminder", column="private", row=account_id)


def unseal(key: DataKey, sealed: bytes, *, account_id: str) -> Private:
    facts = json.loads(key.unseal(sealed, table="reminder", column="private", row=account_id))
    code, told, kinds = facts.pop("code"), facts.pop("told"), facts.pop("kinds")
    return Private(Wishes(kinds=frozenset(kinds), **facts), code, frozenset(told))
