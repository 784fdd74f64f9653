"""One's own mails over HTTP, and the way out of them without a login. No rule lives here."""

import secrets
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Response, status

from app.accounts.authentication import ActorDep, ResourcesDep, address_of
from app.doors import Doors
from app.errors import Conflict, FieldError, Invalid, NotFound
from app.guard.declared import problems
from app.reminders import pages
from app.reminders.choosing import Means, choose, confirm, is_way_out, read, refuse_code, stop, turn_off
from app.reminders.schedule import is_quiet
from app.reminders.schemas import ConfirmIn, RemindersAnswer, RemindersIn, reminders_answer
from app.security.rate_limit import REMINDER_CHOICE, REMINDER_STOP, REMINDER_TRY

router = Doors(tags=["reminders"])


async def means_of(request: Request) -> Means:
    return cast("Means", request.app.state.reminders.means)


MeansDep = Annotated[Means, Depends(means_of)]
PAGE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@router.get("/me/reminders", operation_id="readReminders", summary="Your mails", responses=problems(401))
async def get_reminders(actor: ActorDep, resources: ResourcesDep, means: MeansDep) -> RemindersAnswer:
    """Read what you chose. Mails are off until you choose them."""
    found = await resources.database.read(lambda db: read(db, actor, means=means))
    return reminders_answer(found, available=resources.mailer.works)


@router.put("/me/reminders", operation_id="chooseReminders", summary="Choose mails",
            responses=problems(401, 409, 429))  # fmt: skip
async def put_reminders(
    body: RemindersIn, actor: ActorDep, resources: ResourcesDep, means: MeansDep
) -> RemindersAnswer:
    """Choose what to be told of, and when: at most one mail a day, which says "You have an update" and no more.

    The first time a number goes to your address, to be sent back with `confirmReminders`; until then there are none.
    """
    if not resources.mailer.works:
        raise Conflict("not_offered")
    if is_quiet(body.hour, quiet_from=body.quiet_from, quiet_to=body.quiet_to):
        raise Invalid(FieldError("/body/hour", "quiet"))
    await resources.limiter.hit(REMINDER_CHOICE, actor.account_id)
    at, code = resources.clock.now(), f"{secrets.randbelow(10**6):06}"
    found = await resources.database.write(lambda uow: choose(uow, actor, body.wishes(), means=means, code=code, at=at))
    return reminders_answer(found, available=True)


@router.post("/me/reminders/confirm", operation_id="confirmReminders", summary="Type the number from the mail",
             responses=problems(401, 429))  # fmt: skip
async def post_confirm(body: ConfirmIn, actor: ActorDep, resources: ResourcesDep, means: MeansDep) -> RemindersAnswer:
    """Prove that the mailbox is yours. The number works for a day, and may be tried five times."""
    await resources.limiter.hit(REMINDER_TRY, actor.account_id)
    at = resources.clock.now()
    if not await resources.database.write(lambda uow: confirm(uow, actor, code=body.code, means=means, at=at)):
        raise refuse_code()
    found = await resources.database.read(lambda db: read(db, actor, means=means))
    return reminders_answer(found, available=resources.mailer.works)


@router.delete("/me/reminders", operation_id="endReminders", summary="End all mails",
               status_code=status.HTTP_204_NO_CONTENT, responses=problems(401))  # fmt: skip
async def delete_reminders(actor: ActorDep, resources: ResourcesDep) -> None:
    """End them at once. Doing it twice is no error."""
    await resources.database.write(lambda uow: turn_off(uow, actor.account_id))


@router.get("/reminders/stop/{secret_address}", operation_id="showWayOut", summary="The page behind a mail's link",
            response_class=Response, responses={**PAGE, **problems(404, 429)})  # fmt: skip
async def get_stop(secret_address: str, request: Request, resources: ResourcesDep) -> Response:
    """Show a button. Opening the page ends nothing: programs open links, too."""
    await resources.limiter.hit(REMINDER_STOP, address_of(request))
    if not await resources.database.read(lambda db: is_way_out(db, secret_address)):
        raise NotFound
    return pages.asked()


@router.post("/reminders/stop/{secret_address}", operation_id="stopReminders", summary="End the mails by their link",
             response_class=Response, responses={**PAGE, **problems(404, 429)})  # fmt: skip
async def post_stop(secret_address: str, request: Request, resources: ResourcesDep) -> Response:
    """End the mails, without a login. The link can do nothing else, and shows nothing of anybody."""
    await resources.limiter.hit(REMINDER_STOP, address_of(request))
    if not await resources.database.write(lambda uow: stop(uow, secret_address)):
        raise NotFound
    return pages.done()
