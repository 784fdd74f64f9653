"""Attack 35: deleting one person takes their words and their key; order, chain and what is the other's stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import text

from app.sessions.engine.codec import link
from app.sessions.engine.loading import load_session
from app.sessions.engine.store import GENESIS, events_after
from app.sessions.protocol.state import Ended
from tests.builders import PASSWORD, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Server
    from tests.live import Pair


async def erased(talk: Pair, breath: Callable[[], None]) -> None:
    await talk.ada.did("speak", text="I felt alone.")
    breath()
    await talk.ben.did("reflect", text="You felt alone.")
    expect(await talk.two.ada.delete("/me", {"password": PASSWORD}), 204)


async def test_the_log_of_an_erased_person_replays_without_their_words(
    talk: Pair, server: Server, breath: Callable[[], None]
) -> None:
    await erased(talk, breath)
    keyring = server.resources.keyring
    loaded = await server.resources.database.read(lambda db: load_session(db, keyring, talk.session_id))
    assert loaded is not None
    assert isinstance(loaded.session.phase, Ended)
    assert loaded.keys.people.a is None
    assert loaded.keys.people.b is not None
    assert loaded.names.a == "former partner"


async def test_the_chain_still_verifies(talk: Pair, server: Server, breath: Callable[[], None]) -> None:
    await erased(talk, breath)
    stored = await server.resources.database.read(lambda db: events_after(db, talk.session_id, after=0))
    assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
    before = GENESIS
    for one in stored:
        before = link(before, seq=one.seq, name=one.name, at=one.at, body=one.body, words=one.words)
        assert one.chain == before


async def test_both_sockets_are_closed_and_the_key_leaves_the_memory_too(
    talk: Pair, server: Server, breath: Callable[[], None]
) -> None:
    await erased(talk, breath)
    assert await talk.ada.until_closed(within=1) in {4401, 4404, 4410}
    assert await talk.ben.until_closed(within=1) in {4404, 4410}
    engine: Any = server.app.state.engine
    await engine.elapse(talk.session_id)
    live = await engine.memory.live(talk.session_id)
    assert live.loaded.keys.people.a is None


async def test_no_data_key_of_the_person_is_left(talk: Pair, server: Server, breath: Callable[[], None]) -> None:
    await erased(talk, breath)
    left = await server.resources.database.read(
        lambda db: (
            db.connection()
            .execute(text("SELECT count(*) FROM data_key WHERE owner_id = :id"), {"id": talk.two.ada.account_id})
            .scalar_one()
        )
    )
    assert left == 0
