"""What a person may take along of what two people shared; and when asked, what they kept for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import and_, col, or_, select

from app.sharing.tables import BrightSpotRow, GoalStepRow, JointTextRow, SceneDraftRow
from app.sharing.words import unseal, unseal_wording
from app.wire_time import stamp

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring

Told = list[dict[str, object]]


def exported(
    db: Session, keyring: Keyring, account_id: str, *, couple_ids: tuple[str, ...], private: bool
) -> dict[str, Told]:
    """Return it with its words, the oldest first."""
    found = {
        "bright_spots": _spots(db, keyring, account_id, couple_ids, kept=False),
        "goals_and_pictures": _joint(db, keyring, couple_ids),
        "goal_steps": _steps(db, keyring, couple_ids),
        "pictures_shown": _scenes(db, keyring, account_id, couple_ids, column="shown"),
    }
    if private:
        found["bright_spots_kept"] = _spots(db, keyring, account_id, couple_ids, kept=True)
        found["picture_drafts"] = _scenes(db, keyring, account_id, couple_ids, column="draft")
    return found


def _spots(db: Session, keyring: Keyring, account_id: str, couple_ids: tuple[str, ...], *, kept: bool) -> Told:
    own = and_(col(BrightSpotRow.shared_at).is_(None), col(BrightSpotRow.author_id) == account_id)
    wanted = select(BrightSpotRow).where(
        col(BrightSpotRow.couple_id).in_(couple_ids), own if kept else col(BrightSpotRow.shared_at).is_not(None)
    )
    # When it was written stays its author's own, also after it was shared.
    rows = sorted(db.exec(wanted).all(), key=lambda row: (row.shared_at or row.noted_at, row.id))
    return [
        {
            "couple": row.couple_id,
            "kind": row.kind,
            "about": row.about,
            "whose": row.whose,
            "yours": row.author_id == account_id,
            "at": stamp(row.shared_at or row.noted_at),
            "text": unseal(db, keyring, ("account", row.author_id), row.words, place=("bright_spot", "words", row.id)),
        }
        for row in rows
    ]


def _joint(db: Session, keyring: Keyring, couple_ids: tuple[str, ...]) -> Told:
    # Only what both said yes to: a mere proposal of the other's is not a person's to take along.
    wanted = select(JointTextRow).where(
        col(JointTextRow.couple_id).in_(couple_ids), col(JointTextRow.in_force).is_not(None)
    )
    found: Told = []
    for row in db.exec(wanted.order_by(col(JointTextRow.proposed_at), col(JointTextRow.id))):
        words = unseal_wording(
            db,
            keyring,
            row.in_force_words,
            version=row.in_force or "",
            couple_id=row.couple_id,
            joint_id=row.id,
            column="in_force_words",
        )
        found.append(
            {
                "couple": row.couple_id,
                "kind": row.kind,
                "state": row.state,
                "version": row.in_force,
                "text": None if words is None else words.text,
            }
        )
    return found


def _steps(db: Session, keyring: Keyring, couple_ids: tuple[str, ...]) -> Told:
    wanted = (
        select(GoalStepRow, JointTextRow.couple_id)
        .join(JointTextRow, col(JointTextRow.id) == GoalStepRow.goal_id)
        .where(col(JointTextRow.couple_id).in_(couple_ids))
        .order_by(col(GoalStepRow.id))
    )
    return [
        {
            "couple": couple_id,
            "goal": row.goal_id,
            "state": row.state,
            "on": None if row.on is None else row.on.isoformat(),
            "text": unseal(db, keyring, ("account", row.author_id), row.words, place=("goal_step", "words", row.id)),
        }
        for row, couple_id in db.exec(wanted).all()
    ]


def _scenes(db: Session, keyring: Keyring, account_id: str, couple_ids: tuple[str, ...], *, column: str) -> Told:
    own = col(SceneDraftRow.account_id) == account_id
    wanted = select(SceneDraftRow).where(
        col(SceneDraftRow.couple_id).in_(couple_ids), or_(own, col(SceneDraftRow.shown).is_not(None))
    )
    found: Told = []
    for row in db.exec(wanted.order_by(col(SceneDraftRow.couple_id), col(SceneDraftRow.account_id))):
        yours = row.account_id == account_id
        words = row.shown if column == "shown" else row.draft if yours else None
        place = ("future_scene_draft", column, f"{row.couple_id}/{row.account_id}")
        text = unseal(db, keyring, ("account", row.account_id), words, place=place)
        if text is not None:
            found.append({"couple": row.couple_id, "yours": yours, "text": text})
    return found
