"""Crossings between their rows and the lifecycle. It decides nothing; it reads, and writes what an act has changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.crossings.lifecycle import Crossing, Plan
from app.crossings.tables import CrossingRow, RedressPlanRow, RedressSignRow, RenewalRow
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from app.crossings.lifecycle import RaiseTogether

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """One crossing with its rows. The plans' words stay sealed until somebody may read them."""

    row: CrossingRow
    crossing: Crossing
    plans: Mapping[str, RedressPlanRow]


def load(db: Session, row: CrossingRow, *, partner: str, together: RaiseTogether | None = None) -> Stored:
    return load_all(db, [row], partners={row.reporter_id: partner}, together=together)[0]


def load_all(
    db: Session, rows: Sequence[CrossingRow], *, partners: Mapping[str, str], together: RaiseTogether | None = None
) -> list[Stored]:
    """Return the crossings of some rows in three queries; `partners` says who is the other of each reporter."""
    ids = [row.id for row in rows]
    plans, signs, renewals = _plans(db, ids), _signs(db, ids), _renewals(db, ids)
    return [
        Stored(
            row,
            Crossing(
                reporter=row.reporter_id,
                partner=partners[row.reporter_id],
                limit_of=row.limit_of,
                together=together,
                shared=row.shared_at is not None,
                plans=tuple(_plan(plan, signs[row.id, plan.version]) for plan in plans[row.id]),
                renewals=frozenset(renewals[row.id]),
                renewed=row.renewed,
            ),
            {plan.version: plan for plan in plans[row.id]},
        )
        for row in rows
    ]


def save(db: Session, stored: Stored, changed: Crossing) -> None:
    """Write who signed what now; the rows of new plans are there already."""
    row, before = stored.row, stored.crossing
    if changed == before:
        return
    known = {plan.hash: plan for plan in before.plans}
    for plan in changed.plans:
        if plan != known.get(plan.hash):
            _save_signs(db, row.id, plan)
    for account_id, version in changed.renewals - before.renewals:
        db.merge(RenewalRow(crossing_id=row.id, account_id=account_id, version=version))
    row.renewed = changed.renewed
    row.revision += 1
    db.flush()


def _save_signs(db: Session, crossing_id: str, plan: Plan) -> None:
    for account_id in sorted(plan.accepted | plan.done):
        db.merge(
            RedressSignRow(
                crossing_id=crossing_id,
                version=plan.hash,
                account_id=account_id,
                accepted=account_id in plan.accepted,
                done=account_id in plan.done,
            )
        )


def _plan(row: RedressPlanRow, signs: Sequence[RedressSignRow]) -> Plan:
    return Plan(
        row.version,
        accepted=frozenset(sign.account_id for sign in signs if sign.accepted),
        done=frozenset(sign.account_id for sign in signs if sign.done),
    )


def _plans(db: Session, ids: Sequence[str]) -> Mapping[str, list[RedressPlanRow]]:
    wanted = select(RedressPlanRow).where(col(RedressPlanRow.crossing_id).in_(ids)).order_by(col(RedressPlanRow.place))
    found: defaultdict[str, list[RedressPlanRow]] = defaultdict(list)
    for row in db.exec(wanted):
        found[row.crossing_id].append(row)
    return found


def _signs(db: Session, ids: Sequence[str]) -> Mapping[Key, list[RedressSignRow]]:
    found: defaultdict[Key, list[RedressSignRow]] = defaultdict(list)
    for row in db.exec(select(RedressSignRow).where(col(RedressSignRow.crossing_id).in_(ids))):
        found[row.crossing_id, row.version].append(row)
    return found


def _renewals(db: Session, ids: Sequence[str]) -> Mapping[str, list[tuple[str, str]]]:
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in db.exec(select(RenewalRow).where(col(RenewalRow.crossing_id).in_(ids))):
        found[row.crossing_id].append((row.account_id, row.version))
    return found
