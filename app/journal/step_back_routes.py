"""Resting from prompts over HTTP, for oneself. No partner has a door here, and no rule lives here."""

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.errors import FieldError, Invalid
from app.guard.declared import problems
from app.journal.step_back_schemas import StepBackAnswer, StepBackIn, step_back_answer
from app.journal.stepping_back import LONGEST, come_back, step_back, steps_back

router = Doors(prefix="/me/step-back", tags=["journal"])


@router.get("", operation_id="readStepBack", summary="Your rests from prompts", responses=problems(401))
async def get_step_back(actor: ActorDep, resources: ResourcesDep) -> StepBackAnswer:
    """See what you rest from now. Your partner never sees this."""
    at = resources.clock.now()
    return step_back_answer(await resources.database.read(lambda db: steps_back(db, actor.account_id, at=at)))


@router.put("", operation_id="stepBack", summary="Rest from prompts, or come back", responses=problems(401, 404))
async def put_step_back(body: StepBackIn, actor: ActorDep, resources: ResourcesDep) -> StepBackAnswer:
    """Pause every prompt and reminder of a couple, or of all, for you alone. No reason is asked.

    Nothing changes for your partner, who is not told. Doing it twice is no error.
    """
    at, ids = resources.clock.now(), resources.ids
    if body.until is not None and not at < body.until <= at + LONGEST:
        raise Invalid(FieldError("/body/until", "out_of_range"))
    if not body.on:
        return step_back_answer(
            await resources.database.write(lambda uow: come_back(uow, actor, scope=body.couple_id, at=at))
        )
    return step_back_answer(
        await resources.database.write(
            lambda uow: step_back(uow, actor, scope=body.couple_id, until=body.until, at=at, ids=ids)
        )
    )
