"""`rejoin verify` looks at goals and pictures: exactly those words, and the yes of both to what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from app.security.auditing import Audit
from app.sharing.auditing import audit_joint_texts
from app.sharing.tables import JointAcceptanceRow, JointTextRow
from tests.builders import expect
from tests.sharing.given import active_goal, joint_picture, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.database import UnitOfWork
    from app.resources import Resources
    from tests.builders import PairOfPeople


async def audited(resources: Resources, change: Callable[[UnitOfWork], None] | None = None) -> dict[str, int]:
    if change is not None:
        await resources.database.write(change)
    audit = Audit()
    await resources.database.read(lambda db: audit_joint_texts(db, resources.keyring, audit, after=""))
    assert audit.looked_at["goals and pictures"]
    return {code: count for code, count in audit.faults.items() if count}


async def test_what_went_through_the_doors_is_whole(resources: Resources, pair: PairOfPeople) -> None:
    goal = await active_goal(pair)
    await joint_picture(pair)
    sent = {"text": "Walk.", "instead_of": goal["in_force"]["version"]}
    expect(await pair.ben.post(path_of(pair, "goals", goal["id"], "reword"), sent), 200)
    assert await audited(resources) == {}


async def test_a_yes_that_is_missing_is_found(resources: Resources, pair: PairOfPeople) -> None:
    await active_goal(pair)

    def without_a_yes(uow: UnitOfWork) -> None:
        uow.db.delete(uow.db.exec(select(JointAcceptanceRow)).all()[0])

    assert await audited(resources, without_a_yes) == {"joint_yes_missing": 1}


async def test_words_under_another_name_are_found(resources: Resources, pair: PairOfPeople) -> None:
    await active_goal(pair)

    def renamed(uow: UnitOfWork) -> None:
        row = uow.db.exec(select(JointTextRow)).one()
        row.latest = "0" * 64
        uow.db.add(row)

    assert await audited(resources, renamed) == {"joint_hash_differs": 1}


async def test_changed_bytes_are_found(resources: Resources, pair: PairOfPeople) -> None:
    await active_goal(pair)

    def spoiled(uow: UnitOfWork) -> None:
        row = uow.db.exec(select(JointTextRow)).one()
        row.latest_words = row.latest_words[:-1] + bytes([row.latest_words[-1] ^ 1])
        uow.db.add(row)

    assert await audited(resources, spoiled) == {"joint_unreadable": 1}
