"""Build the application: resources, guard, routers. Nothing is made when this module is imported."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import select, text
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

import app.tables  # noqa: F401 - every table is known before the first query
from app.accounts.endings import AccountEndings
from app.accounts.open_logins import OpenLogins
from app.agreements.annotating import Annotations
from app.api import api_routes, sockets
from app.clock import MovableClock, SystemClock
from app.couples.leaving import Leaving
from app.crossings.standing import crossed_agreements
from app.database import Database, migrate
from app.database.address import address_of
from app.description import describe
from app.endings import connect as connect_endings
from app.errors import PROBLEM_CODES, Problem
from app.gauges import watch
from app.guard import problems
from app.guard.draining import Draining
from app.guard.handshakes import Handshakes
from app.guard.middleware import Guard
from app.guard.origin import Origins, origin_of
from app.hooks import Hooks
from app.ids import SystemIds
from app.mail.choosing import mailer_of
from app.observability.metrics import Metrics
from app.observability.watching import watched
from app.realtime.bus import MemoryBus
from app.realtime.close_codes import CloseCode
from app.realtime.hub import Hub
from app.realtime.presence import Presence
from app.reminders.sending import Sending
from app.resources import Resources
from app.sandbox.stand_ins import StandIns
from app.security import master_key
from app.security.encryption import Keyring
from app.security.erasures import keeping
from app.security.ledger import Ledger
from app.security.master_key import KeyedHash
from app.security.passwords import Passwords
from app.security.rate_limit import Limiter
from app.security.rewrapping import rewrapping
from app.sessions.admitting import Admitting
from app.sessions.ending import LAST_FRAMES, close_sockets, end_with_couple
from app.sessions.engine.engine import Engine
from app.sessions.forgetting import forgetting
from app.sessions.observing.removing import Removing
from app.sessions.observing.watching import Watching
from app.sessions.protocol.answers import REFUSALS
from app.sessions.protocol.commands import COMMANDS_BY_NAME
from app.sessions.protocol.observer_commands import OBSERVER_COMMANDS_BY_NAME
from app.templates.service import publish_builtin
from app.therapists.ended import SharingEnded
from app.web.mount import mount as mount_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from app.clock import Clock
    from app.database import UnitOfWork
    from app.ids import Ids
    from app.observability.health import Readiness
    from app.realtime.bus import Bus
    from app.security.master_key import MasterKey
    from app.settings import Settings


# A template has some hundred small parts.
DOCUMENTS: Final = ("/v1/me/templates",)


def create_app(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> FastAPI:
    """Return an application over a database that is at head; `rejoin serve` has seen to that."""
    metrics = new_metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        resources = make_resources(settings, clock=clock, ids=ids, metrics=metrics)
        app.state.resources = resources
        _connect(resources)
        open_logins = OpenLogins(resources.database, hub=resources.hub, bus=resources.bus)
        try:
            await asyncio.gather(resources.bus.start(), resources.limiter.start())
            if settings.many_processes:
                open_logins.start()
            await resources.database.write(lambda uow: publish_builtin(uow, resources.clock.now()))
            engine = app.state.engine = Engine(resources)
            _connect_sessions(resources, engine)
            watch(resources, engine)
            app.state.watching = Watching(resources, dismiss=engine.dismiss)
            app.state.removing = _connect_observing(resources, engine)
            app.state.admitting = Admitting(resources.database, resources.clock, resources.ids)
            await engine.start()
            reminders = app.state.reminders = Sending(resources)
            stand_ins = app.state.stand_ins = StandIns(resources, engine)
            try:
                new, old = resources.master_key, resources.other_master_key
                async with (
                    watched(metrics),
                    _traced(settings, metrics),
                    rewrapping(resources.database, old=old, new=new),
                    keeping(resources.database, resources.ledger),
                    forgetting(resources.database, resources.clock),
                    reminders.going_on(),
                ):
                    yield
            finally:
                await stand_ins.stop()
        finally:
            resources.hub.close_all(CloseCode.RESTARTING)
            # Nothing that was begun loses its answer: what is under way is committed first.
            for running in ("admitting", "watching", "engine"):
                if hasattr(app.state, running):
                    await getattr(app.state, running).stop()
            await open_logins.stop()
            await asyncio.gather(resources.bus.stop(), resources.limiter.stop())
            resources.close()

    draining = Draining()
    app = FastAPI(
        title="Rejoin",
        version="0.1.0",
        summary="A live repair conversation for two partners, enforced on the server.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None if settings.production else "/v1/openapi.json",
        redirect_slashes=False,
        # Exported telemetry would carry exception messages and paths.
        telemetry={"logs": False, "tracing": False, "metrics": False},
        middleware=_middleware(settings, draining, metrics),
    )
    app.state.draining, app.state.metrics = draining, metrics
    problems.install(app)
    app.state.readiness = lambda: _readiness(app)
    # Production refuses to start with the sandbox; were it to start nevertheless, nobody could move its clock.
    app.router.routes.extend(api_routes(sandbox=settings.sandbox and not settings.production))
    mount_page(app)
    describe(app)
    metrics.routes.update(path for route in iter_route_contexts(app.routes) if (path := route.path))
    return app


def _traced(settings: Settings, metrics: Metrics) -> AbstractAsyncContextManager[object]:
    if settings.otel_endpoint is None:
        return nullcontext()
    # Loaded by whoever asked for it only.
    from app.observability.tracing import traced  # noqa: PLC0415

    return traced(metrics, settings.otel_endpoint)


def new_metrics() -> Metrics:
    return Metrics(commands={*COMMANDS_BY_NAME, *OBSERVER_COMMANDS_BY_NAME}, codes=(*PROBLEM_CODES, *REFUSALS))


def make_resources(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None, metrics: Metrics | None = None
) -> Resources:
    """Return what one process owns; also for the command line, which has no lifespan."""
    chosen_ids = ids or SystemIds()
    master = master_key.load(settings.key_file, may_create=_may_create_key(settings))
    other = _other_key(settings, master)
    bus, limiter = _alone(settings) if settings.valkey_url is None else _together(settings, master)
    return Resources(
        settings=settings,
        clock=clock or (MovableClock() if settings.sandbox else SystemClock()),
        ids=chosen_ids,
        database=Database.of(settings),
        master_key=master,
        other_master_key=other,
        keyring=Keyring(master, chosen_ids, other=other),
        ledger=Ledger(settings.ledger_file, master),
        passwords=Passwords(settings.argon2),
        limiter=limiter,
        bus=bus,
        hub=Hub(bus),
        presence=Presence(),
        handshakes=Handshakes(),
        hooks=Hooks(),
        mailer=mailer_of(settings),
        metrics=metrics or new_metrics(),
    )


def _alone(settings: Settings) -> tuple[Bus, Limiter]:
    return MemoryBus(alone=settings.workers == 1), Limiter(on=settings.rate_limits == "on")


def _together(settings: Settings, master: MasterKey) -> tuple[Bus, Limiter]:
    """Return the bus and the quotas that several processes share; a process that is alone does not load them."""
    from app.realtime.valkey_bus import ValkeyBus  # noqa: PLC0415
    from app.security.valkey_limits import SharedLimiter  # noqa: PLC0415
    from app.valkey.client import Valkey  # noqa: PLC0415

    url = settings.valkey_url or ""
    # Whoever reads Valkey sees neither ids nor addresses, and two services in one Valkey do not meet.
    bus = ValkeyBus(Valkey(url, purpose="bus"), hashed=KeyedHash(master, purpose="bus"))
    limits = Valkey(url, purpose="limits")
    quotas = KeyedHash(master, purpose="quotas")
    return bus, SharedLimiter(limits, hashed=quotas, on=settings.rate_limits == "on")


def _connect(resources: Resources) -> None:
    """Tell the lower features what else must happen when they erase a person or end a login (README 15)."""
    connect_endings(resources.hooks, keyring=resources.keyring, bus=resources.bus)
    resources.hooks.of(Annotations).on_show(crossed_agreements)


def _connect_sessions(resources: Resources, engine: Engine) -> None:
    """A session ends with its couple, in the same transaction; timers look again when the sandbox moves the clock."""

    def ended(session_id: str) -> None:
        # The two see the neutral end first, and then nothing more, even if reading it again should fail.
        engine.repair(session_id)
        asyncio.get_running_loop().call_later(LAST_FRAMES, close_sockets, resources.hub, session_id)

    def left(uow: UnitOfWork, couple_id: str, _leaver_id: str, at: datetime) -> None:
        end_with_couple(uow, couple_id, at, keyring=resources.keyring, ended=ended)

    def erased(uow: UnitOfWork, account_id: str, _at: datetime) -> None:
        uow.after_commit(lambda: engine.forget_person(account_id))

    resources.hooks.of(Leaving).on_leave(left)
    resources.hooks.of(AccountEndings).on_erase(erased)
    if isinstance(resources.clock, MovableClock):
        resources.clock.on_move(engine.timers.look_again)


def _connect_observing(resources: Resources, engine: Engine) -> Removing:
    """Whoever may watch no longer goes in the transaction that says so."""
    removing = Removing(resources.keyring, resources.bus, repair=engine.repair)
    resources.hooks.of(SharingEnded).on_end(removing.sharing_ended)
    return removing


def _other_key(settings: Settings, master: MasterKey) -> MasterKey | None:
    if settings.other_master_key_file is None:
        return None
    other = master_key.load(settings.other_master_key_file, may_create=False)
    return None if other.id == master.id else other


def _may_create_key(settings: Settings) -> bool:
    """README 14: only in development, at the default place, and never for data whose key went missing."""
    local = settings.database_kind == "sqlite" and settings.master_key_file is None
    return local and not settings.production and migrate.is_without_keys(address_of(settings))


def _middleware(settings: Settings, draining: Draining, metrics: Metrics) -> list[Middleware]:
    own = origin_of(settings.public_url) if settings.public_url else None
    origins = Origins(frozenset(settings.allowed_origins), own)
    https = settings.base_url.startswith("https://")
    guard = Middleware(
        Guard,
        origins=origins,
        https=https,
        draining=draining,
        answered=metrics.answered,
        sockets=sockets(),
        documents=DOCUMENTS,
    )
    if not settings.allowed_origins:
        return [guard]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "PATCH", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
        expose_headers=["X-Request-Id", "Retry-After"],
    )
    return [cors, guard]


async def _readiness(app: FastAPI) -> Readiness:
    resources: Resources = app.state.resources
    if app.state.draining.begun:
        return "unavailable"
    try:
        await resources.database.read(lambda db: db.exec(select(text("1"))).one())
    except Problem:
        return "unavailable"
    return "ok" if resources.bus.healthy and resources.limiter.healthy else "degraded"
