"""A person who uses every one of their own pages, in words that a test may watch for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import Person


def as_they_are(words: str) -> str:
    return words


async def write_everything(
    person: Person, *, couple_id: str | None = None, said: Callable[[str], str] = as_they_are
) -> dict[str, Any]:  # Any: JSON is anything
    """Write, change and look at one page of each kind; the pages as they were answered last."""
    entry = expect(
        await person.post(
            "/me/journal",
            {"text": said("It was loud, petunia one."), "about": "past", "tags": [said("petuniatag")]},
        ),
        201,
    )["entry"]
    path = f"/me/journal/{entry['id']}"
    entry = expect(await person.patch(path, {"text": said("It was late, petunia two.")}), 200)["entry"]
    ahead = expect(
        await person.post("/me/looking-ahead", {"expected": said("Rain, petunia three."), "look_on": "2026-11-20"}),
        201,
    )["expectation"]
    path = f"/me/looking-ahead/{ahead['id']}"
    ahead = expect(await person.post(f"{path}/look-back", {"happened": said("They stayed, petunia four.")}), 200)[
        "expectation"
    ]
    week = expect(await person.patch("/me/week", {"level": 9, "intention": said("Rest, petunia five.")}), 200)["week"]
    expect(await person.request("PUT", "/me/week/asking", {"on": True}), 200)
    card = {
        "kind": "card",
        "text": said("I fail, petunia six."),
        "evidence": said("I did once, petunia seven."),
        "kinder": said("I learn, petunia eight."),
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
    }
    note = expect(await person.post("/me/notes", card), 201)["note"]
    expect(await person.request("PUT", "/me/step-back", {"couple_id": couple_id or "all"}), 200)
    # Mistakes carry words too.
    await person.post("/me/journal", {"text": said("Ill formed, petunia nine."), "also": said("petuniaten")})
    await person.patch(f"/me/notes/{ahead['id']}", {"text": said("Lost, petunia eleven.")})
    return {"entry": entry, "ahead": ahead, "week": week, "note": note}
