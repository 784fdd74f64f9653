"""One command, or what time brought, decided on a session whose lock is held, stored, and shown.

Decide in memory, commit in groups, fence with the revision, answer after the commit (README 2). A unit that lost its
fence is read again and decided again, three times; then it is decided behind the lock of its row.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from app.errors import NotFound
from app.frozen import dataclass
from app.realtime.hub import session_topic
from app.sessions.engine.codec import decode
from app.sessions.engine.committer import Committer
from app.sessions.engine.gathering import Gathering
from app.sessions.engine.insisting import Insistence, Outrun
from app.sessions.engine.preparing import prepare
from app.sessions.engine.publishing import publish_events, publish_view
from app.sessions.engine.store import events_after
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.facts import BEFORE
from app.sessions.protocol.observer_commands import SUGGESTIONS, ObserverCommand
from app.sessions.protocol.observing import is_here
from app.values import quick, replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.resources import Resources
    from app.sessions.engine.following import Following
    from app.sessions.engine.leaps import Leaps
    from app.sessions.engine.live import Live, Loaded
    from app.sessions.engine.loading import Continued
    from app.sessions.engine.memory import Memory
    from app.sessions.engine.preparing import Prepared
    from app.sessions.engine.timers import Timers
    from app.sessions.protocol.facts import Facts
    from app.sessions.protocol.observer_commands import Admit, Dismiss
    from app.sessions.protocol.sides import Side

log = logging.getLogger(__name__)

TRIES = 3


@quick
@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it came: whose, under which reference, and how to make it once the side is known."""

    account_id: str
    ref: str
    fingerprint: str
    command: Callable[[Side], c.Command]

    def made(self, live: Live) -> c.Command:
        side = live.side_of(self.account_id)
        if side is None:
            raise NotFound
        return self.command(side)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The same of an observer, who has no side: what they send is made already."""

    account_id: str
    ref: str
    fingerprint: str
    command: ObserverCommand

    def made(self, live: Live) -> ObserverCommand:
        if not is_here(live.session, self.account_id):
            raise NotFound
        return self.command


class Deciding:
    """One per process. Whoever calls it holds the lock of the session; without others there is no `following`."""

    def __init__(
        self,
        resources: Resources,
        *,
        memory: Memory,
        timers: Timers,
        leaps: Leaps,
        following: Following | None,
        abandoned: Callable[[str], None],
    ) -> None:
        self._resources = resources
        self._memory = memory
        self._timers = timers
        self._leaps = leaps
        self._following = following
        # A sender who hangs up must not leave a commit without its fold: it is read and shown like anybody else's.
        self._committer = Committer(resources.database, resources.metrics, abandoned=abandoned)
        self._gathering = Gathering(resources)

    async def finish(self) -> None:
        """Let what is under way be stored."""
        await self._committer.finish()

    async def tried(self, live: Live, sent: Sent | Suggested) -> int | Refused:
        for _ in range(TRIES):
            await self.up_to_date(live)
            answered = self._answered(live, live.loaded, sent)
            if answered is not None:
                return answered
            answer = await self._try(live, sent)
            if answer is not None:
                return answer
        raise Outrun

    def _answered(self, live: Live, loaded: Loaded, sent: Sent | Suggested) -> int | Refused | None:
        """I-20: one reference has one outcome, and another body under it has none."""
        key = (sent.account_id, sent.ref)
        if stored := loaded.outcomes.get(key):
            fingerprint, seq = stored
            return seq if fingerprint == sent.fingerprint else Refused("ref_reused")
        if remembered := live.refused.get(key):
            fingerprint, refused = remembered
            return refused if fingerprint == sent.fingerprint else Refused("ref_reused")
        return None

    async def _try(self, live: Live, sent: Sent | Suggested) -> int | Refused | None:
        """Decide and commit once. None when another process was faster, or had been."""
        command = sent.made(live)
        facts = await self._gathering.facts(live, command)
        decision = decide(live.session, command, facts, self._now(live))
        if isinstance(decision, Refused):
            if await self._was_behind(live):
                return None
            live.remember_refusal((sent.account_id, sent.ref), sent.fingerprint, decision)
            return self._noted(live, command, decision)
        seq = await self._commit(live, decision, facts, sent)
        return None if seq is None else self._noted(live, command, seq)

    def _noted(self, live: Live, command: c.Command | ObserverCommand, outcome: int | Refused) -> int | Refused:
        """The coach remembers what came back and what went out all the same, for the author alone (C-5)."""
        if isinstance(command, SUGGESTIONS):
            return outcome
        if isinstance(outcome, Refused):
            self._gathering.reviewing.held(live, command, outcome)
        elif self._gathering.reviewing.went_out(live, command):
            publish_view(self._resources.hub, live, command.by, at=self._now(live))
        return outcome

    async def _was_behind(self, live: Live) -> bool:
        """A refusal meets no fence, so it is made sure of: the ring of what would have allowed it may be lost."""
        if self._following is None:
            return False
        revision = live.loaded.revision
        await self._reload(live)
        return live.loaded.revision != revision

    async def insist(self, live: Live, sent: Sent | Suggested) -> int | Refused:
        command, keyring = sent.made(live), self._resources.keyring
        facts = await self._gathering.facts(live, command)
        insistence = Insistence(
            command,
            (sent.account_id, sent.ref, sent.fingerprint),
            # Others may have moved it meanwhile, so its deadlines are not known.
            facts=lambda loaded: replace(facts, marks=loaded.marks, pace=loaded.pace, due=BEFORE),
            answered=lambda loaded: self._answered(live, loaded, sent),
            at=self._now(live),
        )
        before, doubts = live.loaded, live.doubt()
        done = await self._resources.database.write(
            lambda uow: insistence.carry_out(uow, keyring, before), isolation="read committed"
        )
        self.caught_up(live, done.found, doubts)
        if isinstance(done.outcome, Refused):
            live.remember_refusal((sent.account_id, sent.ref), sent.fingerprint, done.outcome)
        if not isinstance(done.outcome, tuple):
            return self._noted(live, command, done.outcome)
        seq = self._accepted(live, *done.outcome, sent=sent, doubts=doubts, present=facts.present)
        return self._noted(live, command, seq)

    async def _commit(self, live: Live, decided: Decided, facts: Facts, sent: Sent | Suggested | None) -> int | None:
        sender = (sent.account_id, sent.ref, sent.fingerprint) if sent else None
        prepared = prepare(live.loaded, decided, facts=facts, keyring=self._resources.keyring, sender=sender)
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
        sent: Sent | Suggested | None,
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
        now = self._now(live)
        if decided.events:
            publish_events(self._resources.hub, live, decided.events, first_seq=first_seq, at=now)
        else:
            for side in {mark.by for mark in decided.marks}:
                publish_view(self._resources.hub, live, side, at=now)
        # The revision and not `seq`: a private fact moves it too, and whoever hears it settles what both are ready for.
        self._resources.bus.ring(session_topic(live.session.id), live.loaded.revision)
        self.wake_when_due(live)

    def set_timer(self, live: Live) -> None:
        live.due_at = live.next_due()
        self.wake_when_due(live)

    def wake_when_due(self, live: Live) -> None:
        self._timers.set(live.session.id, self._leaps.later(live.session, live.due_at))

    async def up_to_date(self, live: Live) -> None:
        """A late command first meets what time brought; a stale fold first meets what others wrote."""
        for _ in range(TRIES):
            if live.in_doubt:
                await self._reload(live)
            if live.due_at > self._now(live):
                return
            # Typing and presence move deadlines without a commit; only what is really due is decided.
            live.due_at = live.next_due()
            now, facts = self._now(live), live.facts(fresh=self._gathering.fresh())
            if live.due_at > now:
                self.wake_when_due(live)
                return
            decided = decide(live.session, c.Elapse(), facts, now)
            if isinstance(decided, Decided) and not decided.events:
                # The rules promise that every deadline brings something; without this, a broken one would spin.
                log.error("deadline_brought_nothing", extra={"session_id": live.session.id})
                live.due_at = now + timedelta(minutes=1)
                self.wake_when_due(live)
                return
            if isinstance(decided, Decided) and await self._commit(live, decided, facts, None) is not None:
                return
        raise Outrun

    async def settle(self, live: Live) -> None:
        """Presence changed: what both were ready for but for that may follow now."""
        for _ in range(TRIES):
            await self.up_to_date(live)
            facts = live.facts(fresh=self._gathering.fresh())
            decided = decide(live.session, c.Elapse(), facts, self._now(live))
            if not isinstance(decided, Decided) or not decided.events:
                # Worked out when they came or went; whatever moved it since has moved it away.
                self.wake_when_due(live)
                return
            if await self._commit(live, decided, facts, None) is not None:
                return

    async def happens(self, live: Live, command: Admit | Dismiss) -> Refused | None:
        """An observer comes or goes. It has no author among the two, and no reference."""
        for _ in range(TRIES):
            await self.up_to_date(live)
            facts = live.facts(fresh=self._gathering.fresh())
            decided = decide(live.session, command, facts, self._now(live))
            if isinstance(decided, Refused):
                if await self._was_behind(live):
                    continue
                return decided
            if not decided.events or await self._commit(live, decided, facts, None) is not None:
                return None
        raise Outrun

    async def _reload(self, live: Live) -> None:
        doubts = live.doubts
        continued = await self._following.after(live.loaded) if self._following else None
        self.caught_up(live, continued or await self._whole(live.session.id, after=live.session.seq), doubts)

    def caught_up(self, live: Live, found: Continued, doubts: int) -> None:
        """What others stored was read, as far as these doubts go: show what is new."""
        self._resources.metrics.reloads.add()
        before = live.session.seq
        live.loaded, missed = found
        live.trust(doubts)
        if missed:
            publish_events(self._resources.hub, live, missed, first_seq=before + 1, at=self._now(live))
        self.set_timer(live)

    async def _whole(self, session_id: str, *, after: int) -> Continued:
        loaded = await self._memory.read(session_id)
        missed = await self._resources.database.read(
            lambda db: [decode(one, keys=loaded.keys) for one in events_after(db, session_id, after=after)]
        )
        # Only what this fold holds is shown; what came after it comes with the next reading.
        return loaded, tuple(missed[: loaded.session.seq - after])

    def _now(self, live: Live) -> datetime:
        return self._leaps.moment(live.session)
