"""Doors are built late, and all of them can be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fastapi import APIRouter
from fastapi.exceptions import FastAPIError
from starlette.routing import Mount

from app.api import api_routes
from app.doors import Door, Doors, under, warm
from app.wire_forms import Answered, Sent

if TYPE_CHECKING:
    from collections.abc import Callable


class Unknown:
    """What no request can hold."""


def doors_of(endpoint: Callable[..., object]) -> list[Door]:
    router = Doors(prefix="/things", tags=["things"])
    router.get("/{thing}", operation_id="readThing")(endpoint)
    return [door for door in under("/v1", router) if isinstance(door, Door)]


def test_every_door_of_the_service_can_be_built() -> None:
    doors = [route for route in api_routes(sandbox=True) if isinstance(route, Door)]

    for door in doors:
        door.build()

    assert doors
    assert all(door.dependant.call is door.endpoint for door in doors)


async def test_warming_leaves_nothing_to_the_first_caller() -> None:
    await warm(api_routes(sandbox=True))

    assert all(route.is_built for route in api_routes(sandbox=True) if isinstance(route, Door))
    assert all(body.__pydantic_complete__ for kind in (Sent, Answered) for body in kind.__subclasses__())


def test_a_door_knows_its_path_before_it_is_built_and_its_tags_afterwards() -> None:
    async def read(thing: str) -> str:
        return thing

    (door,) = doors_of(read)

    assert (door.path, door.methods, door.name, door.is_built) == ("/v1/things/{thing}", {"GET"}, "read", False)
    assert door.path_regex.match("/v1/things/lamp")
    assert not door.is_built
    assert (door.tags, door.unique_id, door.is_built) == (["things"], "readThing", True)


def test_what_is_wrong_with_a_door_shows_when_it_is_built() -> None:
    async def read(thing: str, unknown: Unknown) -> None:
        """Nobody can make one of a request."""

    (door,) = doors_of(read)

    with pytest.raises(FastAPIError, match="Unknown"):
        door.build()


def test_a_door_has_nothing_that_a_route_has_not() -> None:
    async def read(thing: str) -> None:
        """Answer nothing."""

    (door,) = doors_of(read)

    with pytest.raises(AttributeError, match="nonsense"):
        _ = door.nonsense


def test_another_kind_of_route_is_refused() -> None:
    with pytest.raises(TypeError):
        list(under("/v1", APIRouter(routes=[Mount("/other", routes=[])])))


async def test_warming_lets_others_have_their_turn() -> None:
    async def read(thing: str) -> None:
        """Answer nothing."""

    doors = [door for _ in range(5) for door in doors_of(read)]
    turns = []

    async def other() -> None:
        while not all(door.is_built for door in doors):
            turns.append(sum(door.is_built for door in doors))
            await asyncio.sleep(0)

    await asyncio.gather(warm(doors), other())

    assert {1, 2, 3, 4} <= set(turns)
