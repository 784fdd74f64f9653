"""The templates that a person writes, for their own export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.authoring.drafts import all_of
from app.authoring.schemas import template_out

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.security.encryption import Keyring


def exported(
    db: Session,
    keyring: Keyring,
    account_id: str,
    *,
    couple_ids: tuple[str, ...],  # noqa: ARG001 - the form of every feature's `exported`; a template knows no couple
    private: bool,  # noqa: ARG001 - nothing of a private life is in it
) -> dict[str, list[dict[str, object]]]:
    wanted = {"slug", "state", "version", "revision", "changed_at", "content"}
    return {
        "templates": [
            template_out(one).model_dump(mode="json", include=wanted) for one in all_of(db, account_id, keyring)
        ]
    }
