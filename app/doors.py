"""Routes that are put together when they are first needed: by a request, by the OpenAPI document, or ahead of both.

Reading a signature and building its validators takes milliseconds, two hundred times. A door knows its path and its
methods at once, and everything else when somebody asks. What is wrong with one shows only then: a test asks them all.
"""

from __future__ import annotations

import asyncio
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.routing import WebSocketRoute, compile_path, get_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from starlette.routing import BaseRoute

PATH_PARTS = frozenset({"path_regex", "path_format", "param_convertors"})
_building = threading.RLock()


class Door(APIRoute):
    """One operation."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        # Not what `APIRoute` does here: that is what is put off.
        self.path, self.endpoint = path, endpoint
        self.name: str = options["name"] or get_name(endpoint)
        self.methods = {method.upper() for method in options["methods"]}
        self._options = options

    def __getattr__(self, name: str) -> Any:
        """Build what is not there yet; Python asks for nothing else here."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name in PATH_PARTS:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        else:
            self.build()
        try:
            return vars(self)[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def is_built(self) -> bool:
        return "app" in vars(self)

    def build(self) -> None:
        """Do all that FastAPI does with a route; raises whatever it finds wrong with it."""
        with _building:
            if not self.is_built:
                # All at once, so that nobody in another thread meets half of it.
                vars(self).update(vars(_built(self.path, self.endpoint, self._options)))

    def under(self, prefix: str) -> Door:
        """Return the same operation at a longer path."""
        return Door(prefix + self.path, self.endpoint, **self._options)


class Doors(APIRouter):
    """A feature's operations. A prefix and tags are all that they share."""

    def __init__(self, *, prefix: str = "", tags: list[str] | None = None) -> None:
        super().__init__(prefix=prefix, tags=[*(tags or [])], route_class=Door)


def under(prefix: str, router: APIRouter) -> Iterator[BaseRoute]:
    """Yield its routes at their whole paths: included FastAPI's way, each would be built again and looked up twice."""
    for route in router.routes:
        match route:
            case Door():
                yield route.under(prefix)
            case WebSocketRoute():
                yield WebSocketRoute(prefix + route.path, route.endpoint, name=route.name)
            case _:
                raise TypeError(route)


async def warm(routes: Iterable[BaseRoute]) -> None:
    """Build what nobody has needed yet, so that hardly anybody waits for it. Others get at least every other turn."""
    for step in _steps(routes):
        began = time.perf_counter()
        step()
        await asyncio.sleep(time.perf_counter() - began)


def _steps(routes: Iterable[BaseRoute]) -> Iterator[Callable[[], object]]:
    # The bodies first: a door whose bodies are built is built in half the time.
    yield from (kind.model_rebuild for kind in _heirs(BaseModel) if not kind.__pydantic_complete__)
    yield from (route.build for route in routes if isinstance(route, Door) and not route.is_built)


def _heirs(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for heir in kind.__subclasses__():
        yield heir
        yield from _heirs(heir)


def _built(path: str, endpoint: Callable[..., Any], options: dict[str, Any]) -> APIRoute:
    with warnings.catch_warnings():
        # As FastAPI does while it makes a field. Bodies are built later than that, so they are asked for here: nothing
        # is `None`, but to say so they need their validators.
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        route = APIRoute(path, endpoint, **options)
        for field in (route.body_field, route.response_field, *route.response_fields.values()):
            if field is not None:
                field.validate(None)
    return route
