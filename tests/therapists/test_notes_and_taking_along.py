"""A therapist's own notes, the record of what was read, and what each takes along or leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import func, select

from app.pagination import encode_cursor
from app.therapists.reads import record_read
from app.therapists.standing import access_of
from app.therapists.tables import (
    PracticeConsentRow,
    PracticeScopeRow,
    TherapistNoteRow,
    TherapistProfileRow,
    TherapistReadRow,
)
from tests.builders import code_of, expect, log_in
from tests.therapists.linking import a_therapist

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.therapists.standing import Scope
    from tests.builders import Person
    from tests.therapists.conftest import Three

WORDS = "Ada looked tired; ask about mornings."


async def reads(three: Three, scope: Scope, kind: str, thing_id: str | None) -> None:
    """Let the therapist read something, as the features that serve it write it down."""
    at, ids = three.resources.clock.now(), three.resources.ids
    therapist_id, couple_id = three.maria.account_id, three.couple_id
    await three.resources.database.write(
        lambda uow: record_read(
            uow,
            access=access_of(uow.db, therapist_id, couple_id, at=at),
            scope=scope,
            kind=kind,
            thing_id=thing_id,
            at=at,
            ids=ids,
        )
    )


async def taken(person: Person, *, private: bool = False) -> dict[str, Any]:
    body = {"include_private": True, "password": person.password} if private else {}
    return dict(expect(await person.post("/me/export", body), 200)["data"])


async def noted(three: Three) -> str:
    path = f"/couples-in-care/{three.couple_id}/notes"
    return str(expect(await three.maria.post(path, {"text": WORDS}), 201)["note"]["id"])


async def count_of(three: Three, table: Any) -> int:
    return int(await three.resources.database.read(lambda db: db.exec(select(func.count()).select_from(table)).one()))


async def test_notes_are_written_while_the_work_goes_on_and_stay_the_therapists_when_it_ends(three: Three) -> None:
    path = f"/couples-in-care/{three.couple_id}/notes"
    link_id = await three.invited()
    assert (await three.maria.post(path, {"text": WORDS})).status_code == 404
    await three.yes(three.ben, link_id)
    # An invitation that waits is not yet work with a couple.
    assert (await three.maria.post(path, {"text": WORDS})).status_code == 404
    expect(await three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"), 200)
    note_id = await noted(three)
    changed = expect(await three.maria.patch(f"/me/therapist/notes/{note_id}", {"text": "Ask."}), 200)["note"]
    assert [one["text"] for one in expect(await three.maria.get(path), 200)["data"]] == ["Ask."]
    assert changed["couple_id"] == three.couple_id

    await three.withdraws(three.ben, link_id)
    assert (await three.maria.get(path)).status_code == 404
    assert (await three.maria.post(path, {"text": WORDS})).status_code == 404
    assert [one["id"] for one in expect(await three.maria.get("/me/therapist/notes"), 200)["data"]] == [note_id]
    expect(await three.maria.delete(f"/me/therapist/notes/{note_id}"), 204)
    assert expect(await three.maria.get("/me/therapist/notes"), 200)["data"] == []


async def test_nobody_else_has_a_door_to_notes(three: Three, client: httpx.AsyncClient) -> None:
    await three.linked()
    note_id = await noted(three)
    other = await a_therapist(three.resources, client)
    for person in (three.ada, three.ben, other):
        assert expect(await person.get("/me/therapist/notes"), 200)["data"] == []
        for answer in (
            await person.patch(f"/me/therapist/notes/{note_id}", {"text": "?"}),
            await person.delete(f"/me/therapist/notes/{note_id}"),
            await person.get(f"/couples-in-care/{three.couple_id}/notes"),
        ):
            assert code_of(answer) == "not_found"


async def test_each_takes_along_what_is_their_own(three: Three) -> None:
    link_id = await three.linked(scopes=["transcripts", "keeping"], ben=["keeping"])
    await noted(three)
    await reads(three, "keeping", "occurrences", None)
    adas, bens, marias = [await taken(one) for one in (three.ada, three.ben, three.maria)]
    [consent] = adas["consents_to_therapists"]
    assert (consent["recipient"], consent["purpose"]) == ("Maria Lopez", "work_with_a_therapist")
    assert set(consent["since"]) == {"keeping", "transcripts"}
    assert [list(one["since"]) for one in bens["consents_to_therapists"]] == [["keeping"]]
    assert adas["read_by_therapists"] == bens["read_by_therapists"]
    assert [one["kind"] for one in adas["read_by_therapists"]] == ["occurrences"]
    assert marias["read_by_therapists"] == marias["consents_to_therapists"] == []
    assert marias["therapist_profile"][0]["verified"] is False
    # Notes are private: with the password, and in nobody's file but their author's.
    assert "therapist_notes" not in marias
    assert [one["text"] for one in (await taken(three.maria, private=True))["therapist_notes"]] == [WORDS]
    assert (await taken(three.ada, private=True))["therapist_notes"] == []
    await three.withdraws(three.ada, link_id)
    [taken_back] = (await taken(three.ada))["consents_to_therapists"]
    assert taken_back["withdrawn_at"] is not None
    assert [one["withdrawn_at"] for one in (await taken(three.ben))["consents_to_therapists"]] == [None]


async def test_what_was_read_is_there_for_both_once_an_hour_and_after_they_parted(
    three: Three, clock: MovableClock
) -> None:
    await three.linked()
    for minutes, scope, kind, thing in (
        (0, "transcripts", "transcript", "talk"),
        (30, "transcripts", "transcript", "talk"),
        (0, "transcripts", "transcript", "another"),
        (0, "agreements", "agreements", None),
        (0, "agreements", "agreements", None),
        (31, "transcripts", "transcript", "talk"),
    ):
        clock.advance(timedelta(minutes=minutes))
        await reads(three, scope, kind, thing)  # type: ignore[arg-type]
    path = f"/couples/{three.couple_id}/therapist-reads"
    both = [expect(await one.get(path), 200)["data"] for one in (three.ada, three.ben)]
    assert both[0] == both[1]
    assert both[0][0]["thing_id"] == "talk"
    assert sorted(str(one["thing_id"]) for one in both[0]) == ["None", "another", "talk", "talk"]
    assert {one["therapist_name"] for one in both[0]} == {"Maria Lopez"}
    pages: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = expect(await three.ada.get(f"{path}?limit=1{cursor and f'&cursor={cursor}'}"), 200)
        pages += page["data"]
        cursor = page["next_cursor"]
    assert pages == both[0]
    expect(await three.ben.post(f"/couples/{three.couple_id}/leave"), 204)
    assert [expect(await one.get(path), 200)["data"] for one in (three.ada, three.ben)] == both
    assert code_of(await (await log_in(three.maria)).get(path)) == "not_found"


@pytest.mark.only_on("sqlite")
async def test_a_cursor_that_was_made_up_is_a_bad_request(three: Three) -> None:
    for place in ("?", "9999-99-99 x", "2026-11-23T00:00:00 x"):
        cursor = encode_cursor(f"therapist-reads {three.couple_id}", place)
        path = f"/couples/{three.couple_id}/therapist-reads?cursor={cursor}"
        assert code_of(await three.ada.get(path)) == "bad_cursor"


async def test_an_erased_partner_leaves_no_yes_behind_and_an_erased_therapist_no_word(three: Three) -> None:
    await three.linked()
    await noted(three)
    await reads(three, "transcripts", "transcript", "talk")
    ada = await log_in(three.ada)
    expect(await ada.delete("/me", {"password": ada.password}), 204)
    assert (await count_of(three, PracticeConsentRow), await count_of(three, PracticeScopeRow)) == (1, 7)
    expect(await three.maria.delete("/me", {"password": three.maria.password}), 204)
    assert await count_of(three, TherapistNoteRow) == await count_of(three, TherapistProfileRow) == 0
    assert await count_of(three, TherapistReadRow) == 1
    [read] = expect(await three.ben.get(f"/couples/{three.couple_id}/therapist-reads"), 200)["data"]
    assert read["therapist_name"] == "former therapist"
    assert [one["recipient"] for one in (await taken(three.ben))["consents_to_therapists"]] == ["former therapist"]
