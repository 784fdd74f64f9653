"""Goals, their steps and the future over HTTP: read, have the coach look, run one transaction, draw the answer."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Body, Query, status

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.sharing import joint_text, steps
from app.sharing.goal_steps import NewStep, add_step, change_step, list_steps
from app.sharing.joint import (
    Joint,
    change_joint,
    end_joint,
    list_joint,
    open_picture,
    propose_joint,
    read_joint,
)
from app.sharing.joint_text import JointKind, JointState, JointText
from app.sharing.reviewing import reviewed
from app.sharing.scene import draft_to_show, drop_draft, hide_shown, keep_draft, read_scene, show_draft
from app.sharing.schemas import (
    Acknowledging,
    DraftIn,
    GoalAnswer,
    GoalIn,
    GoalStepOut,
    JointOut,
    PictureIn,
    RewordIn,
    SaidYesIn,
    SceneAnswer,
    StepAnswer,
    StepIn,
    joint_out,
    scene_out,
    step_out,
)
from app.sharing.steps import Step

router = Doors(prefix="/couples/{couple_id}", tags=["sharing"])

State = Annotated[JointState | None, Query(description="Only those in this state.")]
Hinted = Annotated[Acknowledging | None, Body()]
StepAct = Callable[[Step], Step | steps.Refused]
JointAct = Callable[[JointText], JointText | joint_text.Refused]


@router.post("/goals", operation_id="proposeGoal", summary="Propose a goal", status_code=status.HTTP_201_CREATED,
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_goal(couple_id: str, body: GoalIn, actor: ActorDep, resources: ResourcesDep) -> GoalAnswer:
    """Propose a goal for both. It becomes `active` when the other says yes to the same words."""
    await reviewed(resources, actor, couple_id, body.text, hint=body.acknowledge_hint)
    return GoalAnswer(goal=joint_out(await _proposed(resources, actor, couple_id, "goal", body.text)))


@router.get("/goals", operation_id="listGoals", summary="Goals of the two", responses=problems(400, 401, 404))
async def get_goals(
    couple_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    state: State = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[JointOut]:
    """List goals, the newest first. Both see the same."""
    found = await resources.database.read(
        lambda db: list_joint(
            db,
            actor,
            couple_id=couple_id,
            kind="goal",
            state=state,
            keyring=resources.keyring,
            limit=limit,
            cursor=cursor,
        )
    )
    return page_of(found, joint_out)


@router.get("/goals/{goal_id}", operation_id="readGoal", summary="One goal", responses=problems(401, 404))
async def get_goal(couple_id: str, goal_id: str, actor: ActorDep, resources: ResourcesDep) -> GoalAnswer:
    """Read one goal: the words that count, and those that wait for a yes."""
    keyring = resources.keyring
    found = await resources.database.read(
        lambda db: read_joint(db, actor, couple_id=couple_id, joint_id=goal_id, kind="goal", keyring=keyring)
    )
    return GoalAnswer(goal=joint_out(found))


@router.post("/goals/{goal_id}/reword", operation_id="rewordGoal", summary="Propose other words",
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_reword(
    couple_id: str, goal_id: str, body: RewordIn, actor: ActorDep, resources: ResourcesDep
) -> GoalAnswer:
    """Put other words in the place of the newest. Nobody has said yes to them yet; what counted goes on counting."""
    await reviewed(resources, actor, couple_id, body.text, about=goal_id, hint=body.acknowledge_hint)
    act = _rewording(resources, actor, text=body.text, instead_of=body.instead_of)
    return GoalAnswer(goal=joint_out(await _changed(resources, actor, couple_id, goal_id, "goal", act)))


@router.post("/goals/{goal_id}/accept", operation_id="acceptGoal", summary="Say yes to the words that you read",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_accept(
    couple_id: str, goal_id: str, body: SaidYesIn, actor: ActorDep, resources: ResourcesDep
) -> GoalAnswer:
    """Say yes to exactly these words. With both yeses they count; a yes to older words is `wrong_version`."""
    act = _accepting(actor, body.version)
    return GoalAnswer(goal=joint_out(await _changed(resources, actor, couple_id, goal_id, "goal", act)))


@router.post(
    "/goals/{goal_id}/done", operation_id="finishGoal", summary="It is done", responses=problems(401, 404, 409)
)
async def post_done(couple_id: str, goal_id: str, actor: ActorDep, resources: ResourcesDep) -> GoalAnswer:
    """Say that it is done, alone. Nobody is named. Doing it twice is no error."""
    act = end_joint("done", by=actor.account_id)
    return GoalAnswer(goal=joint_out(await _changed(resources, actor, couple_id, goal_id, "goal", act)))


@router.post(
    "/goals/{goal_id}/let-go", operation_id="letGoalGo", summary="Let it go", responses=problems(401, 404, 409)
)
async def post_let_go(couple_id: str, goal_id: str, actor: ActorDep, resources: ResourcesDep) -> GoalAnswer:
    """Let a goal go, alone and without a reason. Nobody is named. Doing it twice is no error."""
    act = end_joint("let_go", by=actor.account_id)
    return GoalAnswer(goal=joint_out(await _changed(resources, actor, couple_id, goal_id, "goal", act)))


@router.get("/goals/{goal_id}/steps", operation_id="listGoalSteps", summary="Steps towards a goal",
            responses=problems(400, 401, 404))  # fmt: skip
async def get_steps(
    couple_id: str,
    goal_id: str,
    actor: ActorDep,
    resources: ResourcesDep,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[GoalStepOut]:
    """List the steps of a goal, in the order in which they were written."""
    found = await resources.database.read(
        lambda db: list_steps(
            db, actor, couple_id=couple_id, goal_id=goal_id, keyring=resources.keyring, limit=limit, cursor=cursor
        )
    )
    return page_of(found, step_out)


@router.post("/goals/{goal_id}/steps", operation_id="addGoalStep", summary="Add a step",
             status_code=status.HTTP_201_CREATED, responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_step(couple_id: str, goal_id: str, body: StepIn, actor: ActorDep, resources: ResourcesDep) -> StepAnswer:
    """Add a small step to an active goal: for yourself, or open for whoever takes it on."""
    await reviewed(resources, actor, couple_id, body.text, hint=body.acknowledge_hint)
    new, keyring, ids = NewStep(body.text, mine=body.mine, on=body.on), resources.keyring, resources.ids
    step = await resources.database.write(
        lambda uow: add_step(uow, actor, couple_id=couple_id, goal_id=goal_id, new=new, keyring=keyring, ids=ids)
    )
    return StepAnswer(step=step_out(step))


@router.post("/goals/{goal_id}/steps/{step_id}/take", operation_id="takeGoalStep", summary="Take a step on",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_take(couple_id: str, goal_id: str, step_id: str, actor: ActorDep, resources: ResourcesDep) -> StepAnswer:
    """Take an open step on, alone or beside the other."""
    return await _stepped(
        resources, actor, (couple_id, goal_id, step_id), lambda it: steps.take(it, by=actor.account_id)
    )


@router.post("/goals/{goal_id}/steps/{step_id}/put-back", operation_id="putGoalStepBack", summary="Put a step back",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_put_back(
    couple_id: str, goal_id: str, step_id: str, actor: ActorDep, resources: ResourcesDep
) -> StepAnswer:
    """Take an open step on no longer. It was your own choice, and so is this."""
    return await _stepped(
        resources, actor, (couple_id, goal_id, step_id), lambda it: steps.put_back(it, by=actor.account_id)
    )


@router.post("/goals/{goal_id}/steps/{step_id}/done", operation_id="finishGoalStep", summary="A step is done",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_step_done(
    couple_id: str, goal_id: str, step_id: str, actor: ActorDep, resources: ResourcesDep
) -> StepAnswer:
    """Say that a step is done that you took on. Doing it twice is no error."""
    return await _stepped(
        resources, actor, (couple_id, goal_id, step_id), lambda it: steps.finish(it, by=actor.account_id)
    )


@router.post("/goals/{goal_id}/steps/{step_id}/let-go", operation_id="letGoalStepGo", summary="Let a step go",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_step_let_go(
    couple_id: str, goal_id: str, step_id: str, actor: ActorDep, resources: ResourcesDep
) -> StepAnswer:
    """Let a step go, unless only the other has taken it on."""
    return await _stepped(
        resources, actor, (couple_id, goal_id, step_id), lambda it: steps.let_go(it, by=actor.account_id)
    )


@router.get("/future-scene", operation_id="readFutureScene", summary="The future that you picture",
            responses=problems(401, 404))  # fmt: skip
async def get_scene(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Read your own draft, what each of you showed, and the picture of both."""
    return await _scene(resources, actor, couple_id)


@router.put("/future-scene/draft", operation_id="writeFutureScene", summary="Keep a draft for yourself",
            responses=problems(401, 404))  # fmt: skip
async def put_draft(couple_id: str, body: DraftIn, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Keep your own picture of the future as a draft. Nobody else sees it, or that there is one."""
    keyring = resources.keyring
    found = await resources.database.write(
        lambda uow: keep_draft(uow, actor, couple_id=couple_id, text=body.text, keyring=keyring)
    )
    return SceneAnswer(future_scene=scene_out(found))


@router.delete("/future-scene/draft", operation_id="dropFutureScene", summary="Forget your draft",
               status_code=status.HTTP_204_NO_CONTENT, responses=problems(401, 404))  # fmt: skip
async def delete_draft(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Forget your draft. Doing it twice is no error."""
    await resources.database.write(lambda uow: drop_draft(uow, actor, couple_id=couple_id))


@router.post("/future-scene/draft/show", operation_id="showFutureScene", summary="Show your draft",
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_show(couple_id: str, actor: ActorDep, resources: ResourcesDep, body: Hinted = None) -> SceneAnswer:
    """Show your partner the draft as it is now. What you change later stays yours until you show it again."""
    keyring = resources.keyring
    text = await resources.database.read(lambda db: draft_to_show(db, actor, couple_id=couple_id, keyring=keyring))
    await reviewed(
        resources, actor, couple_id, text, about="future-scene", hint=body.acknowledge_hint if body else None
    )
    found = await resources.database.write(
        lambda uow: show_draft(uow, actor, couple_id=couple_id, text=text, keyring=keyring)
    )
    return SceneAnswer(future_scene=scene_out(found))


@router.post("/future-scene/draft/hide", operation_id="hideFutureScene", summary="Show it no longer",
             responses=problems(401, 404))  # fmt: skip
async def post_hide(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Show your own picture no longer. Your draft stays with you, and what both said yes to stays as it is."""
    keyring = resources.keyring
    found = await resources.database.write(lambda uow: hide_shown(uow, actor, couple_id=couple_id, keyring=keyring))
    return SceneAnswer(future_scene=scene_out(found))


@router.post("/future-scene/joint", operation_id="proposeFutureScene", summary="Propose a picture of both",
             responses=problems(401, 404, 409, 429))  # fmt: skip
async def post_joint(couple_id: str, body: PictureIn, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Propose words for both, the first or other ones. It counts when both said yes to the same words."""
    await reviewed(resources, actor, couple_id, body.text, hint=body.acknowledge_hint)
    if body.instead_of is None:
        await _proposed(resources, actor, couple_id, "future_scene", body.text)
    else:
        act = _rewording(resources, actor, text=body.text, instead_of=body.instead_of)
        await _picture_changed(resources, actor, couple_id, act)
    return await _scene(resources, actor, couple_id)


@router.post("/future-scene/joint/accept", operation_id="acceptFutureScene",
             summary="Say yes to the words that you read", responses=problems(401, 404, 409))  # fmt: skip
async def post_joint_accept(couple_id: str, body: SaidYesIn, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Say yes to exactly these words. With both yeses they are the picture of both."""
    await _picture_changed(resources, actor, couple_id, _accepting(actor, body.version))
    return await _scene(resources, actor, couple_id)


@router.post("/future-scene/joint/let-go", operation_id="letFutureSceneGo", summary="Let it go",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_joint_let_go(couple_id: str, actor: ActorDep, resources: ResourcesDep) -> SceneAnswer:
    """Let the picture of both go, alone and without a reason. Nobody is named. Then another may be proposed."""
    await _picture_changed(resources, actor, couple_id, end_joint("let_go", by=actor.account_id))
    return await _scene(resources, actor, couple_id)


def _rewording(resources: Resources, actor: Actor, *, text: str, instead_of: str) -> JointAct:
    nonce, by = resources.ids.secret(), actor.account_id
    return lambda joint: joint_text.reword(joint, text, nonce=nonce, instead_of=instead_of, by=by)


def _accepting(actor: Actor, version: str) -> JointAct:
    return lambda joint: joint_text.accept(joint, version, by=actor.account_id)


async def _proposed(resources: Resources, actor: Actor, couple_id: str, kind: JointKind, text: str) -> Joint:
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    return await resources.database.write(
        lambda uow: propose_joint(
            uow, actor, couple_id=couple_id, kind=kind, text=text, keyring=keyring, ids=ids, at=at
        )
    )


async def _changed(
    resources: Resources, actor: Actor, couple_id: str, joint_id: str, kind: JointKind, act: JointAct
) -> Joint:
    keyring = resources.keyring
    return await resources.database.write(
        lambda uow: change_joint(
            uow, actor, couple_id=couple_id, joint_id=joint_id, kind=kind, keyring=keyring, act=act
        )
    )


async def _picture_changed(resources: Resources, actor: Actor, couple_id: str, act: JointAct) -> None:
    keyring = resources.keyring
    found = await resources.database.read(lambda db: open_picture(db, actor, couple_id=couple_id, keyring=keyring))
    # Without a picture it is the same answer as for one of others: there is nothing here.
    joint_id = found.id if found else ""
    await _changed(resources, actor, couple_id, joint_id, "future_scene", act)


async def _stepped(resources: Resources, actor: Actor, where: tuple[str, str, str], act: StepAct) -> StepAnswer:
    couple_id, goal_id, step_id = where
    keyring = resources.keyring
    step = await resources.database.write(
        lambda uow: change_step(
            uow, actor, couple_id=couple_id, goal_id=goal_id, step_id=step_id, keyring=keyring, act=act
        )
    )
    return StepAnswer(step=step_out(step))


async def _scene(resources: Resources, actor: Actor, couple_id: str) -> SceneAnswer:
    keyring = resources.keyring
    found = await resources.database.read(lambda db: read_scene(db, actor, couple_id=couple_id, keyring=keyring))
    return SceneAnswer(future_scene=scene_out(found))
