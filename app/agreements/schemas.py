"""What is asked and answered about agreements. Both partners get the same answers."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from app.agreements.lifecycle import AgreementCategory, AgreementKind, AgreementScope, AgreementState
from app.agreements.service import Agreed
from app.wire_time import stamp

Moment = Annotated[datetime, PlainSerializer(stamp, return_type=str)]


class AgreementOut(BaseModel):
    """One agreement: what was said, whose it is, and whether it counts now."""

    id: str
    kind: AgreementKind
    scope: AgreementScope = Field(description="`shared` needs both; `personal` is its owner's own limit or promise.")
    category: AgreementCategory | None
    owner: str | None = Field(description="The id of the partner whose it is; null when it is both's.")
    text: str | None = Field(repr=False, description="Null once the words were erased.")
    state: AgreementState = Field(description="`active` only while everyone needed stands by this very version.")
    version: str = Field(description="The name of exactly these words.")
    assented_by_both: bool
    session: str | None = Field(description="Where it was reached.")
    reached_at: Moment
    review_on: date | None = Field(description="When to look at a boundary again.")
    first_follow_up_on: date | None = Field(description="When to look at a commitment for the first time.")


class AgreementAnswer(BaseModel):
    """One agreement."""

    agreement: AgreementOut


def agreement_out(agreed: Agreed) -> AgreementOut:
    return AgreementOut(
        id=agreed.id,
        kind=agreed.kind,
        scope=agreed.scope,
        category=agreed.category,
        owner=agreed.owner_id,
        text=agreed.text,
        state=agreed.state,
        version=agreed.version,
        assented_by_both=agreed.assented_by_both,
        session=agreed.session_id,
        reached_at=agreed.reached_at,
        review_on=agreed.review_on,
        first_follow_up_on=agreed.first_follow_up_on,
    )
