"""Is it alive, is it ready. Answers nothing more, because health must not describe couples (T44)."""

from collections.abc import Awaitable, Callable
from typing import Literal, TypeAlias

from fastapi import APIRouter, Response

Readiness: TypeAlias = Literal["ok", "degraded", "unavailable"]


def health_router(readiness: Callable[[], Awaitable[Readiness]]) -> APIRouter:
    """Return the two health routes; `readiness` asks the parts that this process needs."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live", operation_id="readLiveness", summary="Is it alive")
    async def live() -> dict[str, str]:
        """Tell that the process answers."""
        return {"status": "ok"}

    @router.get("/ready", operation_id="readReadiness", summary="Is it ready")
    async def ready(response: Response) -> dict[str, str]:
        """Tell whether the service can do its work: 200 or 503. Degraded is slower, and loses nothing."""
        found = await readiness()
        if found == "unavailable":
            response.status_code = 503
        return {"status": found}

    return router
