"""One's own export over HTTP: made when asked for, answered at once, kept nowhere. No rule lives here."""

from typing import Any

from fastapi import Response
from pydantic import Field

from app.accounts.authentication import ActorDep, ResourcesDep
from app.accounts.schemas import NOT_SENT, PresentPassword
from app.accounts.step_up import require_password
from app.doors import Doors
from app.export.archive import archive_of
from app.guard.declared import problems
from app.security.rate_limit import EXPORT
from app.wire_forms import Sent

router = Doors(tags=["export"])

FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


class ExportIn(Sent):
    """What to put in."""

    include_private: bool = Field(default=False, description="Also what nobody but you knows of; needs the password.")
    password: PresentPassword = NOT_SENT


@router.post("/me/export", operation_id="exportMe", summary="Take your data with you",
             response_class=Response, responses={**FILE, **problems(401, 403, 429)})  # fmt: skip
async def post_export(body: ExportIn, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Get one JSON file with everything that is yours: what you wrote, and what both of you share.

    Your private pages, readings and notes are left out unless you ask for them with your password. Nothing that your
    partner keeps to themselves is ever in it.
    """
    await resources.limiter.hit(EXPORT, actor.account_id)
    if body.include_private:
        # T07: who holds an unlocked phone gets what lies open on it anyway, and no more.
        await require_password(resources, actor, body.password)
    at, keyring = resources.clock.now(), resources.keyring
    made = await resources.database.read(
        lambda db: archive_of(db, actor, keyring=keyring, private=body.include_private, at=at)
    )
    # Neutral: the name stays behind in lists of downloads.
    headers = {"Content-Disposition": f'attachment; filename="data-{at.date().isoformat()}.json"'}
    return Response(made, media_type="application/json", headers=headers)
