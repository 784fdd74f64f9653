"""What others make of suggestions and practice: exports, erasing, parting, the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import func, select

from app.assignments.exporting import exported
from app.assignments.tables import AssignmentAnswerRow, PracticePartRow
from tests.assignments.suggesting import LIBRARY, WALK, WENT, Three
from tests.builders import expect

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from app.resources import Resources
    from tests.builders import Person


async def lived(three: Three) -> str:
    """Both said yes to a template, and Ada took a practice on and told that she has done it."""
    assignment = (await three.suggests())["id"]
    practice = str((await three.gives())["id"])
    for person in (three.ada, three.ben):
        await three.says(person, assignment, yes=True)
    await three.takes(three.ada, practice)
    await three.reports(three.ada, practice, words=WENT, tell_therapist=True)
    return practice


def taken_along(resources: Resources, three: Three, one: Person, *, private: bool) -> dict[str, list[dict[str, Any]]]:
    couples = () if one is three.therapist else (three.pair.couple_id,)
    return resources.database.read_now(
        lambda db: exported(db, resources.keyring, one.account_id, couple_ids=couples, private=private)
    )


def rows(resources: Resources, table: type[SQLModel]) -> int:
    return resources.database.read_now(lambda db: db.exec(select(func.count()).select_from(table)).one())


async def test_an_export_has_what_both_were_given_and_ones_own_part_only_when_asked(
    three: Three, resources: Resources
) -> None:
    await lived(three)
    for one in (three.ada, three.ben):
        plain = taken_along(resources, three, one, private=False)
        assert [(given["text"], "words" in given) for given in plain["practices"]] == [(WALK, False)]
        assert [(given["template"], "your_answer" in given) for given in plain["assignments"]] == [(LIBRARY, False)]
        assert "practices_given" not in plain
    adas, bens = [taken_along(resources, three, one, private=True) for one in (three.ada, three.ben)]
    assert (adas["practices"][0]["words"], adas["assignments"][0]["your_answer"]) == (WENT, True)
    assert WENT not in str(bens)


async def test_a_therapist_takes_along_what_they_gave_and_nothing_of_what_became_of_it(
    three: Three, resources: Resources
) -> None:
    await lived(three)
    found = taken_along(resources, three, three.therapist, private=True)
    assert [(given["text"], given["couple"]) for given in found["practices_given"]] == [(WALK, three.pair.couple_id)]
    assert [one["template"] for one in found["assignments_given"]] == [LIBRARY]
    for told in (WENT, "opened_at", "taken_on", "outcome"):
        assert told not in str(found)


async def test_whoever_is_erased_leaves_no_answer_and_no_part(three: Three, resources: Resources) -> None:
    await lived(three)
    expect(await three.ada.delete("/me", {"password": three.ada.password}), 204)
    assert rows(resources, PracticePartRow) == 0
    assert rows(resources, AssignmentAnswerRow) == 1
    [given] = taken_along(resources, three, three.ben, private=False)["practices"]
    assert given["text"] == WALK
    assert (await three.therapist.get(f"{three.care}/practices")).status_code == 404


async def test_when_the_therapist_is_erased_the_practice_is_over_and_its_words_are_gone(three: Three) -> None:
    practice = await lived(three)
    expect(await three.therapist.delete("/me", {"password": three.therapist.password}), 204)
    seen = await three.practice(three.ada, practice)
    assert (seen["state"], seen["text"], seen["words"]) == ("over", None, WENT)
    assert seen["therapist"]["name"] == "former therapist"
    listed = expect(await three.ben.get(f"{three.home}/assignments"), 200)["data"]
    assert [one["state"] for one in listed] == ["withdrawn"]


async def test_when_the_two_part_nothing_is_due_and_the_therapist_sees_nothing(three: Three) -> None:
    await lived(three)
    await three.gives()
    expect(await three.ben.post(f"{three.home}/leave"), 204)
    for path in ("assignments", "practices"):
        assert (await three.therapist.get(f"{three.care}/{path}")).status_code == 404
        assert (await three.ada.get(f"{three.home}/{path}")).status_code == 404
    for person in (three.ada, three.ben):
        assert expect(await person.get("/me/today"), 200)["data"] == []
