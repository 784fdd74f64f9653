"""Writing a template through the real door: from the first example to a version that a couple starts (T-1, T-2)."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import func, select

from app.authoring.drafts import MOST_DRAFTS
from app.authoring.tables import TemplateDraftRow
from app.templates import offering
from app.templates.builtin import SLUGS
from app.templates.service import published as current
from tests.authoring.writing import TALK, Writer
from tests.builders import PASSWORD, a_couple, code_of, expect, register
from tests.therapists.linking import a_therapist, linked

if TYPE_CHECKING:
    import httpx
    from sqlmodel import Session

    from app.clock import MovableClock
    from app.resources import Resources

SENTENCE = {"title": "Loud title canary", "steps": "not yet"}


async def test_an_author_begins_with_a_short_talk_that_keeps_every_rule(writer: Writer) -> None:
    begun = await writer.begin()
    assert (begun["state"], begun["slug"], begun["version"], begun["revision"]) == ("draft", None, None, 1)
    assert (begun["findings"], begun["rehearsed"]) == ([], None)
    assert [step["kind"] for step in begun["content"]["steps"]] == ["calm_start", "frame", "understanding", "closing"]


@pytest.mark.parametrize("content", [{}, SENTENCE, {"steps": [{"kind": "frame"}, 5, None], "limits": []}])
async def test_what_is_half_written_is_kept_as_it_is(writer: Writer, content: dict[str, object]) -> None:
    begun = await writer.begin(content)
    assert (await writer.read(begun["id"]))["content"] == content
    assert begun["findings"]
    assert {finding["code"] for finding in begun["findings"]} == {"form"}
    assert "canary" not in json.dumps(begun["findings"])


async def test_a_finding_names_the_step_and_the_rule(writer: Writer) -> None:
    steps = [TALK["steps"][0], TALK["steps"][1], TALK["steps"][3], TALK["steps"][4]]
    content = TALK | {"steps": steps, "kind": "checkin", "limits": {"pause_min": 60, "planned": 900}}
    found = expect(await writer.person.post("/me/templates/check", {"content": content}), 200)["findings"]
    assert {(one["code"], one["rule"], one["where"], one["step"]) for one in found} == {
        ("solutions_too_early", "L-10", "/steps/2", 2),
        ("limit_out_of_bounds", "P-4", "/limits/pause_min", None),
    }
    assert expect(await writer.person.get("/me/templates"), 200)["data"] == []


async def test_form_is_pointed_at_as_it_was_written(writer: Writer) -> None:
    wrong = TALK | {"steps": [{**TALK["steps"][0], "seconds": "long"}, *TALK["steps"][1:]], "colour": "red"}
    found = expect(await writer.person.post("/me/templates/check", {"content": wrong}), 200)["findings"]
    assert {(one["where"], one["step"]) for one in found} == {("/steps/0/seconds", 0), ("/colour", None)}


async def test_a_text_without_a_key_is_given_one_that_stays_with_its_step(writer: Writer) -> None:
    steps = [{**step, "prompt": {"text": step["prompt"]["text"]}} for step in TALK["steps"]]
    begun = await writer.begin(TALK | {"steps": steps})
    assert begun["findings"] == []
    kept = begun["content"]["steps"]
    assert len({step["prompt"]["key"] for step in kept}) == len(steps)
    turned = TALK | {"steps": [*kept[:2], {**steps[3], "title": "New"}, *kept[2:]]}
    changed = expect(await writer.put(begun["id"], turned, revision=1), 200)["template"]["content"]["steps"]
    assert [step for step in changed if step["title"] != "New"] == kept


async def test_a_stale_revision_is_refused_and_nothing_is_lost(writer: Writer) -> None:
    begun = await writer.begin(TALK)
    changed = expect(await writer.put(begun["id"], TALK | {"title": "Second"}, revision=1), 200)["template"]
    assert changed["revision"] == 2
    assert code_of(await writer.put(begun["id"], TALK | {"title": "Third"}, revision=1)) == "wrong_version"
    assert (await writer.read(begun["id"]))["content"]["title"] == "Second"


async def test_publishing_needs_a_clean_check_and_finished_rehearsals_of_exactly_this(writer: Writer) -> None:
    begun = await writer.begin(TALK | {"title": ""})
    refused = await writer.act(begun["id"], "publish")
    assert code_of(refused) == "not_publishable"
    assert {"pointer": "/title", "code": "title_length"} in refused.json()["errors"]
    assert code_of(await writer.act(begun["id"], "rehearse")) == "not_publishable"

    expect(await writer.put(begun["id"], TALK, revision=1), 200)
    unplayed = await writer.act(begun["id"], "publish")
    assert unplayed.json()["errors"] == [{"pointer": "", "code": "not_rehearsed"}]

    rehearsed = expect(await writer.act(begun["id"], "rehearse"), 200)["rehearsed"]
    assert rehearsed["finished"]
    assert len(rehearsed["rehearsals"]) == 36
    assert (await writer.read(begun["id"]))["rehearsed"] == rehearsed

    expect(await writer.put(begun["id"], TALK | {"title": "Other words"}, revision=2), 200)
    assert (await writer.read(begun["id"]))["rehearsed"] is None
    assert code_of(await writer.act(begun["id"], "publish")) == "not_publishable"

    expect(await writer.put(begun["id"], TALK, revision=3), 200)
    assert code_of(await writer.act(begun["id"], "publish", {"revision": 3})) == "wrong_version"
    done = expect(await writer.act(begun["id"], "publish", {"revision": 4}), 200)["template"]
    assert (done["state"], done["revision"]) == ("published", 4)
    assert re.fullmatch(r"t-a-small-talk-[a-z]{6}", done["slug"])


async def test_a_pause_of_a_minute_is_uploaded_in_vain(writer: Writer) -> None:
    # Attack test 6: by any door, it stays a draft that nobody can rehearse or publish.
    loose = TALK | {"limits": TALK["limits"] | {"pause_min": 60}}
    begun = await writer.begin(loose)
    file = (await writer.person.get(f"/me/templates/{begun['id']}/file")).text
    imported = expect(await writer.person.post("/me/templates/import", {"toml": file}), 201)["template"]
    done = await writer.published()
    expect(await writer.put(done["id"], loose, revision=1), 200)
    for template_id in (begun["id"], imported["id"], done["id"]):
        for act in ("rehearse", "publish"):
            refused = await writer.act(template_id, act)
            assert refused.json()["errors"] == [{"pointer": "/limits/pause_min", "code": "limit_out_of_bounds"}]
    read = expect(await writer.person.get(f"/templates/{done['slug']}"), 200)["template"]
    assert read["limits"]["pause_min"] == 1200


async def test_one_pair_is_played_back_with_what_each_saw_and_counts_for_nothing(writer: Writer) -> None:
    begun = await writer.begin(TALK)
    answer = expect(await writer.act(begun["id"], "rehearse", {"players": ["calm", "silent"]}), 200)
    played = answer["playback"]
    assert (played["players"], played["medium"], played["finished"]) == (["calm", "silent"], "text", True)
    assert played["seconds"] > 0
    assert all(frames and frames[0]["may"] for frames in played["frames"])
    assert answer["rehearsed"] is None
    assert (await writer.read(begun["id"]))["rehearsed"] is None
    spoken = {"players": ["calm", "calm"], "medium": "spoken"}
    assert code_of(await writer.act(begun["id"], "rehearse", spoken)) == "invalid"


async def test_a_version_never_changes_and_new_talks_get_the_latest(writer: Writer, resources: Resources) -> None:
    first = await writer.published()
    changed = expect(await writer.put(first["id"], TALK | {"title": "Better words"}, revision=1), 200)["template"]
    assert (changed["state"], changed["version"]) == ("changed", first["version"])
    second = await writer.publish(first["id"])
    assert (second["state"], second["slug"]) == ("published", first["slug"])
    assert second["version"] != first["version"]

    versions = expect(await writer.person.get(f"/me/templates/{first['id']}/versions"), 200)["versions"]
    assert [(one["number"], one["version"], one["current"], one["title"]) for one in versions] == [
        (2, second["version"], True, "Better words"),
        (1, first["version"], False, "A small talk"),
    ]
    found = await resources.database.read(lambda db: current(db, first["slug"]))
    assert found is not None
    assert found.version == second["version"]
    again = expect(await writer.act(first["id"], "publish"), 200)["template"]
    assert again["version"] == second["version"]


async def test_what_was_published_is_retired_and_taken_up_again_and_never_deleted(
    writer: Writer, resources: Resources, client: httpx.AsyncClient
) -> None:
    done, pair = await writer.published(), await a_couple(client)
    await linked(resources, pair, writer.person, scopes=["assign"])
    at = resources.clock.now()
    await resources.database.write(lambda uow: offering.open_to(uow, done["slug"], pair.couple_id, at))

    async def startable() -> bool:
        asked = {"template": done["slug"], "medium": "text"}
        answer = await pair.ada.post(f"/couples/{pair.couple_id}/talk-requests", asked)
        return answer.status_code == 202

    assert await startable()
    assert expect(await writer.act(done["id"], "retire"), 200)["template"]["state"] == "retired"
    assert not await startable()
    assert expect(await writer.act(done["id"], "reinstate"), 200)["template"]["state"] == "published"
    assert await startable()
    assert code_of(await writer.person.delete(f"/me/templates/{done['id']}")) == "not_now"


async def test_a_draft_can_be_deleted_and_neither_retired_nor_reinstated(writer: Writer) -> None:
    begun = await writer.begin(TALK)
    for act in ("retire", "reinstate"):
        assert code_of(await writer.act(begun["id"], act)) == "not_now"
    assert expect(await writer.person.get(f"/me/templates/{begun['id']}/versions"), 200) == {"versions": []}
    expect(await writer.person.delete(f"/me/templates/{begun['id']}"), 204)
    assert code_of(await writer.person.get(f"/me/templates/{begun['id']}")) == "not_found"


async def test_a_fork_is_a_draft_of_ones_own(writer: Writer, client: httpx.AsyncClient, resources: Resources) -> None:
    copy = await writer.begin(from_slug=SLUGS[0])
    assert (copy["findings"], copy["slug"], copy["content"].get("slug")) == ([], None, None)
    mine = await writer.published()
    assert (await writer.begin(from_slug=mine["slug"]))["content"] == mine["content"]
    # What somebody else published and offered to nobody is not there.
    other = Writer(await a_therapist(resources, client, "Other"))
    refused = await other.person.post("/me/templates", {"from_slug": mine["slug"]})
    assert code_of(refused) == "not_found"
    both = await writer.person.post("/me/templates", {"from_slug": SLUGS[0], "content": TALK})
    assert code_of(both) == "invalid"


async def test_a_file_comes_back_as_the_same_template(writer: Writer) -> None:
    begun = await writer.begin(TALK)
    answer = await writer.person.get(f"/me/templates/{begun['id']}/file")
    assert answer.headers["content-type"] == "application/toml; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="template.toml"'
    assert tomllib.loads(answer.text) == begun["content"]
    imported = expect(await writer.person.post("/me/templates/import", {"toml": answer.text}), 201)["template"]
    assert imported["content"] == begun["content"]
    assert imported["id"] != begun["id"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title = ", "toml"),
        ("at = 2026-11-23", "type"),
        ("n = inf", "type"),
        (f"a = {'[' * 40}{']' * 40}", "too_deep"),
        (f"a = {'[' * 5000}{']' * 5000}", "too_deep"),
        ('a = "\\u0000"', "nul"),
        (f"{'a.' * 9000}a = 1", "too_deep"),
    ],
)
async def test_a_file_passes_the_same_door_as_json(writer: Writer, text: str, code: str) -> None:
    refused = await writer.person.post("/me/templates/import", {"toml": text})
    assert refused.json()["errors"] == [{"pointer": "/body/toml", "code": code}]


async def test_the_list_shows_what_was_changed_last_first(writer: Writer, clock: MovableClock) -> None:
    begun = []
    for title in ("One", "Two", "Three"):
        begun.append(await writer.begin(TALK | {"title": title}))
        clock.advance(timedelta(minutes=1))
    expect(await writer.put(begun[0]["id"], TALK | {"title": "One more", "media": []}, revision=1), 200)
    page = expect(await writer.person.get("/me/templates?limit=2"), 200)
    rest = expect(await writer.person.get(f"/me/templates?limit=2&cursor={page['next_cursor']}"), 200)
    assert [one["title"] for one in page["data"] + rest["data"]] == ["One more", "Three", "Two"]
    assert page["data"][0] | {"changed_at": "", "id": ""} == {
        "id": "", "slug": None, "title": "One more", "kind": "brief_repair", "minutes": 15, "state": "draft",
        "version": None, "revision": 2, "changed_at": "", "findings": 1,
    }  # fmt: skip


async def test_a_desk_is_bounded(writer: Writer) -> None:
    begun = [await writer.begin({}) for _ in range(MOST_DRAFTS)]
    assert code_of(await writer.person.post("/me/templates", {"content": {}})) == "limit_reached"
    expect(await writer.person.delete(f"/me/templates/{begun[0]['id']}"), 204)
    await writer.begin({})


async def test_nobody_but_its_author_finds_a_template_and_only_therapists_have_a_desk(
    writer: Writer, client: httpx.AsyncClient, resources: Resources
) -> None:
    begun = await writer.begin(TALK)
    other, partner = await a_therapist(resources, client, "Other"), await register(client)
    path = f"/me/templates/{begun['id']}"
    for person in (other, partner):
        for answer in (
            await person.get(path),
            await person.request("PUT", path, {"revision": 1, "content": {}}),
            await person.delete(path),
            await person.post(f"{path}/rehearse"),
            await person.get(f"{path}/file"),
        ):
            assert code_of(answer) == "not_found"
    assert code_of(await partner.post("/me/templates")) == "not_found"
    assert code_of(await partner.post("/me/templates/check", {"content": {}})) == "not_found"
    assert code_of(await partner.post("/me/templates/import", {"toml": ""})) == "not_found"


async def test_a_template_with_many_small_parts_passes_the_door(writer: Writer) -> None:
    opening = {"kind": "opening", "title": "A kind word", "prompt": {"text": "Say thanks."}}
    content = TALK | {"steps": [*TALK["steps"][:2], *[opening] * 45, *TALK["steps"][2:]]}
    begun = await writer.begin(content)
    assert len(begun["content"]["steps"]) == 50
    # T23: everything else is one form of a few fields.
    many = {str(number): number for number in range(201)}
    assert code_of(await writer.person.post("/coach/review", many)) == "invalid"


async def test_drafts_are_exported_with_the_account_and_erased_with_it(writer: Writer, resources: Resources) -> None:
    done = await writer.published()
    await writer.begin(TALK | {"title": "On the desk"})
    exported = expect(await writer.person.post("/me/export"), 200)["data"]["templates"]
    assert sorted((one["content"]["title"], one["state"]) for one in exported) == [
        ("A small talk", "published"),
        ("On the desk", "draft"),
    ]
    expect(await writer.person.delete("/me", {"password": PASSWORD}), 204)

    def left(db: Session) -> tuple[int, bool]:
        rows = db.exec(select(func.count()).select_from(TemplateDraftRow)).one()
        return rows, current(db, done["slug"]) is not None

    # What two people may be talking with stays; nobody starts it again.
    assert await resources.database.read(left) == (0, True)


async def test_the_schema_describes_every_template_of_the_library(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/schemas/template")
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["properties"]["steps"]["maxItems"] == 50
    limits = schema["$defs"]["LimitsDocument"]["properties"]
    assert (limits["pause_min"]["minimum"], limits["pause_min"]["maximum"]) == (1200, 3600)
