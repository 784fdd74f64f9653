"""A small world for the policy matrix: two who are together, somebody else, and a couple that is over.

A feature that brings a new path parameter adds one line to `things_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.clock import SystemClock
from app.reminders.choosing import PURPOSE, Means
from tests.accountability.records import a_step, moved_twice
from tests.accountability.records import recorded as accountability
from tests.agreements.reaching import recorded
from tests.builders import Person, a_couple, begin_couple, expect, log_in
from tests.crossings.raising import Two
from tests.sessions.observing.watched import watches
from tests.sharing.given import sharing_things
from tests.therapists.linking import a_therapist, handle_of, linked

if TYPE_CHECKING:
    import httpx

    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.conftest import Server

Things = dict[str, str]

# Parameters that name something of everybody's, which nobody may be kept from.
PUBLIC: Things = {"slug": "calm-start-talk", "path": "api.js", "name": "pause"}
TODAY = SystemClock().now().date()
COMMITMENT = {"kind": "commitment", "text": "I will call when I am late."}
RITUAL = {
    "kind": "ritual",
    "text": "Tea together.",
    "schedule": {"rrule": "FREQ=DAILY", "starts_on": str(TODAY), "timezone": "Europe/Vienna"},
}
DAYS_OF_REST = {"first_on": str(TODAY + timedelta(days=30)), "last_on": str(TODAY + timedelta(days=40))}
ASKING = {"template": "calm-start-talk", "medium": "text"}


@dataclass(frozen=True, slots=True)
class World:
    """Ada and Ben are together; the stranger waits in a couple of her own, and was in another that is over."""

    server: Server
    ada: Person
    ben: Person
    stranger: Person
    # With whom Ada and Ben share everything that can be shared; the other one had the couple that is over in care.
    therapist: Person
    other_therapist: Person
    things: Things
    ended: Things
    # What a stranger gets by putting somebody else's thing under a couple of her own.
    mixed: Things

    def never_existed(self) -> Things:
        return {name: self.server.resources.ids.private() for name in self.things}


async def a_world(server: Server, client: httpx.AsyncClient) -> World:
    two, over = await a_couple(client), await a_couple(client, names=("Dora", "Eve"))
    things, ended = await things_of(server.resources, two), await things_of(server.resources, over)
    therapist, other = await in_care(server.resources, two, things), await in_care(server.resources, over, ended)
    expect(await over.ben.post(f"/couples/{over.couple_id}/leave"), 204)
    strangers = ended["waiting_couple_id"]
    await _without_own_pages(over.ada, ended)
    # A login that is over, of the stranger's own.
    expect(await over.ada.delete(f"/logins/{ended['login_id']}"), 204)
    return World(
        server,
        two.ada,
        two.ben,
        stranger=over.ada,
        therapist=therapist,
        other_therapist=other,
        things=things,
        ended=ended | {"waiting_couple_id": over.couple_id},
        mixed=things | {"couple_id": strangers},
    )


async def things_of(resources: Resources, pair: PairOfPeople) -> Things:
    """Return the id of one thing of these two for every parameter that a path may have."""
    waiting_couple_id, _ = await begin_couple(pair.ada)
    accepted, pending = [await _talk_request(pair) for _ in range(2)]
    session = expect(await pair.ada.post(f"/talk-requests/{accepted}/accept"), 200)["session"]["id"]
    return {
        "couple_id": pair.couple_id,
        "waiting_couple_id": waiting_couple_id,
        "login_id": await _another_login(pair.ada),
        "request_id": pending,
        "accepted_request_id": accepted,
        "session_id": session,
        **await _accountability(resources, pair),
        "cycle": await _answered_week(pair),
        "secret_address": await _calendar_address(pair.ada),
        **await sharing_things(pair),
        "way_out": await _way_out(resources, pair.ada),
        **await _own_pages(pair.ada),
        **await _agreed_and_crossed(resources, pair),
        **await _things_of_agreements(resources, pair),
    }


async def in_care(resources: Resources, pair: PairOfPeople, things: Things) -> Person:
    """Let these two share everything with a therapist, and note what can be named of it."""
    therapist = await a_therapist(resources, pair.ada.client)
    things["link_id"] = await linked(resources, pair, therapist)
    things["handle"] = await handle_of(therapist)
    things["therapist_id"] = therapist.account_id
    await watches(therapist, (pair.ada, pair.ben), things["session_id"])
    care, home = (f"/{of}/{pair.couple_id}" for of in ("couples-in-care", "couples"))
    suggested = expect(await therapist.post(f"{care}/assignments", {"template": "calm-start-talk"}), 201)
    given = expect(await therapist.post(f"{care}/practices", {"text": "A walk.", "due_on": str(TODAY)}), 201)
    things["assignment_id"], things["practice_id"] = suggested["assignment"]["id"], given["practice"]["id"]
    # Ada took it on, so that there is something to report.
    expect(await pair.ada.request("PUT", f"{home}/practices/{things['practice_id']}/answer", {"yes": True}), 200)
    # A draft of theirs: the short talk that everybody begins with.
    things["template_id"] = expect(await therapist.post("/me/templates"), 201)["template"]["id"]
    written = await therapist.post(f"/couples-in-care/{pair.couple_id}/notes", {"text": "Ask about mornings."})
    things["care_note_id"] = expect(written, 201)["note"]["id"]
    return therapist


async def _things_of_agreements(resources: Resources, pair: PairOfPeople) -> Things:
    """Also an agreement that is to be looked at, a limit of Ada's own, a draft of hers, and a ritual that rests."""
    agreements = f"/couples/{pair.couple_id}/agreements"
    ada = pair.ada.account_id
    own = await recorded(resources, pair, scope="personal", owner_id=ada, assented=(ada,))
    draft = expect(await pair.ada.post(agreements, {"terms": COMMITMENT, "draft": True}), 201)["agreement"]
    ritual = expect(await pair.ada.post(agreements, {"terms": RITUAL}), 201)["agreement"]
    expect(await pair.ben.post(f"{agreements}/{ritual['id']}/assent", {"version": ritual["version"]}), 200)
    resting = expect(await pair.ada.post(f"{agreements}/{ritual['id']}/pauses", DAYS_OF_REST), 200)["agreement"]
    event = {"kind": "move", "agreements": [ritual["id"]]}
    changed = expect(await pair.ben.post(f"/couples/{pair.couple_id}/life-events", event), 201)["life_event"]
    return {
        "own_limit_id": own.agreement_id,
        "draft_id": draft["id"],
        "ritual_id": ritual["id"],
        "pause_id": resting["pauses"][0]["id"],
        "life_event_id": changed["id"],
    }


async def _promise(pair: PairOfPeople) -> str:
    """Return one occurrence: a promise of Ada's, on its day, and what she said of it; that stays when they part."""
    agreements = f"/couples/{pair.couple_id}/agreements"
    day = TODAY
    terms = COMMITMENT | {"due_on": str(day)}
    promise = expect(await pair.ada.post(agreements, {"terms": terms}), 201)["agreement"]
    expect(await pair.ben.post(f"{agreements}/{promise['id']}/assent", {"version": promise["version"]}), 200)
    occurrence = f"{promise['id']}.{day:%Y%m%d}"
    path = f"/couples/{pair.couple_id}/occurrences/{occurrence}/report"
    expect(await pair.ada.request("PUT", path, {"outcome": "kept"}), 200)
    return occurrence


async def _agreed_and_crossed(resources: Resources, pair: PairOfPeople) -> Things:
    agreed = await recorded(resources, pair)
    two = Two(pair, agreed.agreement_id, agreed.version)
    return {
        "agreement_id": agreed.agreement_id,
        "crossing_id": await two.shared(),
        "occurrence_id": await _promise(pair),
        "private_crossing_id": (await two.report(raise_together="yes"))["id"],
    }


async def _own_pages(person: Person) -> Things:
    entry = expect(await person.post("/me/journal", {"text": "A line."}), 201)["entry"]
    expectation = expect(await person.post("/me/looking-ahead", {"expected": "Rain."}), 201)["expectation"]
    note = expect(await person.post("/me/notes", {"kind": "care", "text": "A walk."}), 201)["note"]
    week = expect(await person.patch("/me/week", {"level": 3}), 200)["week"]
    return {
        "entry_id": entry["id"],
        "expectation_id": expectation["id"],
        "note_id": note["id"],
        "week": week["week"],
    }


async def _without_own_pages(person: Person, things: Things) -> None:
    for path in ("journal/{entry_id}", "looking-ahead/{expectation_id}", "notes/{note_id}", "weeks/{week}"):
        expect(await person.delete("/me/" + path.format(**things)), 204)


async def _answered_week(pair: PairOfPeople) -> str:
    """The present week, in which Ada has written something of her own."""
    path = f"/couples/{pair.couple_id}/check-ins"
    written = expect(await pair.ada.request("PUT", f"{path}/current/answer", {"hope": "A quiet week."}), 200)
    return str(written["check_in"]["cycle"])


async def _talk_request(pair: PairOfPeople) -> str:
    asked = expect(await pair.ben.post(f"/couples/{pair.couple_id}/talk-requests", ASKING), 202)
    return str(asked["talk_request"]["id"])


async def _calendar_address(person: Person) -> str:
    address = expect(await person.post("/me/calendar"), 201)["address"]
    return str(address.rpartition("/")[2].removesuffix(".ics"))


async def _way_out(resources: Resources, person: Person) -> str:
    expect(await person.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200)
    return Means(resources.keyring, resources.keyed_hash(PURPOSE), lambda: None).stop_secret(person.account_id)


async def _another_login(person: Person) -> str:
    other = await log_in(person)
    listed = expect(await other.get("/logins"), 200)["data"]
    return str(next(one["id"] for one in listed if one["current"]))


async def _accountability(resources: Resources, pair: PairOfPeople) -> Things:
    """Ada took something on; in another record she was the one who was hurt."""
    step, moved = a_step(resources), a_step(resources)
    roles = {"hurt_id": pair.ben.account_id, "accountable_id": pair.ada.account_id}
    taken_on = await accountability(resources, pair, **roles, steps=(step, moved))
    await moved_twice(pair.ada, taken_on, moved)
    return {
        "accountability_id": taken_on.accountability_id,
        "prevention_step_id": step.id,
        "moved_step_id": moved.id,
        "hurt_accountability_id": (await accountability(resources, pair)).accountability_id,
    }
