"""Is it alive, is it ready. Answers nothing more, because health must not describe couples (T44)."""

from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from fastapi import Request, Response

from app.doors import Doors

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Readiness: TypeAlias = Literal["ok", "degraded", "unavailable"]

# No closure over an application: FastAPI remembers the functions of routes for the life of the process, and with one
# of them the whole application would be remembered after its end.
router = Doors(prefix="/health", tags=["health"])


@router.get("/live", operation_id="readLiveness", summary="Is it alive")
async def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/ready", operation_id="readReadiness", summary="Is it ready")
async def ready(request: Request, response: Response) -> dict[str, str]:
    """Tell whether the service can do its work: 200 or 503. Degraded is slower, and loses nothing."""
    ask = cast("Callable[[], Awaitable[Readiness]]", request.app.state.readiness)
    found = await ask()
    if found == "unavailable":
        response.status_code = 503
    return {"status": found}
