"""The same hostility over HTTP: each request gets its own neutral problem, and nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import code_of
from tests.live import new_ref

if TYPE_CHECKING:
    from tests.live import Pair


def command(body: str = "{}", name: str = "pause") -> str:
    return f'{{"ref":"{new_ref()}","name":"{name}","body":{body}}}'


async def test_every_wrong_body_has_its_problem(bystanders: Pair, attacker: Pair) -> None:
    person, path = attacker.ada.person, f"/v1/sessions/{attacker.session_id}/commands"
    wrong: list[tuple[bytes, str, int]] = [
        (b"", "application/json", 422),
        (b"hello", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"ref":', "application/json", 422),
        (command('{"private_reason":NaN}').encode(), "application/json", 422),
        (command('{"a":1,"a":2}').encode(), "application/json", 422),
        (command('{"a":' * 20 + "1" + "}" * 20).encode(), "application/json", 422),
        (command('{"private_reason":"\\ud800"}').encode(), "application/json", 422),
        (command().encode().replace(b"pause", b"pa\xffse"), "application/json", 422),
        (command('{"private_reason":"' + "o" * 70_000 + '"}').encode(), "application/json", 413),
        (command().encode(), "text/plain", 415),
        (command().encode(), "application/x-www-form-urlencoded", 415),
        (command(name="DROP TABLE").encode(), "application/json", 422),
        (command(name="apologise").encode(), "application/json", 422),
        (command("[]").encode(), "application/json", 422),
        (b'{"name":"pause","body":{}}', "application/json", 422),
        (b'{"ref":"1","name":"pause","body":{}}', "application/json", 422),
        (command()[:-1].encode() + b',"by":"a"}', "application/json", 422),
    ]
    before = attacker.ada.seq
    for content, media_type, status in wrong:
        answer = await person.client.post(path, content=content, headers={**person.headers, "Content-Type": media_type})
        assert answer.status_code == status, (content[:80], answer.text)
        assert code_of(answer) in {"invalid", "too_large", "unsupported"}
        assert "ooooo" not in answer.text
    await attacker.settled()
    assert attacker.ada.seq == before


async def test_packed_bodies_are_never_unpacked(bystanders: Pair, attacker: Pair) -> None:
    person, path = attacker.ada.person, f"/v1/sessions/{attacker.session_id}/commands"
    headers = {**person.headers, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (await person.client.post(path, content=b"\x1f\x8b", headers=headers)).status_code == 415


async def test_foreign_unknown_and_malformed_sessions_are_one_answer(bystanders: Pair, attacker: Pair) -> None:
    person = attacker.ada.person
    answers = set()
    for session in (bystanders.session_id, new_ref(), "x", "00000000", "%00", "..%2f..%2fetc"):
        for method, rest, body in (
            ("GET", "", None),
            ("GET", "/events", None),
            ("GET", "/transcript", None),
            ("POST", "/commands", {"ref": new_ref(), "name": "pause", "body": {}}),
            ("POST", "/tickets", {}),
        ):
            answer = await person.request(method, f"/sessions/{session}{rest}", body)
            answers.add((answer.status_code, code_of(answer)))
    assert answers == {(404, "not_found")}


async def test_numbers_beyond_every_log_are_refused_or_empty(bystanders: Pair, attacker: Pair) -> None:
    path = f"/sessions/{attacker.session_id}/events?after="
    for after in ("-1", "x", "1e9", str(2**60)):
        assert (await attacker.ada.person.get(path + after)).status_code == 422, after
    answer = await attacker.ada.person.get(path + str(2**53))
    assert answer.status_code == 200
    assert answer.json()["events"] == []
    assert answer.json()["seq"] == attacker.ada.seq, "whoever is ahead of us is told where we are (I-18)"
