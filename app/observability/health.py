"""Is it alive, is it ready. Answers nothing more, because health must not describe couples (T44)."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response


def health_router(is_ready: Callable[[], Awaitable[bool]]) -> APIRouter:
    """Return the two health routes; `is_ready` asks the parts that this process needs."""
    router = APIRouter(prefix="/health", tags=["health"])

    @router.get("/live", operation_id="readLiveness", summary="Is it alive")
    async def live() -> dict[str, str]:
        """Tell that the process answers."""
        return {"status": "ok"}

    @router.get("/ready", operation_id="readReadiness", summary="Is it ready")
    async def ready(response: Response) -> dict[str, str]:
        """Tell whether the service can do its work: 200 or 503."""
        if await is_ready():
            return {"status": "ok"}
        response.status_code = 503
        return {"status": "unavailable"}

    return router
