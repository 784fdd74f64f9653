"""What a therapist reads of a couple over HTTP, scope by scope: what both share, from when they said yes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.accountability.records import overdue, recorded, settle
from tests.agreements.agreeing import BOUNDARY, COMMITMENT, Table
from tests.builders import expect
from tests.checkins.weeks import ADAS, BENS, answered, later
from tests.live import a_session, a_turn, to_impact, to_speaking
from tests.therapists.linking import again, invited, linked, says_yes, withdraws

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server

ALL_BUT_OBSERVING = ("transcripts", "agreements", "accountability", "check_ins", "keeping")


class Reading:
    """A therapist with whom the two share something."""

    def __init__(self, therapist: Person, pair: PairOfPeople) -> None:
        self.therapist, self.path = therapist, f"/couples-in-care/{pair.couple_id}"

    async def get(self, path: str) -> httpx.Response:
        return await self.therapist.get(f"{self.path}/{path}")

    async def listed(self, path: str) -> list[Any]:
        return list(expect(await self.get(path), 200)["data"])

    async def names(self, session_id: str) -> list[str]:
        """Return what the events of a talk are called that can be read."""
        answer = expect(await self.get(f"sessions/{session_id}/transcript"), 200)
        return [one["name"] for one in answer["transcript"]["events"]]


@pytest.fixture
def reading(therapist: Person, pair: PairOfPeople) -> Reading:
    return Reading(therapist, pair)


async def shared(resources: Resources, pair: PairOfPeople, therapist: Person, *scopes: str) -> str:
    return await linked(resources, pair, therapist, scopes=scopes or ALL_BUT_OBSERVING)


async def reads_of(pair: PairOfPeople) -> list[tuple[str, str | None]]:
    """Return what was read, as both of the two are told of it."""
    seen = [expect(await one.get(f"/couples/{pair.couple_id}/therapist-reads"), 200) for one in (pair.ada, pair.ben)]
    assert seen[0] == seen[1]
    return [(one["kind"], one["thing_id"]) for one in seen[0]["data"]]


async def test_a_talk_is_there_once_it_is_over(
    server: Server, resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading
) -> None:
    await shared(resources, pair, therapist, "transcripts")
    async with a_session(server, pair.ada.client, two=pair) as talk:
        await to_speaking(talk)
        # Reading along is observing, which both would see.
        assert await reading.listed("sessions") == []
        assert (await reading.get(f"sessions/{talk.session_id}/transcript")).status_code == 404
        await talk.ada.post("leave")
        await talk.settled()

        [one] = await reading.listed("sessions")
        assert (one["id"], one["outcome"]) == (talk.session_id, "adjourned")
        assert one.keys() == {"id", "template", "medium", "outcome", "began_at", "ended_at"}
        assert "arrived" not in await reading.names(talk.session_id)


async def test_a_talk_that_had_begun_before_both_said_yes_stays_between_the_two(
    server: Server, resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, clock: MovableClock
) -> None:
    async with a_session(server, pair.ada.client, two=pair) as talk:
        await to_speaking(talk)
        clock.advance(timedelta(seconds=1))
        await shared(resources, pair, therapist)
        record = await recorded(resources, pair, session_id=talk.session_id)
        clock.advance(timedelta(seconds=1))
        await talk.ada.post("leave")
        await talk.settled()

    assert await reading.listed("sessions") == []
    # I-28: what was told in it is older too, although the record of it is not.
    assert await reading.listed("accountability") == []
    for path in (f"sessions/{talk.session_id}/transcript", f"accountability/{record.accountability_id}"):
        assert (await reading.get(path)).status_code == 404


async def test_what_was_owned_in_a_talk_needs_its_own_scope_and_so_does_what_was_said_back_to_it(
    server: Server, resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, clock: MovableClock
) -> None:
    link = await shared(resources, pair, therapist, "transcripts")
    await Table(pair).agreed({"kind": "base_agreement", "acceptable": ["A pause."], "if_it_happens": ["We say so."]})
    for one in (pair.ada, pair.ben):
        await says_yes(resources, one, pair, link, scopes=("transcripts", "accountability"))
    async with a_session(server, pair.ada.client, two=pair, template="accountability", role="hurt") as talk:
        await to_impact(talk)
        await talk.ada.did("tell_impact", text="I lay awake and felt alone.")
        clock.advance(timedelta(seconds=6))
        await talk.ben.did("reflect", text="You lay awake, and you felt alone.")
        await talk.ada.did("confirm", verdict="accurate")
        await talk.ada.post("leave")
        await talk.settled()
    told = {"impact_told", "reflected", "reflection_confirmed"}

    assert told <= set(await reading.names(talk.session_id))
    await says_yes(resources, pair.ben, pair, link, scopes=("transcripts",))
    assert told & set(await reading.names(talk.session_id)) == set()


async def test_a_limit_of_ones_own_leaves_the_transcript_when_its_owner_shows_it_no_longer(
    server: Server, resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, clock: MovableClock
) -> None:
    await shared(resources, pair, therapist, "transcripts", "agreements")
    async with a_session(server, pair.ada.client, two=pair) as talk:
        await to_speaking(talk)
        for _ in range(4):
            await a_turn(talk, advance=lambda: clock.advance(timedelta(seconds=6)))
            await talk.speaker.did("pass_floor")
            await talk.settled()
        for one in talk:
            await one.did("ready_for_solutions", ready=True)
        await talk.settled()
        own = {"kind": "boundary", "scope": "personal", "category": "privacy", "text": "My letters are mine."}
        await talk.ada.did("propose_agreement", **own)
        await talk.ada.post("leave")
        await talk.settled()
    said = {"agreement_proposed", "agreement_reached"}
    assert said <= set(await reading.names(talk.session_id))
    [limit] = await reading.listed("agreements")
    shown = {"shared_with_partner": False}
    expect(await Table(pair).put(pair.ada, limit["id"], "sharing", shown), 200)

    assert said & set(await reading.names(talk.session_id)) == set()
    assert await reading.listed("agreements") == []
    assert (await reading.get(f"agreements/{limit['id']}")).status_code == 404


async def test_an_offer_stays_between_the_two_until_both_say_yes(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading
) -> None:
    await shared(resources, pair, therapist, "agreements")
    table = Table(pair)
    one = await table.proposed(BOUNDARY)
    assert await reading.listed("agreements") == []
    await table.yes(pair.ben, one)
    other = await table.reworded(pair.ada, one, {**BOUNDARY, "text": "No phones at breakfast."})

    [seen] = await reading.listed("agreements")
    assert (seen["text"], seen["proposed"]) == (BOUNDARY["text"], None)
    assert len(await reading.listed(f"agreements/{one['id']}/versions")) == 1
    for person in (pair.ada, pair.ben):
        await table.yes(person, other)
    read = expect(await reading.get(f"agreements/{one['id']}"), 200)["agreement"]
    assert read["text"] == "No phones at breakfast."
    assert [each["number"] for each in await reading.listed(f"agreements/{one['id']}/versions")] == [2, 1]


async def test_an_agreement_from_before_is_not_there_and_its_new_words_are(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, clock: MovableClock
) -> None:
    table = Table(pair)
    older = await table.agreed(COMMITMENT)
    clock.advance(timedelta(seconds=1))
    await shared(resources, pair, therapist, "agreements")
    assert await reading.listed("agreements") == []
    other = await table.reworded(pair.ada, older, {**COMMITMENT, "text": "I will write when I am late."})
    assert await reading.listed("agreements") == []
    for person in (pair.ada, pair.ben):
        await table.yes(person, other)

    assert [one["text"] for one in await reading.listed("agreements")] == ["I will write when I am late."]
    assert [one["number"] for one in await reading.listed(f"agreements/{older['id']}/versions")] == [2]


async def test_nobodys_own_yes_to_settling_is_shown_and_nobodys_part_is_the_therapists(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading
) -> None:
    await shared(resources, pair, therapist, "accountability")
    record = await recorded(resources, pair)
    before = (await reading.get("accountability")).json()
    assert (await settle(pair.ada, await overdue(resources, pair, days=1))).status_code == 200

    # The second record is as old as its step was overdue, and so it is not the therapist's to read.
    assert (await reading.get("accountability")).json() == before
    [seen] = before["data"]
    assert (seen["hurt"], seen["accountable"]) == (record.hurt_id, record.accountable_id)
    private = {"your_role", "settled_by_you", "may_settle", "no_answer_needed", "talk"}
    assert private & seen.keys() == set()
    assert {"offers_smaller", "offers_talk"} & seen["steps"][0].keys() == set()


async def test_a_week_is_there_once_both_answered_and_not_the_one_in_which_they_said_yes(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, clock: MovableClock
) -> None:
    await shared(resources, pair, therapist, "check_ins")
    for one, said in ((pair.ada, ADAS), (pair.ben, BENS)):
        await answered(pair, one, said)
    assert await reading.listed("check-ins") == []
    pair = await later(pair, clock)
    reading.therapist = await again(therapist)
    await answered(pair, pair.ada, ADAS)
    assert await reading.listed("check-ins") == []
    await answered(pair, pair.ben, BENS)

    [week] = await reading.listed("check-ins")
    assert {one["account"]: one["answer"]["hope"] for one in week["answers"]} == {
        pair.ada.account_id: ADAS["hope"],
        pair.ben.account_id: BENS["hope"],
    }


async def test_what_was_read_is_told_to_both_and_what_was_not_there_was_not_read(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading
) -> None:
    await shared(resources, pair, therapist, "agreements")
    one = await Table(pair).agreed(BOUNDARY)
    for path in ("accountability", "agreements/unknown", "sessions", "agreements?cursor=x"):
        assert (await reading.get(path)).status_code in {400, 404}
    assert await reads_of(pair) == []
    for _ in range(2):
        expect(await reading.get(f"agreements/{one['id']}"), 200)

    assert await reads_of(pair) == [("agreement", one["id"])]


@pytest.mark.parametrize("ending", ["withdrawn", "narrowed", "left"])
async def test_the_next_look_after_somebody_took_their_yes_back_finds_nothing(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading, ending: str
) -> None:
    link = await shared(resources, pair, therapist)
    await Table(pair).agreed(BOUNDARY)
    assert len(await reading.listed("agreements")) == 1
    if ending == "withdrawn":
        await withdraws(pair.ben, pair, link)
    elif ending == "narrowed":
        await says_yes(resources, pair.ben, pair, link, scopes=("keeping",))
    else:
        expect(await pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)

    assert (await reading.get("agreements")).status_code == 404
    assert await reads_of(pair) == [("agreements", None)]


async def test_an_invitation_alone_shows_nothing(
    resources: Resources, pair: PairOfPeople, therapist: Person, reading: Reading
) -> None:
    await invited(resources, pair, therapist)

    assert {(await reading.get(path)).status_code for path in ("agreements", "sessions", "keeping")} == {404}
