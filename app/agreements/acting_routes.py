"""What one person does to an agreement over HTTP: offer, say yes, end, weigh, look again, show. No rule lives here."""

from typing import Annotated

from fastapi import Body, Response

from app.accounts.authentication import ActorDep, ResourcesDep
from app.agreements.answering import answer_review, read_review
from app.agreements.bodies import AssentIn, DraftOfferIn, PauseIn, ReviewIn, SharingIn, WeighingIn
from app.agreements.coaching import read_through
from app.agreements.deciding import assent, end, show
from app.agreements.drafts import kept_words
from app.agreements.proposing import Offer, offer
from app.agreements.resting import rest, take_up
from app.agreements.routes import read
from app.agreements.schemas import (
    AgreementAnswer,
    ProposalAnswer,
    ReviewedAnswer,
    WeighingAnswer,
    agreement_out,
    notes_out,
    review_out,
)
from app.agreements.weighing import NUDGE, Weighed, weigh
from app.couples.schemas import NothingIn
from app.doors import Doors
from app.guard.declared import problems

router = Doors(prefix="/couples/{couple_id}/agreements/{agreement_id}", tags=["agreements"])

# A body with nothing in it may be left out altogether.
Nothing = Annotated[NothingIn | None, Body()]
FOR_AN_ACT = problems(401, 404, 409)


@router.post("/offer", operation_id="offerDraft", summary="Offer a draft", responses=FOR_AN_ACT)
async def post_offer(
    couple_id: str, agreement_id: str, body: DraftOfferIn, actor: ActorDep, resources: ResourcesDep
) -> ProposalAnswer:
    """Put your draft before the other; that is your own yes to it. A limit of your own counts from now on."""
    at = resources.clock.now()
    words, language = await resources.database.read(
        lambda db: kept_words(db, actor, couple_id=couple_id, agreement_id=agreement_id, keyring=resources.keyring)
    )
    notes = read_through(words, language=language)
    await resources.database.write(
        lambda uow: offer(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            offered=Offer(body.version, shared_with_partner=body.shared_with_partner, even_so=body.even_so),
            keyring=resources.keyring,
            at=at,
        )
    )
    agreed = await read(resources, actor, couple_id, agreement_id)
    return ProposalAnswer(agreement=agreement_out(agreed), notes=notes_out(notes))


@router.post("/assent", operation_id="assentToAgreement", summary="Say yes to a version", responses=FOR_AN_ACT)
async def post_assent(
    couple_id: str, agreement_id: str, body: AssentIn, actor: ActorDep, resources: ResourcesDep
) -> AgreementAnswer:
    """Say yes to the newest version, by its name. It counts once everyone needed has; `wrong_version` for any other.

    After you have said that it may not be fair, or hard to keep, it comes back to you once: `held_for_review`.
    """
    at = resources.clock.now()
    await resources.database.write(
        lambda uow: assent(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            version=body.version,
            even_so=body.even_so,
            keyring=resources.keyring,
            at=at,
        )
    )
    return AgreementAnswer(agreement=agreement_out(await read(resources, actor, couple_id, agreement_id)))


@router.post("/end", operation_id="endAgreement", summary="End your part in an agreement", responses=FOR_AN_ACT)
async def post_end(
    couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> AgreementAnswer:
    """Take back your yes, at once and without a reason. A shared agreement then no longer counts.

    Doing it twice is no error. The other's own limit is theirs to end: `not_now`.
    """
    await resources.database.write(lambda uow: end(uow, actor, couple_id=couple_id, agreement_id=agreement_id))
    return AgreementAnswer(agreement=agreement_out(await read(resources, actor, couple_id, agreement_id)))


@router.put("/sharing", operation_id="showOwnLimit", summary="Show a limit of your own", responses=FOR_AN_ACT)
async def put_sharing(
    couple_id: str, agreement_id: str, body: SharingIn, actor: ActorDep, resources: ResourcesDep
) -> AgreementAnswer:
    """Let the other read a limit of your own as it counts now, or no longer. Earlier wordings are not shown."""
    at = resources.clock.now()
    if body.shared_with_partner:
        words, language = await resources.database.read(
            lambda db: kept_words(db, actor, couple_id=couple_id, agreement_id=agreement_id, keyring=resources.keyring)
        )
        read_through(words, language=language)
    await resources.database.write(
        lambda uow: show(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            to_partner=body.shared_with_partner,
            keyring=resources.keyring,
            at=at,
        )
    )
    return AgreementAnswer(agreement=agreement_out(await read(resources, actor, couple_id, agreement_id)))


@router.put("/weighing", operation_id="weighAgreement", summary="Is it fair to you?", responses=FOR_AN_ACT)
async def put_weighing(
    couple_id: str, agreement_id: str, body: WeighingIn, actor: ActorDep, resources: ResourcesDep
) -> WeighingAnswer:
    """Say for yourself, from 0 to 10, how fair it is to you and how well you can keep it. Nobody else learns of it."""
    weighed = Weighed(body.fair, body.keepable)
    await resources.database.write(
        lambda uow: weigh(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            version=body.version,
            weighed=weighed,
            keyring=resources.keyring,
        )
    )
    return WeighingAnswer(low=weighed.is_low, note=NUDGE if weighed.is_low else None)


@router.get("/review", operation_id="readReview", summary="Look at it again", responses=problems(401, 404))
async def get_review(couple_id: str, agreement_id: str, actor: ActorDep, resources: ResourcesDep) -> ReviewedAnswer:
    """Read your own answer, and what came of the last round that everyone answered."""
    today = resources.clock.now().date()
    looked = await resources.database.read(
        lambda db: read_review(db, actor, couple_id=couple_id, agreement_id=agreement_id, today=today)
    )
    return ReviewedAnswer(review=review_out(looked))


@router.put("/review", operation_id="answerReview", summary="Keep, change, or let it go", responses=FOR_AN_ACT)
async def put_review(
    couple_id: str, agreement_id: str, body: ReviewIn, actor: ActorDep, resources: ResourcesDep
) -> ReviewedAnswer:
    """Answer for yourself; the other reads it when they have answered too. Both keep: the day moves on.

    Both let it go: it no longer counts. Anything else is a reason to talk, and it goes on counting.
    """
    today = resources.clock.now().date()
    looked = await resources.database.write(
        lambda uow: answer_review(
            uow, actor, couple_id=couple_id, agreement_id=agreement_id, choice=body.answer, today=today
        )
    )
    return ReviewedAnswer(review=review_out(looked))


@router.post("/pauses", operation_id="restRitual", summary="Let a ritual rest", responses=FOR_AN_ACT)
async def post_pause(
    couple_id: str, agreement_id: str, body: PauseIn, actor: ActorDep, resources: ResourcesDep
) -> AgreementAnswer:
    """Let a ritual rest for some days. Either of you may, and nothing says who."""
    today = resources.clock.now().date()
    await resources.database.write(
        lambda uow: rest(
            uow,
            actor,
            couple_id=couple_id,
            agreement_id=agreement_id,
            first_on=body.first_on,
            last_on=body.last_on,
            ids=resources.ids,
            today=today,
        )
    )
    return AgreementAnswer(agreement=agreement_out(await read(resources, actor, couple_id, agreement_id)))


@router.delete(
    "/pauses/{pause_id}", operation_id="takeUpRitual", summary="Take a ritual up again", status_code=204,
    responses=problems(401, 404),
)  # fmt: skip
async def delete_pause(
    couple_id: str, agreement_id: str, pause_id: str, actor: ActorDep, resources: ResourcesDep
) -> Response:
    """End a pause from today on."""
    today = resources.clock.now().date()
    await resources.database.write(
        lambda uow: take_up(uow, actor, couple_id=couple_id, agreement_id=agreement_id, pause_id=pause_id, today=today)
    )
    return Response(status_code=204)
