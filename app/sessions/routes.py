"""The live session over HTTP: snapshot, events, commands, tickets, transcript, and the schemas of all bodies."""

from typing import Annotated, Any, Literal, cast

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ExemptActorDep, ResourcesDep
from app.accounts.people import names_of
from app.couples.access import require_record
from app.couples.over import names_afterwards
from app.doors import Doors
from app.errors import NotFound, Problem
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, cut, decode_cursor
from app.resources import Resources
from app.security.rate_limit import TICKET
from app.sessions.admitting import Admitting
from app.sessions.bodies import BODIES
from app.sessions.body_parts import Nothing
from app.sessions.engine.engine import Engine
from app.sessions.engine.live import Live
from app.sessions.engine.publishing import shown
from app.sessions.engine.store import sessions_of_couple
from app.sessions.frame_schemas import frame_schemas
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import REFUSALS, Refused
from app.sessions.protocol.observer_commands import OBSERVER_COMMANDS_BY_NAME
from app.sessions.protocol.reviewed import shown_review
from app.sessions.protocol.state import PHASE_NAMES
from app.sessions.schemas import (
    CommandAnswer,
    CommandIn,
    EventOut,
    EventsAnswer,
    SessionOut,
    TicketAnswer,
    TranscriptAnswer,
    TranscriptEntry,
)
from app.sessions.service import Asked, perform, require_past, require_session
from app.sessions.tables import SessionRow
from app.sessions.transcript import Entry, as_text, entries
from app.wire_time import stamp

router = Doors(tags=["sessions"])
# More than this behind is a snapshot's work (session.md 3).
FURTHEST_BEHIND = 500
VIEW: dict[str, Any] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/View"}}}}


async def engine_of(request: Request) -> Engine:
    return cast("Engine", request.app.state.engine)


async def admitting_of(request: Request) -> Admitting:
    return cast("Admitting", request.app.state.admitting)


EngineDep = Annotated[Engine, Depends(engine_of)]
AdmittingDep = Annotated[Admitting, Depends(admitting_of)]


async def present_view(engine: Engine, resources: Resources, actor: Actor, session_id: str) -> dict[str, Any]:
    """The actor's view, with what time brought already done. Asking is being here (L-15)."""
    resources.presence.polled(session_id, actor.account_id)

    async def drawn(live: Live) -> dict[str, Any]:
        side = live.side_of(actor.account_id)
        if side is None:
            raise NotFound
        return shown(live, side, engine.moment(live))

    return await engine.exclusively(session_id, drawn)


@router.get("/sessions/{session_id}", operation_id="getSession", summary="What you see and may do now",
            response_model=None, responses={200: VIEW, **problems(401, 404)})  # fmt: skip
async def get_session(session_id: str, actor: ActorDep, resources: ResourcesDep, engine: EngineDep) -> dict[str, Any]:
    """The view: a snapshot for you. `may` lists every command that you may send now."""
    await resources.database.read(lambda db: require_session(db, actor, session_id))
    return await present_view(engine, resources, actor, session_id)


@router.get("/sessions/{session_id}/events", operation_id="getSessionEvents", summary="What happened since",
            responses=problems(401, 404))  # fmt: skip
async def get_events(
    session_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    engine: EngineDep,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last `seq` that you have.")] = 0,
) -> EventsAnswer:
    """The shared events after `after`, in order, at most 500; and your view now. This is also the polling transport."""
    row = await resources.database.read(lambda db: require_session(db, actor, session_id))
    view = await present_view(engine, resources, actor, session_id)
    found = await resources.database.read(
        lambda db: entries(db, resources.keyring, row, after=after, limit=FURTHEST_BEHIND)
    )
    events = [EventOut(seq=one.seq, name=one.name, by=one.by, at=one.at, body=one.body) for one in found]
    return EventsAnswer(epoch=row.epoch, events=events, seq=events[-1].seq if events else view["seq"], view=view)


@router.post("/sessions/{session_id}/commands", operation_id="sendCommand", summary="Send one command",
             responses=problems(401, 404, 409, 429, 503))  # fmt: skip
async def send_command(
    session_id: str, body: CommandIn, actor: ExemptActorDep, resources: ResourcesDep, engine: EngineDep
) -> CommandAnswer:
    """The same gate, the same rules and the same codes as the socket. A refusal is a 409 with its `code`."""
    await resources.database.read(lambda db: require_session(db, actor, session_id))
    resources.presence.polled(session_id, actor.account_id)
    answer = await perform(engine, resources, actor, session_id, Asked(body.ref.lower(), body.name, body.body))
    if isinstance(answer, Refused):
        review = shown_review(answer.review) if answer.review else None
        detail = REFUSALS[answer.code]
        raise Problem(answer.code, status=409, detail=detail, retry_at=answer.retry_at, review=review)
    return CommandAnswer(ref=body.ref, seq=answer)


@router.post("/sessions/{session_id}/tickets", operation_id="createTicket", summary="A ticket for the socket",
             responses=problems(401, 404, 429))  # fmt: skip
async def create_ticket(
    session_id: str, actor: ActorDep, request: Request, resources: ResourcesDep, admitting: AdmittingDep
) -> TicketAnswer:
    """A ticket for `/v1/live`: thirty seconds, single use. Send it in the `hello` frame, never in the URL."""
    await resources.limiter.hit(TICKET, actor.account_id)
    made = await admitting.ticket_for(actor, session_id)
    return TicketAnswer(ticket=made.secret, url=socket_url(request, resources), expires_at=stamp(made.expires_at))


def socket_url(request: Request, resources: Resources) -> str:
    base = resources.settings.public_url or str(request.base_url)
    return base.replace("http", "ws", 1).rstrip("/") + "/v1/live"


@router.get("/sessions/{session_id}/transcript", operation_id="getTranscript", summary="The record of a session",
            responses=problems(401, 404))  # fmt: skip
async def get_transcript(
    session_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    form: Annotated[Literal["json", "text"], Query(alias="format")] = "json",
) -> Response:
    """Everything both of you saw, in order; nothing that was private to one of you.

    It stays yours to read when the couple is over. The words of somebody who was erased are gone.
    """
    keyring = resources.keyring

    def read(db: Session) -> tuple[SessionRow, tuple[Entry, ...], dict[str, str]]:
        row, past = require_past(db, actor, session_id)
        people = (row.a_id, row.b_id)
        afterwards = names_afterwards(db, actor, people, keyring=keyring)
        return row, entries(db, keyring, row), afterwards if past.over else names_of(db, keyring, people)

    row, record, names = await resources.database.read(read)
    if form == "text":
        return PlainTextResponse(as_text(row, record, names))
    answer = TranscriptAnswer(
        session=row.id,
        created_at=stamp(row.created_at),
        outcome=row.outcome,
        people=names,
        events=[
            TranscriptEntry(seq=one.seq, name=one.name, by=one.by, at=one.at, body=one.body, chain=one.chain)
            for one in record
        ],
    )
    return JSONResponse(answer.model_dump())


@router.get("/couples/{couple_id}/sessions", operation_id="listSessions", summary="The couple's sessions, newest first",
            responses=problems(400, 401, 404))  # fmt: skip
async def list_sessions(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[SessionOut]:
    """List the talks of the two of you: how far each came, and never who paused it or who left it."""

    def read(db: Any) -> Any:  # Any: the database session in, a slice of rows out.
        require_record(db, actor, couple_id)
        before = decode_cursor("sessions", cursor)
        rows = sessions_of_couple(db, couple_id, before=before, limit=limit + 1)
        return cut(rows, limit, scope="sessions", place=lambda row: row.id)

    found = await resources.database.read(read)
    data = [
        SessionOut(
            id=row.id,
            template=row.template_slug,
            medium=row.medium,
            phase=row.phase,
            outcome=row.outcome,
            created_at=stamp(row.created_at),
            opens_at=stamp(row.opens_at or row.created_at),
            ended_at=stamp(row.ended_at) if row.ended_at else None,
        )
        for row in found.items
    ]
    return Page(data=data, next_cursor=found.next_cursor, has_more=found.has_more)


@router.get("/schemas/commands", operation_id="listCommandSchemas", summary="The names of all commands")
async def list_schemas() -> dict[str, list[str]]:
    """Every command's name, and those of whoever watches; a body's JSON Schema is at `/v1/schemas/commands/{name}`."""
    watching = list(OBSERVER_COMMANDS_BY_NAME)
    return {
        "commands": list(c.COMMANDS_BY_NAME),
        "observer_commands": watching,
        "phases": sorted(set(PHASE_NAMES.values())),
    }


@router.get("/schemas/frames", operation_id="getFrameSchemas", summary="The frames of the socket, and the view")
async def get_frame_schemas() -> Response:
    """The JSON Schema of every frame on `/v1/live`, both ways, and of the view. It changes only with a release."""
    return JSONResponse(frame_schemas(), headers={"Cache-Control": "public, max-age=3600"})


@router.get("/schemas/commands/{name}", operation_id="getCommandSchema", summary="The body of one command",
            responses=problems(404))  # fmt: skip
async def get_schema(name: str) -> Response:
    """The JSON Schema of a command's body. It changes only with a release, so keep it."""
    body: Any = BODIES.get(c.COMMANDS_BY_NAME.get(name))  # type: ignore[arg-type]  # None is no key.
    if name in OBSERVER_COMMANDS_BY_NAME:
        body = Nothing
    if body is None:
        raise NotFound
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **body.model_json_schema()}
    return JSONResponse({**schema, "title": name}, headers={"Cache-Control": "public, max-age=3600"})
