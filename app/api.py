"""The ordered list of routers under /v1. A feature adds one line here and nothing else."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from starlette.routing import WebSocketRoute

from app import about
from app.accountability import routes as accountability
from app.accounts import routes as accounts
from app.agreements import acting_routes as acting_on_agreements
from app.agreements import life_event_routes as life_events
from app.agreements import routes as agreements
from app.assignments import care_routes as suggesting
from app.assignments import routes as assignments
from app.authoring import routes as authoring
from app.calendar_feed import routes as calendar
from app.caseload import routes as caseload
from app.checkins import routes as checkins
from app.couples import routes as couples
from app.crossings import routes as crossings
from app.doors import under
from app.export import routes as export
from app.journal import routes as journal
from app.keeping import routes as keeping
from app.observability import health
from app.progress import routes as progress
from app.rehearsal import routes as rehearsal
from app.reminders import routes as reminders
from app.sandbox import routes as sandbox_routes
from app.sessions import observing_routes as observing
from app.sessions import request_routes as talk_requests
from app.sessions import routes as sessions
from app.sessions import socket as live_socket
from app.sessions import trend_routes as trends
from app.sharing import joint_routes as goals
from app.sharing import routes as sharing
from app.templates import routes as templates
from app.therapists import consent_routes as therapist_consents
from app.therapists import note_routes as care_notes
from app.therapists import routes as therapists
from app.today import routes as today

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp


@cache
def api_routes(*, sandbox: bool) -> tuple[BaseRoute, ...]:
    """Return what `/v1` and `/health` answer, worked out once however many applications this process makes."""
    # A request is held against one route after the other: what everybody in a talk asks for comes first. No path of one
    # router could be taken for a path of another, so the order means nothing else.
    ordered = sorted(routers(sandbox=sandbox), key=lambda one: one is not sessions.router)
    return (*health.router.routes, *chain.from_iterable(under("/v1", router) for router in ordered))


def sockets() -> dict[str, ASGIApp]:
    """Return the endpoints of sockets by their whole path, from the very routes that everybody lists."""
    return {f"/v1{one.path}": one.app for one in live_socket.router.routes if isinstance(one, WebSocketRoute)}


def routers(*, sandbox: bool) -> tuple[APIRouter, ...]:
    """Return every feature's router, in the order of the documentation."""
    always = (
        about.router,
        accounts.router,
        couples.router,
        templates.router,
        authoring.router,
        rehearsal.router,
        talk_requests.router,
        sessions.router,
        observing.router,
        live_socket.router,
        agreements.router,
        acting_on_agreements.router,
        life_events.router,
        accountability.router,
        checkins.router,
        sharing.router,
        goals.router,
        today.router,
        calendar.router,
        reminders.router,
        export.router,
        progress.router,
        *journal.routers,
        trends.router,
        crossings.router,
        crossings.own,
        keeping.router,
        therapists.router,
        therapist_consents.router,
        caseload.router,
        suggesting.router,
        assignments.router,
        care_notes.router,
    )
    # Without the sandbox its routes are not there at all: an ordinary 404.
    return (*always, sandbox_routes.router) if sandbox else always
