"""The live sessions of this process: every command, from every door, and all that time brings, comes through here.

Decide in memory, commit in groups, fence with the revision, answer after the commit (README 2). A unit that lost its
fence is read again and decided again, three times; then it is decided behind the lock of its row.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from app.clock import wire_now
from app.errors import NotFound, Unavailable
from app.realtime.hub import session_topic
from app.sessions.engine.codec import decode
from app.sessions.engine.committer import Committer
from app.sessions.engine.following import Following
from app.sessions.engine.gathering import Gathering
from app.sessions.engine.insisting import Insistence, Outrun
from app.sessions.engine.loading import people_of
from app.sessions.engine.memory import Memory
from app.sessions.engine.neighbours import Neighbours
from app.sessions.engine.preparing import prepare
from app.sessions.engine.publishing import publish_events, publish_presence, publish_view
from app.sessions.engine.regardless import regardless
from app.sessions.engine.store import events_after, waiting_for_time
from app.sessions.engine.timers import Timers
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.facts import BEFORE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.resources import Resources
    from app.sessions.engine.live import Live, Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.preparing import Prepared
    from app.sessions.protocol.facts import Facts
    from app.sessions.protocol.sides import Side

log = logging.getLogger(__name__)
T = TypeVar("T")

TRIES = 3
SWEEP_EVERY = 15.0
# After a start, clients need a moment to come back before anybody counts as lost (L-15 has its own grace on top).
SETTLE_AFTER_START = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it came: whose, under which reference, and how to make it once the side is known."""

    account_id: str
    ref: str
    fingerprint: str
    command: Callable[[Side], c.Command]


class Engine:
    """One per process; made by the lifespan, reached as `app.state.engine`."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        # Keyed, so that a stored fingerprint tells nobody what was written.
        self.fingerprint = resources.keyed_hash("command")
        # A sender who hangs up must not leave a commit without its fold: it is read and shown like anybody else's.
        self._committer = Committer(resources.database, resources.metrics, abandoned=self.repair)
        self._gathering = Gathering(resources)
        self.memory = Memory(resources, expected=self._expected, arrived=self._arrived, left=self._left)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self.timers = Timers(resources.clock, self._wake, resources.metrics.timers_late)
        many = resources.settings.many_processes
        self._neighbours = Neighbours(resources, self) if many else None
        self._following = Following(resources, take=self._caught_up, late=self._late) if many else None

    async def start(self) -> None:
        """Set the timers of every session that has not ended: what was due while nobody ran is due now (I-33)."""
        waiting = await self.resources.database.read(waiting_for_time)
        soon = self._now() + SETTLE_AFTER_START
        for session_id, due_at in waiting:
            self.timers.set(session_id, min(due_at, soon))
        self.resources.presence.on_change(self._presence_changed)
        self.timers.start()
        if self._neighbours:
            await self._neighbours.start()
        self._sweeping = self._spawn(self._sweep())

    async def stop(self) -> None:
        """Let commands under way finish their commit; nothing else is to be saved."""
        await self.timers.stop()
        if self._sweeping:
            self._sweeping.cancel()
        await self._committer.finish()
        if self._following:
            self._following.rest()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._following:
            await self._following.stop()
        if self._neighbours:
            await self._neighbours.stop()

    async def handle(self, session_id: str, sent: Sent) -> int | Refused:
        """The one way in for a command: the `seq` it was stored under, or why not. 404 for who is no partner of it."""
        live = await self.memory.live(session_id)
        if live.side_of(sent.account_id) is None:
            raise NotFound
        try:
            # Not a task of its own: most commands would pay for the few whose sender hangs up (see `Committer`).
            async with live.lock:
                return await self._tried(live, sent)
        except Outrun:
            if self._following is None:
                raise
        return await regardless(self._spawn(self._insisted(live, sent)))

    async def exclusively(self, session_id: str, work: Callable[[Live], Coroutine[Any, Any, T]]) -> T:
        """Run `work` on the present state, with what time brought already done and nothing happening beside it."""
        live = await self.memory.live(session_id)

        async def locked() -> T:
            async with live.lock:
                await self._up_to_date(live)
                return await work(live)

        return await regardless(self._spawn(locked()))

    async def elapse(self, session_id: str) -> None:
        async def nothing_more(_: Live) -> None:
            return None

        await self.exclusively(session_id, nothing_more)

    def repair(self, session_id: str) -> None:
        """Somebody else wrote to this session: read it again and show what is new."""
        live = self.memory.held(session_id)
        if live is None:
            return
        if self._following:
            self._following.follow(live)
        else:
            live.doubt()
            self._late(live)

    def forget_person(self, account_id: str) -> None:
        """I-39: an erased person's key leaves the memory too; whatever still needs the session reads it anew."""
        for live in self.memory.all():
            if live.side_of(account_id) is not None:
                self.repair(live.session.id)

    async def meet_again(self, live: Live) -> None:
        """Somebody connected: names and paces may have changed since the session was read."""
        people, keyring = live.session.people, self.resources.keyring
        known = await self.resources.database.read(lambda db: people_of(db, keyring, people))
        live.loaded = replace(live.loaded, names=known.names, pace=known.pace, languages=known.languages)
        self._set_timer(live)

    def typed(self, session_id: str) -> None:
        """A sign of life (L-14): it counts against silence, and is shown to nobody."""
        live = self.memory.held(session_id)
        if live is not None:
            live.active_at = self._now()
        if self._neighbours:
            self._neighbours.typed(session_id)

    def elsewhere(self, session_id: str, present: frozenset[str], active_at: datetime | None) -> None:
        """Another process told who is connected there."""
        live = self.memory.held(session_id)
        if live is None:
            return
        live.active_at = max(live.active_at, active_at or live.active_at)
        if live.elsewhere != present:
            live.elsewhere = present
            self._company_changed(live)

    def wake_at(self, session_id: str, due_at: datetime) -> None:
        """A session that this process does not hold falls due: it is whoever is first's to wake (I-33)."""
        if self.memory.held(session_id) is None:
            self.timers.set(session_id, due_at)

    async def _tried(self, live: Live, sent: Sent) -> int | Refused:
        for _ in range(TRIES):
            await self._up_to_date(live)
            answered = self._answered(live, live.loaded, sent)
            if answered is not None:
                return answered
            answer = await self._try(live, sent)
            if answer is not None:
                return answer
        raise Outrun

    def _answered(self, live: Live, loaded: Loaded, sent: Sent) -> int | Refused | None:
        """I-20: one reference has one outcome, and another body under it has none."""
        key = (sent.account_id, sent.ref)
        if stored := loaded.outcomes.get(key):
            fingerprint, seq = stored
            return seq if fingerprint == sent.fingerprint else Refused("ref_reused")
        if remembered := live.refused.get(key):
            fingerprint, refused = remembered
            return refused if fingerprint == sent.fingerprint else Refused("ref_reused")
        return None

    async def _try(self, live: Live, sent: Sent) -> int | Refused | None:
        """Decide and commit once. None when another process was faster, or had been."""
        side = live.side_of(sent.account_id)
        if side is None:
            raise NotFound
        command = sent.command(side)
        facts = await self._gathering.facts(live, command)
        decision = decide(live.session, command, facts, self._now())
        if isinstance(decision, Refused):
            if await self._was_behind(live):
                return None
            live.remember_refusal((sent.account_id, sent.ref), sent.fingerprint, decision)
            return self._noted(live, command, decision)
        seq = await self._commit(live, decision, facts, sent)
        return None if seq is None else self._noted(live, command, seq)

    def _noted(self, live: Live, command: c.Command, outcome: int | Refused) -> int | Refused:
        """The coach remembers what came back and what went out all the same, for the author alone (C-5)."""
        if isinstance(outcome, Refused):
            self._gathering.reviewing.held(live, command, outcome)
        elif self._gathering.reviewing.went_out(live, command):
            publish_view(self.resources.hub, live, command.by, at=self._now())
        return outcome

    async def _was_behind(self, live: Live) -> bool:
        """A refusal meets no fence, so it is made sure of: the ring of what would have allowed it may be lost."""
        if self._following is None:
            return False
        revision = live.loaded.revision
        await self._reload(live)
        return live.loaded.revision != revision

    async def _insisted(self, live: Live, sent: Sent) -> int | Refused:
        """Decide and commit where nobody can be faster."""
        async with live.lock:
            return await self._insist(live, sent)

    async def _insist(self, live: Live, sent: Sent) -> int | Refused:
        side = live.side_of(sent.account_id)
        if side is None:
            raise NotFound
        command, keyring = sent.command(side), self.resources.keyring
        facts = await self._gathering.facts(live, command)
        insistence = Insistence(
            command,
            (sent.account_id, sent.ref, sent.fingerprint),
            # Others may have moved it meanwhile, so its deadlines are not known.
            facts=lambda loaded: replace(facts, marks=loaded.marks, pace=loaded.pace, due=BEFORE),
            answered=lambda loaded: self._answered(live, loaded, sent),
            at=self._now(),
        )
        before, doubts = live.loaded, live.doubt()
        done = await self.resources.database.write(
            lambda uow: insistence.carry_out(uow, keyring, before), isolation="read committed"
        )
        self._caught_up(live, done.found, doubts)
        if isinstance(done.outcome, Refused):
            live.remember_refusal((sent.account_id, sent.ref), sent.fingerprint, done.outcome)
        if not isinstance(done.outcome, tuple):
            return self._noted(live, command, done.outcome)
        seq = self._accepted(live, *done.outcome, sent=sent, doubts=doubts, present=facts.present)
        return self._noted(live, command, seq)

    async def _commit(self, live: Live, decided: Decided, facts: Facts, sent: Sent | None) -> int | None:
        sender = (sent.account_id, sent.ref, sent.fingerprint) if sent else None
        prepared = prepare(live.loaded, decided, facts=facts, keyring=self.resources.keyring, sender=sender)
        # Until the answer is in, nobody knows what the database holds.
        doubts = live.doubt()
        if not await self._committer.commit(prepared.unit):
            return None
        return self._accepted(live, decided, prepared, sent=sent, doubts=doubts, present=facts.present)

    def _accepted(
        self,
        live: Live,
        decided: Decided,
        prepared: Prepared,
        *,
        sent: Sent | None,
        doubts: int,
        present: frozenset[Side],
    ) -> int:
        before, seq = live.session.seq, prepared.after.session.seq
        live.loaded = prepared.after
        live.trust(doubts)
        if sent:
            live.loaded.outcomes[sent.account_id, sent.ref] = (sent.fingerprint, seq)
        # Whoever came or went meanwhile has moved the deadlines once more.
        live.due_at = prepared.due_at if live.present == present else live.next_due()
        self._stored(live, decided, first_seq=before + 1)
        return seq

    def _stored(self, live: Live, decided: Decided, *, first_seq: int) -> None:
        """After the commit: the sockets here from memory, the bell for everybody else, the timer."""
        now = self._now()
        if decided.events:
            publish_events(self.resources.hub, live, decided.events, first_seq=first_seq, at=now)
        else:
            for side in {mark.by for mark in decided.marks}:
                publish_view(self.resources.hub, live, side, at=now)
        # The revision and not `seq`: a private fact moves it too, and whoever hears it settles what both are ready for.
        self.resources.bus.ring(session_topic(live.session.id), live.loaded.revision)
        self.timers.set(live.session.id, live.due_at)

    def _set_timer(self, live: Live) -> None:
        live.due_at = live.next_due()
        self.timers.set(live.session.id, live.due_at)

    async def _up_to_date(self, live: Live) -> None:
        """A late command first meets what time brought; a stale fold first meets what others wrote."""
        for _ in range(TRIES):
            if live.in_doubt:
                await self._reload(live)
            if live.due_at > self._now():
                return
            # Typing and presence move deadlines without a commit; only what is really due is decided.
            live.due_at = live.next_due()
            now, facts = self._now(), live.facts(fresh=self._gathering.fresh())
            if live.due_at > now:
                self.timers.set(live.session.id, live.due_at)
                return
            decided = decide(live.session, c.Elapse(), facts, now)
            if isinstance(decided, Decided) and not decided.events:
                # The rules promise that every deadline brings something; without this, a broken one would spin.
                log.error("deadline_brought_nothing", extra={"session_id": live.session.id})
                live.due_at = now + timedelta(minutes=1)
                self.timers.set(live.session.id, live.due_at)
                return
            if isinstance(decided, Decided) and await self._commit(live, decided, facts, None) is not None:
                return
        raise Outrun

    async def _settle(self, live: Live) -> None:
        """Presence changed: what both were ready for but for that may follow now."""
        for _ in range(TRIES):
            await self._up_to_date(live)
            facts = live.facts(fresh=self._gathering.fresh())
            decided = decide(live.session, c.Elapse(), facts, self._now())
            if not isinstance(decided, Decided) or not decided.events:
                self._set_timer(live)
                return
            if await self._commit(live, decided, facts, None) is not None:
                return

    async def _reload(self, live: Live) -> None:
        doubts = live.doubts
        continued = await self._following.after(live.loaded) if self._following else None
        self._caught_up(live, continued or await self._whole(live.session.id, after=live.session.seq), doubts)

    def _caught_up(self, live: Live, found: Continued, doubts: int) -> None:
        """What others stored was read, as far as these doubts go: show what is new."""
        self.resources.metrics.reloads.add()
        before = live.session.seq
        live.loaded, missed = found
        live.trust(doubts)
        if missed:
            publish_events(self.resources.hub, live, missed, first_seq=before + 1, at=self._now())
        self._set_timer(live)

    async def _whole(self, session_id: str, *, after: int) -> Continued:
        loaded = await self.memory.read(session_id)
        missed = await self.resources.database.read(
            lambda db: [decode(one, keys=loaded.keys) for one in events_after(db, session_id, after=after)]
        )
        # Only what this fold holds is shown; what came after it comes with the next reading.
        return loaded, tuple(missed[: loaded.session.seq - after])

    async def _expected(self, session_id: str) -> None:
        """A session is about to be read."""
        if self._neighbours:
            await self._neighbours.attend(session_id)

    async def _arrived(self, live: Live) -> None:
        """A session came into memory."""
        if self._neighbours:
            live.elsewhere, _ = await self._neighbours.look_around(live.session.id)
            if self._neighbours.heard(live.session.id) > live.loaded.revision:
                live.doubt()
        self._set_timer(live)

    def _left(self, session_id: str) -> None:
        if self._neighbours:
            self._neighbours.neglect(session_id)

    async def _wake(self, session_id: str) -> None:
        try:
            await self.elapse(session_id)
        except Unavailable:
            self.timers.set(session_id, self._now() + timedelta(seconds=5))
            return
        # Deciding is in whole milliseconds: a timer that was early by less than one must not be the last.
        if live := self.memory.held(session_id):
            self.timers.set(session_id, live.due_at)

    def _late(self, live: Live) -> asyncio.Task[None]:
        return self._spawn(self._quietly(live.session.id))

    async def _quietly(self, session_id: str) -> None:
        try:
            await self.elapse(session_id)
        except (NotFound, Unavailable):
            log.info("session_not_read", extra={"session_id": session_id})

    def _presence_changed(self, session_id: str, _: frozenset[str]) -> None:
        if self._neighbours:
            self._neighbours.presence_changed(session_id)
        live = self.memory.held(session_id)
        if live is not None:
            self._company_changed(live)

    def _company_changed(self, live: Live) -> None:
        here = self.memory.sides_here(live)
        if here == live.present:
            return
        live.here(here, at=self._now())
        publish_presence(self.resources.hub, live)
        self._spawn(self._presence_settles(live))

    async def _presence_settles(self, live: Live) -> None:
        try:
            async with live.lock:
                await self._settle(live)
        except (NotFound, Unavailable):
            log.info("presence_not_settled", extra={"session_id": live.session.id})

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            self.resources.presence.sweep()
            self.memory.rest()

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _now(self) -> datetime:
        return wire_now(self.resources.clock)
