"""One of everything that two people have here, each in words that tell where they were found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.accountability.records import a_step, path_of, recorded, update
from tests.builders import expect
from tests.caseload.words import BETWEEN, OWN, PURPOSE, Words
from tests.live import REPAIR, a_session, arrive, calm
from tests.sessions.observing.watched import Observer, watches

if TYPE_CHECKING:
    from app.clock import MovableClock
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server
    from tests.live import Pair

Things = dict[str, str]


@dataclass(slots=True)
class Planting:
    """Two people, what is planted between them, and what it is called in paths."""

    server: Server
    clock: MovableClock
    pair: PairOfPeople
    words: Words = field(default_factory=Words)
    things: Things = field(default_factory=dict)
    # Who watches the next talk, and all that their socket got.
    watcher: Person | None = None
    watched: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/couples/{self.pair.couple_id}"

    async def ask(self, one: Person, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        return expect(await one.request(method, path, body), status)

    async def everything(self) -> None:
        await self.agreements()
        await self.accountability()
        await self.check_in()
        await self.keeping()
        await self.talk()
        await self.between()
        for one in (self.pair.ada, self.pair.ben):
            await self.own(one)

    async def proposed(self, one: Person, terms: dict[str, Any], **more: object) -> Any:
        body = {"terms": terms, **more}
        return (await self.ask(one, "POST", f"{self.path}/agreements", body, status=201))["agreement"]

    async def agreed(self, terms: dict[str, Any]) -> str:
        put = await self.proposed(self.pair.ada, terms)
        yes = {"version": put["version"]}
        await self.ask(self.pair.ben, "POST", f"{self.path}/agreements/{put['id']}/assent", yes)
        return str(put["id"])

    async def agreements(self) -> None:
        """What both said yes to and a limit that is shown; offers, drafts and kept limits beside them."""
        say, ada, ben = self.words.of, self.pair.ada, self.pair.ben
        boundary = {"kind": "boundary", "category": "time"}
        one = await self.agreed({**boundary, "text": say("agreements", "an agreement of both")})
        limit = {"kind": "boundary", "scope": "personal", "category": "privacy"}
        shown = {**limit, "text": say("agreements", "a limit that is shown")}
        await self.proposed(ben, shown, shared_with_partner=True)
        found = await self.ask(ada, "GET", f"{self.path}/agreements/{one}")
        other = {"replaces": found["agreement"]["version"], "terms": {**boundary, "text": say(BETWEEN, "other words")}}
        await self.ask(ada, "POST", f"{self.path}/agreements/{one}/versions", other, status=201)
        await self.proposed(ben, {**boundary, "text": say(BETWEEN, "an offer that nobody answered")})
        for person in (ada, ben):
            kept = {**limit, "text": say(OWN, "a kept limit"), "what_i_will_do": say(OWN, "what they will do")}
            self.things["own_limit_id"] = (await self.proposed(person, kept))["id"]
            await self.proposed(person, {**boundary, "text": say(OWN, "a draft")}, draft=True)
        self.things["agreement_id"] = one

    async def accountability(self) -> None:
        """A record of a talk, with an update by the one who took it on; and one's own yes to settling."""
        say, server = self.words.of, self.server
        step = a_step(server.resources, sign=say("accountability", "a sign"), act=say("accountability", "an act"))
        parts = ("impact", "ownership", "apology", "still_needed")
        told = {part: say("accountability", part) for part in parts}
        record = await recorded(server.resources, self.pair, **told, steps=(step,), reply="partly")
        day = str(step.due_on + timedelta(days=2))
        so = update(
            what_happened=say("accountability", "what happened"),
            what_next=say("accountability", "what is next"),
            new_date=day,
        )
        await self.ask(self.pair.ben, "POST", path_of(record, "steps", step.id, "updates"), so, status=201)
        self.things |= {"accountability_id": record.accountability_id, "prevention_step_id": step.id}

    async def check_in(self) -> None:
        """This week both answered."""
        path = f"{self.path}/check-ins/current/answer"
        for one in (self.pair.ada, self.pair.ben):
            hope = self.words.of("check_ins", f"the hope of {one.name}")
            await self.ask(one, "PUT", path, {"hope": hope})
            found = await self.ask(one, "POST", f"{path}/give", {})
            self.things["cycle"] = found["check_in"]["cycle"]

    async def half_a_check_in(self) -> None:
        """Ben has given his answer, and Ada has only begun."""
        path = f"{self.path}/check-ins/current/answer"
        for one in (self.pair.ada, self.pair.ben):
            await self.ask(one, "PUT", path, {"hope": self.words.of(OWN, "an answer that is not shared")})
        await self.ask(self.pair.ben, "POST", f"{path}/give", {})

    async def keeping(self) -> None:
        """A ritual that was missed today, noticed all the same, with a new date of one's own."""
        today = self.clock.now().date()
        terms = {
            "kind": "ritual",
            "text": self.words.of("agreements", "a ritual"),
            "schedule": {"rrule": "FREQ=DAILY", "starts_on": str(today), "timezone": "Pacific/Kiritimati"},
        }
        ritual = await self.agreed(terms)
        occurrence = f"{ritual}.{today:%Y%m%d}"
        path = f"{self.path}/occurrences/{occurrence}"
        tomorrow = str(today + timedelta(days=1))
        await self.ask(self.pair.ada, "PUT", f"{path}/report", {"outcome": "missed", "new_date": tomorrow})
        await self.ask(self.pair.ben, "PUT", f"{path}/noticed", {"text": self.words.of("keeping", "what was noticed")})
        await self.ask(self.pair.ben, "PUT", f"{path}/excuse")
        self.things["occurrence_id"] = occurrence

    async def talk(self) -> None:
        """A brief repair with a pause, a parked worry, held words and ratings in it, to its end."""
        async with a_session(self.server, self.pair.ada.client, two=self.pair, **REPAIR) as pair:
            if self.watcher is None:
                await self._talked(pair)
            else:
                await watches(self.watcher, (self.pair.ada, self.pair.ben), pair.session_id)
                observer = await Observer(self.server, self.watcher, pair.session_id).connect()
                await self._talked(pair)
                await observer.until_closed()
                self.watched = observer.received
        self.things["session_id"] = pair.session_id

    async def _talked(self, pair: Pair) -> None:
        say = self.words.of
        await arrive(pair)
        await calm(pair)
        await pair.ada.did("propose_purpose", text=say(PURPOSE, "the purpose of a talk"))
        await pair.settled()
        await pair.ben.did("accept_frame", version=pair.ben.view["frame"]["version"])
        await pair.settled()
        for turn in range(2):
            await self._turn(pair, paused=turn == 1)
        for one in pair:
            await one.did("ready_for_solutions", ready=True)
        await pair.settled()
        await pair.ada.did("propose_agreement", kind="commitment", text=say("agreements", "reached in a talk"))
        await pair.settled()
        draft = pair.ben.view["agreements"][0]
        await pair.ben.did("assent", agreement=draft["id"], version=draft["version"])
        for one in pair:
            await one.did("done")
        await pair.settled()
        await pair.ada.did("learned", text=say("transcripts", "what was learned"))
        for one in pair:
            await one.send("rate_felt", safe=0, understood=1, had_a_say=2)
            if one.phase != "ended":
                await one.send("done")
        for one in pair:
            await one.until_closed()

    async def _turn(self, pair: Pair, *, paused: bool) -> None:
        say, speaker, listener = self.words.of, pair.speaker, pair.listener
        held = await speaker.send("speak", text=f"You are a lazy, pathetic pig. {say(OWN, 'held words')}")
        assert not held.ok
        await speaker.did("park_topic", text=say(OWN, "a parked worry"), share=False)
        await speaker.did("rate_arousal", level=6)
        await speaker.did("speak", text=say("transcripts", "a turn"))
        self.clock.advance(timedelta(seconds=6))
        await listener.did("reflect", text=say("transcripts", "a reflection", who="You"))
        if paused:
            await listener.did("pause", private_reason="unsafe")
            await pair.settled()
            self.clock.advance(timedelta(minutes=20))
            for one in pair:
                await one.did("rate_arousal", level=2)
                await one.did("return")
            await pair.settled()
        await speaker.did("confirm", verdict="accurate")
        await listener.did("validate", text=say("transcripts", "what makes sense"))
        await speaker.did("landed", yes=True)
        await pair.settled()
        await pair.speaker.did("pass_floor")
        await pair.settled()

    async def between(self) -> None:
        """What both see, and what is in no scope."""
        say, ada, ben, path = self.words.of, self.pair.ada, self.pair.ben, self.path
        note = {"agreement": self.things["agreement_id"], "note": say(OWN, "a crossing"), "raise_together": "yes"}
        crossing = (await self.ask(ada, "POST", f"{path}/crossings", note, status=201))["crossing"]["id"]
        opening = {"text": say(BETWEEN, "a raised crossing"), "form": "i_statement"}
        await self.ask(ada, "POST", f"{path}/crossings/{crossing}/share", opening)
        seen = {"text": say(BETWEEN, "the view of the other")}
        await self.ask(ben, "PUT", f"{path}/crossings/{crossing}/view", seen)
        note = {"agreement": self.things["agreement_id"], "note": say(OWN, "a private crossing")}
        private = await self.ask(ben, "POST", f"{path}/crossings", note, status=201)
        thanks = {"text": say(BETWEEN, "a shared thanks"), "share": True}
        await self.ask(ada, "POST", f"{path}/appreciations", thanks, status=201)
        await self.ask(ada, "POST", f"{path}/small-wins", {"text": say(BETWEEN, "a small win")}, status=201)
        await self.ask(ada, "POST", f"{path}/goals", {"text": say(BETWEEN, "a goal")}, status=201)
        event = {"kind": "move", "note": say(BETWEEN, "a change of life")}
        await self.ask(ben, "POST", f"{path}/life-events", event, status=201)
        joint = (await self.ask(ada, "GET", f"{path}/future-scene"))["future_scene"]["joint"]
        picture = {"text": say(BETWEEN, "a picture of the future")}
        newest = joint and (joint["proposed"] or joint["in_force"])
        before = {"instead_of": newest["version"]} if newest else {}
        await self.ask(ada, "POST", f"{path}/future-scene/joint", picture | before)
        wish = {"template": "brief-repair", "medium": "text", "purpose": say(BETWEEN, "a wish to talk")}
        asked = await self.ask(ada, "POST", f"{path}/talk-requests", wish, status=202)
        self.things |= {
            "crossing_id": crossing,
            "private_crossing_id": private["crossing"]["id"],
            "request_id": asked["talk_request"]["id"],
        }

    async def own(self, one: Person) -> None:
        """What one of the two keeps to themselves."""
        say, path = self.words.of, self.path
        entry = {"text": say(OWN, "a page"), "tags": [say(OWN, "a tag")[:60]]}
        page = await self.ask(one, "POST", "/me/journal", entry, status=201)
        ahead = await self.ask(one, "POST", "/me/looking-ahead", {"expected": say(OWN, "an expectation")}, status=201)
        await self.ask(one, "PATCH", "/me/week", {"level": 9, "intention": say(OWN, "an intention")})
        note = await self.ask(one, "POST", "/me/notes", {"kind": "care", "text": say(OWN, "a note")}, status=201)
        await self.ask(one, "POST", f"{path}/appreciations", {"text": say(OWN, "a kept thanks")}, status=201)
        await self.ask(one, "PUT", f"{path}/future-scene/draft", {"text": say(OWN, "one's own picture")})
        await self.ask(one, "PUT", "/me/step-back", {"couple_id": self.pair.couple_id, "on": True})
        self.words.known(OWN, one.email, "an address")
        self.things |= {
            "entry_id": page["entry"]["id"],
            "expectation_id": ahead["expectation"]["id"],
            "note_id": note["note"]["id"],
        }
