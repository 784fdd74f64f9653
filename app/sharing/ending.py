"""What is deleted when a person is erased. When a couple ends nothing is: what was kept stays with its author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.couples.members import places_beside
from app.sharing.tables import BrightSpotRow, JointAcceptanceRow, JointTextRow, SceneDraftRow

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork


def connect(endings: AccountEndings) -> None:
    endings.on_erase(erased)


def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """rules.md 9: what was private is deleted; the words of what was shared go with the key.

    What both said yes to is the other's as well, and is kept. What only one had proposed nobody can read any more.
    """
    db = uow.db
    kept = col(BrightSpotRow.shared_at).is_(None)
    for spot in db.exec(select(BrightSpotRow).where(BrightSpotRow.author_id == account_id, kept)):
        db.delete(spot)
    for scene in db.exec(select(SceneDraftRow).where(SceneDraftRow.account_id == account_id)):
        scene.draft = None
        db.add(scene)
    proposed = select(JointTextRow).where(
        col(JointTextRow.couple_id).in_(tuple(places_beside(db, account_id))), col(JointTextRow.in_force).is_(None)
    )
    for joint in db.exec(proposed).all():
        _forget(uow, joint)
    db.flush()


def _forget(uow: UnitOfWork, joint: JointTextRow) -> None:
    db = uow.db
    for yes in db.exec(select(JointAcceptanceRow).where(JointAcceptanceRow.joint_id == joint.id)):
        db.delete(yes)
    # A goal that never counted never had steps.
    db.flush()
    db.delete(joint)
