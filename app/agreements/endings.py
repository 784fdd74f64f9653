"""What goes with a person who is erased: what only they had of agreements. What both signed is the other's too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, delete, or_, select

from app.agreements.tables import (
    AgreementAssentRow,
    AgreementPauseRow,
    AgreementReviewRow,
    AgreementRow,
    AgreementVersionRow,
    AgreementWeighingRow,
    LifeEventAgreementRow,
)

if TYPE_CHECKING:
    from datetime import datetime

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork

BELONGING = (
    AgreementAssentRow,
    AgreementReviewRow,
    AgreementWeighingRow,
    AgreementPauseRow,
    AgreementVersionRow,
    LifeEventAgreementRow,
)


def connect_agreements(endings: AccountEndings) -> None:
    """Nothing is done when a couple ends: what counted is read as lapsed from then on, for it counts for nobody."""
    endings.on_erase(forget)


def forget(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
    """Delete drafts, own limits, and private answers, also of couples that ended long ago."""
    db = uow.db
    own = select(AgreementRow.id).where(
        or_(
            col(AgreementRow.private_to) == account_id,
            (col(AgreementRow.scope) == "personal") & (col(AgreementRow.owner_id) == account_id),
        )
    )
    gone = list(db.exec(own).all())
    for table in BELONGING:
        db.exec(delete(table).where(col(table.agreement_id).in_(gone)))
    db.exec(delete(AgreementRow).where(col(AgreementRow.id).in_(gone)))
    for private in (AgreementReviewRow, AgreementWeighingRow):
        db.exec(delete(private).where(col(private.account_id) == account_id))
    db.flush()
