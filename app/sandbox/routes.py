"""The sandbox over HTTP: move the clock, have the other side played, get a partner. Mounted only where it is on."""

from typing import Annotated

from fastapi import Body, Depends, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.clock import MovableClock, wire_now
from app.couples.schemas import couple_out
from app.doors import Doors
from app.errors import FieldError, Invalid, NotFound
from app.guard.declared import problems
from app.resources import Resources
from app.sandbox.companion import pair_with_robin
from app.sandbox.duration import read_duration, write_duration
from app.sandbox.schemas import AdvanceIn, ClockAnswer, CoupleIn, PartnerAnswer, PartnerIn, SandboxCoupleAnswer
from app.sandbox.stand_in import Part
from app.sandbox.stand_ins import StandIns, stand_ins_of
from app.sandbox.standing_login import log_in_for
from app.sessions.service import require_session
from app.wire_time import stamp

router = Doors(prefix="/sandbox", tags=["sandbox"])
StandInsDep = Annotated[StandIns, Depends(stand_ins_of)]


@router.get("/clock", operation_id="readSandboxClock", summary="What time it is here", responses=problems(401, 404))
async def read_clock(_actor: ActorDep, resources: ResourcesDep) -> ClockAnswer:
    """Read the clock of the service, and how far it was moved ahead of the machine's."""
    return _told(_movable(resources))


@router.post("/clock", operation_id="moveSandboxClock", summary="Move the clock", responses=problems(401, 404))
async def move_clock(body: AdvanceIn, _actor: ActorDep, resources: ResourcesDep) -> ClockAnswer:
    """Move the clock of the whole service forwards, for everybody in it; timers that are due then fire at once.

    Logins, invitations and requests grow older too: a login that is not used for 12 hours ends.
    """
    clock = _movable(resources)
    try:
        length = read_duration(body.advance)
    except ValueError:
        raise Invalid(FieldError("/body/advance", "not_a_duration")) from None
    clock.advance(length)
    return _told(clock)


@router.post("/partner", operation_id="playPartner", summary="Have the other side played", responses=problems(401, 404))
async def play_partner(
    body: PartnerIn, actor: ActorDep, resources: ResourcesDep, stand_ins: StandInsDep
) -> PartnerAnswer:
    """Have your partner's side of a session of yours played until the session ends.

    The scripted partner acts whenever `may` lets it, as any client would, and counts as present.
    """
    row = await resources.database.read(lambda db: require_session(db, actor, body.session))
    partner_id = row.b_id if actor.account_id == row.a_id else row.a_id
    if not stand_ins.plays(row.id, partner_id):
        stand_ins.play(Part(await log_in_for(resources, partner_id), row.id, body.pace))
    return PartnerAnswer(session=row.id, plays=partner_id)


@router.post(
    "/couple",
    operation_id="pairWithRobin",
    summary="A ready partner",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401),
)
async def pair(
    actor: ActorDep,
    resources: ResourcesDep,
    stand_ins: StandInsDep,
    body: Annotated[CoupleIn | None, Body()] = None,
) -> SandboxCoupleAnswer:
    """Make a couple of you and Robin, a scripted partner with an account of their own.

    Robin accepts every talk request of yours, arrives, and plays until the end; after a restart of the service no more.
    """
    wanted, at = body or CoupleIn(), resources.clock.now()
    paired = await resources.database.write(
        lambda uow: pair_with_robin(uow, actor, resources=resources, at=at, asks=wanted.asks)
    )
    stand_ins.accompany(paired.couple.couple_id, paired.robin, pace=wanted.pace)
    return SandboxCoupleAnswer(couple=couple_out(paired.couple))


def _movable(resources: Resources) -> MovableClock:
    if not isinstance(resources.clock, MovableClock):
        raise NotFound
    return resources.clock


def _told(clock: MovableClock) -> ClockAnswer:
    return ClockAnswer(now=stamp(wire_now(clock)), ahead=write_duration(clock.ahead))
