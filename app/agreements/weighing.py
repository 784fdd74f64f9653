"""Practice 81: before signing, "is it fair to me?" and "can I keep it?", from 0 to 10, for oneself alone.

A low answer brings the words back to that person once. The other learns neither the numbers nor that there are any.
"""

from __future__ import annotations

import json
from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.agreements.tables import AgreementWeighingRow
from app.agreements.taking import take
from app.errors import Conflict, Problem
from app.frozen import dataclass

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.taking import Taken
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import DataKey, Keyring

# D: below the middle of the scale.
LOW: Final = 5
NUDGE: Final = (
    "You said that this may not be fair to you, or hard to keep. You can change the words, wait, or agree even so. "
    "Nobody else is told."
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one person said of one version."""

    fair: int = field(repr=False)
    keepable: int = field(repr=False)

    @property
    def is_low(self) -> bool:
        return min(self.fair, self.keepable) < LOW


def weigh(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    agreement_id: str,
    version: str,
    weighed: Weighed,
    keyring: Keyring,
) -> None:
    """Keep the answer for its author. Nothing that the partner can see moves, not even a revision."""
    taken = take(uow, actor, couple_id=couple_id, agreement_id=agreement_id)
    if taken.agreement.is_over:
        raise Conflict("not_now")
    if version != taken.newest.version:
        raise Conflict("wrong_version")
    place = (agreement_id, version, actor.account_id)
    key = keyring.open(uow.db, ("account", actor.account_id))
    numbers = key.seal(
        json.dumps([weighed.fair, weighed.keepable]).encode(),
        table="agreement_weighing",
        column="numbers",
        row="/".join(place),
    )
    uow.db.merge(AgreementWeighingRow(agreement_id=place[0], version=place[1], account_id=place[2], numbers=numbers))


def require_weighed(db: Session, keyring: Keyring, taken: Taken, *, by: str) -> None:
    """Send one's own low answer back to oneself before one signs; without any answer nothing stands in the way."""
    row = db.get(AgreementWeighingRow, (taken.row.id, taken.newest.version, by))
    if row is not None and read_weighed(keyring.open(db, ("account", by)), row).is_low:
        raise Problem("held_for_review", detail=NUDGE)


def read_weighed(key: DataKey, row: AgreementWeighingRow) -> Weighed:
    place = f"{row.agreement_id}/{row.version}/{row.account_id}"
    fair, keepable = json.loads(key.unseal(row.numbers, table="agreement_weighing", column="numbers", row=place))
    return Weighed(fair, keepable)
