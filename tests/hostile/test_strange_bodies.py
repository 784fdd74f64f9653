"""Whatever is sent about crossings and occurrences, the answer is one of ours, and what was there is still there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.clock import SystemClock
from tests.agreements.reaching import recorded
from tests.builders import a_couple, expect
from tests.crossings.raising import NOTE, OPENING, REDRESS
from tests.crossings.raising import Two as Raising
from tests.hostile.test_fuzz import STRANGE
from tests.keeping.promising import Two as Promising

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

TOMORROW = SystemClock().now().date() + timedelta(days=1)
STRANGE_NAMES = ("%00", "..", "%F0%9F%99%82", "x" * 300, "%ED%A0%80", "0.00010101", "0.99991231", ".20261122", "%20")
ANSWERS = {200, 201, 204, 400, 404, 409, 413, 422}


async def test_nothing_sent_breaks_anything(server: Server, client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    agreed = await recorded(server.resources, pair)
    raising, promising = Raising(pair, agreed.agreement_id, agreed.version), Promising(pair)
    promise = f"{await promising.promise(due_on=str(TOMORROW))}.{TOMORROW:%Y%m%d}"
    crossing, version = await raising.planned()
    kept = (await raising.report(raise_together="yes"))["id"]
    before = await raising.seen(pair.ben, crossing)
    good: dict[tuple[str, str], dict[str, Any]] = {
        ("POST", raising.path): {"agreement": agreed.agreement_id, "note": NOTE, "raise_together": "no"},
        ("POST", f"{raising.path}/{kept}/private-check"): {"raise_together": "yes"},
        ("POST", f"{raising.path}/{kept}/share"): {**OPENING, "offer_repair_for_hours": 72, "acknowledge_hint": "x"},
        ("PUT", f"{raising.path}/{crossing}/view"): {"text": "I see.", "acknowledge_hint": "x"},
        ("POST", f"{raising.path}/{crossing}/redress"): {**REDRESS, "acknowledge_hint": "x"},
        ("POST", f"{raising.path}/{crossing}/redress/accept"): {"version": version},
        ("POST", f"{raising.path}/{crossing}/redress/done"): {"version": version},
        ("POST", f"{raising.path}/{crossing}/renew"): {"version": version},
        ("PUT", f"{promising.path}/occurrences/{promise}/report"): {
            "outcome": "missed",
            "new_date": str(TOMORROW + timedelta(days=1)),
            "revision": 0,
        },
        ("PUT", f"{promising.path}/occurrences/{promise}/noticed"): {"text": "I saw it.", "acknowledge_hint": "x"},
    }
    for (method, path), body in good.items():
        for name in (*body, "by", "role", ""):
            for strange in STRANGE:
                answer = await pair.ada.request(method, path, {**body, name: strange})
                assert answer.status_code in ANSWERS, (path, name)

    for one in (pair.ada, pair.ben):
        for list_of in ("crossings", "occurrences", "keeping", "own-limits"):
            expect(await one.get(f"/couples/{pair.couple_id}/{list_of}"), 200)
        expect(await one.get("/me/today"), 200)
    after = await raising.seen(pair.ben, crossing)
    assert (after["plan"], after["opening"]) == (before["plan"], before["opening"])


async def test_strange_names_and_questions_are_answered(client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    couple = f"/couples/{pair.couple_id}"
    for strange in STRANGE_NAMES:
        for path in (
            f"{couple}/crossings/{strange}",
            f"{couple}/crossings?agreement={strange}",
            f"{couple}/crossings?cursor={strange}",
            f"{couple}/occurrences/{strange}",
            f"{couple}/occurrences?agreement={strange}",
            f"{couple}/occurrences?from={strange}",
            f"{couple}/occurrences?from=0001-01-01&to=9999-12-31",
            f"{couple}/occurrences?cursor={strange}",
            f"{couple}/keeping?days={strange}",
            f"{couple}/keeping?cursor={strange}",
            f"{couple}/own-limits?cursor={strange}",
        ):
            assert (await pair.ada.get(path)).status_code in ANSWERS, path
