"""A therapist's templates over HTTP. For everybody else there is nothing here, whatever they ask for (V-2)."""

import asyncio
from functools import partial
from typing import Annotated, Any

from fastapi import Body, Response, status
from fastapi.responses import JSONResponse

from app.accounts.actor import Actor
from app.accounts.authentication import ActorDep, ResourcesDep
from app.authoring import drafts, publishing, rehearsals
from app.authoring.beginning import content_of, content_of_file, file_of, first_content
from app.authoring.drafts import Draft, desk_of
from app.authoring.examining import examined, settled, written
from app.authoring.schemas import (
    FindingsAnswer,
    NewTemplateIn,
    OwnTemplateAnswer,
    OwnTemplateSummary,
    OwnVersionsAnswer,
    RehearsalAnswer,
    RehearsalIn,
    TemplateChangeIn,
    TemplateContentIn,
    TemplateFileIn,
    TemplatePublishIn,
    finding_out,
    playback_out,
    rehearsed_out,
    summary_out,
    template_out,
    version_out,
)
from app.couples.schemas import NothingIn
from app.database import UnitOfWork
from app.doors import Doors
from app.errors import FieldError, Invalid
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.resources import Resources
from app.security.rate_limit import TEMPLATE_CHECK, TEMPLATE_REHEARSAL
from app.templates.schema import template_schema
from app.therapists.standing import require_therapist

router = Doors(tags=["templates"])

Nothing = Annotated[NothingIn | None, Body()]
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/toml": {"schema": {"type": "string"}}}}}
SCHEMA: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}}
}


@router.get("/schemas/template", operation_id="getTemplateSchema", summary="The form of a template",
            responses=SCHEMA)  # fmt: skip
async def get_template_schema() -> Response:
    """The JSON Schema of a template as its author writes it. It changes only with a release, so keep it."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return JSONResponse(template_schema(), media_type="application/schema+json", headers=headers)


@router.get(
    "/me/templates", operation_id="listOwnTemplates", summary="Templates you write", responses=problems(400, 401, 404)
)
async def get_own_templates(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[OwnTemplateSummary]:
    """List your templates, what you changed last first. This is for therapists."""
    keyring = resources.keyring
    page = await resources.database.read(
        lambda db: drafts.listed(db, desk_of(db, actor, keyring), limit=limit, cursor=cursor)
    )
    return page_of(page, summary_out)


@router.post("/me/templates", operation_id="beginTemplate", summary="Begin a template",
             status_code=status.HTTP_201_CREATED, responses=problems(401, 404, 409, 413))  # fmt: skip
async def post_template(body: NewTemplateIn, actor: ActorDep, resources: ResourcesDep) -> OwnTemplateAnswer:
    """Begin with a content of your own, with a copy of a template that you may read, or with a short example."""
    at, ids, keyring = resources.clock.now(), resources.ids, resources.keyring
    if body.content is not None and body.from_slug is not None:
        raise Invalid(FieldError("/body/from_slug", "one_or_the_other"))

    def work(uow: UnitOfWork) -> Draft:
        desk = desk_of(uow.db, actor, keyring)
        if body.from_slug is not None:
            content = content_of(uow.db, actor, body.from_slug, at=at)
        else:
            content = first_content() if body.content is None else body.content
        return drafts.begin(uow, desk, content, at=at, ids=ids)

    return _answer(await resources.database.write(work))


@router.post("/me/templates/check", operation_id="checkTemplate", summary="Check a template",
             responses=problems(401, 404, 413, 429))  # fmt: skip
async def post_check(body: TemplateContentIn, actor: ActorDep, resources: ResourcesDep) -> FindingsAnswer:
    """Say everything that keeps this content from being published, by step and rule. Nothing is stored."""
    await resources.limiter.hit(TEMPLATE_CHECK, actor.account_id)
    await resources.database.read(lambda db: require_therapist(db, actor))
    text = written(settled(body.content))
    found = await asyncio.to_thread(examined, text)
    return FindingsAnswer(findings=[finding_out(one) for one in found.findings])


@router.post("/me/templates/import", operation_id="importTemplate", summary="Import a TOML file",
             status_code=status.HTTP_201_CREATED, responses=problems(401, 404, 409, 413))  # fmt: skip
async def post_import(body: TemplateFileIn, actor: ActorDep, resources: ResourcesDep) -> OwnTemplateAnswer:
    """Put what a file holds on your desk as a new draft. What it was called elsewhere does not matter."""
    at, ids, keyring = resources.clock.now(), resources.ids, resources.keyring
    await resources.database.read(lambda db: require_therapist(db, actor))
    content = await asyncio.to_thread(content_of_file, body.toml)
    return _answer(
        await resources.database.write(
            lambda uow: drafts.begin(uow, desk_of(uow.db, actor, keyring), content, at=at, ids=ids)
        )
    )


@router.get("/me/templates/{template_id}", operation_id="readOwnTemplate", summary="One template of yours",
            responses=problems(401, 404))  # fmt: skip
async def get_own_template(template_id: str, actor: ActorDep, resources: ResourcesDep) -> OwnTemplateAnswer:
    """Read what lies on your desk, what the check says of it, and what came of its rehearsals."""
    return _answer(await _read(resources, actor, template_id))


@router.put("/me/templates/{template_id}", operation_id="changeOwnTemplate", summary="Change a template of yours",
            responses=problems(401, 404, 409, 413))  # fmt: skip
async def put_own_template(
    template_id: str, body: TemplateChangeIn, actor: ActorDep, resources: ResourcesDep
) -> OwnTemplateAnswer:
    """Put a whole content in place of the revision that you had. A published version does not change by it."""
    at, keyring = resources.clock.now(), resources.keyring
    changed = await resources.database.write(
        lambda uow: drafts.change(
            uow, desk_of(uow.db, actor, keyring), template_id, body.content, revision=body.revision, at=at
        )
    )
    return _answer(changed)


@router.delete("/me/templates/{template_id}", operation_id="discardTemplate", summary="Delete a draft",
               status_code=status.HTTP_204_NO_CONTENT, responses=problems(401, 404, 409))  # fmt: skip
async def delete_own_template(template_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Delete what was never published. What was published is retired instead."""
    keyring = resources.keyring
    await resources.database.write(lambda uow: drafts.remove(uow, desk_of(uow.db, actor, keyring), template_id))


@router.post("/me/templates/{template_id}/rehearse", operation_id="rehearseTemplate", summary="Rehearse a template",
             responses=problems(401, 404, 409, 429, 503))  # fmt: skip
async def post_rehearsal(
    template_id: str, body: RehearsalIn, actor: ActorDep, resources: ResourcesDep
) -> RehearsalAnswer:
    """Have invented partners play it by the real rules on a moved clock.

    With `players`: what each of the two would have seen. Without: every pair in every medium, which publishing needs.
    """
    await resources.limiter.hit(TEMPLATE_REHEARSAL, actor.account_id)
    draft = await _read(resources, actor, template_id)
    template, stage = publishing.require_clean(draft.examined), resources.hooks.of(rehearsals.Rehearsals)
    if body.players is not None:
        if body.medium not in template.media:
            raise Invalid(FieldError("/body/medium", "not_offered"))
        play = partial(rehearsals.play, template, players=body.players, medium=body.medium)
        return RehearsalAnswer(playback=playback_out(await stage.run(play)))
    at, keyring, named = resources.clock.now(), resources.keyring, draft.examined.hash or ""
    played = await stage.run(partial(rehearsals.play_all, template, named=named, at=at))
    await resources.database.write(
        lambda uow: drafts.keep_rehearsal(uow, desk_of(uow.db, actor, keyring), template_id, played)
    )
    return RehearsalAnswer(rehearsed=rehearsed_out(played))


@router.post("/me/templates/{template_id}/publish", operation_id="publishTemplate", summary="Publish a template",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_publish(
    template_id: str, actor: ActorDep, resources: ResourcesDep, body: TemplatePublishIn | None = None
) -> OwnTemplateAnswer:
    """Make what lies on your desk a version that never changes. New talks get it; running ones stay on theirs."""
    at, ids, keyring = resources.clock.now(), resources.ids, resources.keyring
    revision = body.revision if body else None
    done = await resources.database.write(
        lambda uow: publishing.publish_draft(
            uow, desk_of(uow.db, actor, keyring), template_id, revision=revision, at=at, ids=ids
        )
    )
    return _answer(done)


@router.get("/me/templates/{template_id}/versions", operation_id="listTemplateVersions", summary="Published versions",
            responses=problems(401, 404))  # fmt: skip
async def get_versions(template_id: str, actor: ActorDep, resources: ResourcesDep) -> OwnVersionsAnswer:
    """List every version of a template of yours, the latest first."""
    keyring = resources.keyring
    found = await resources.database.read(
        lambda db: publishing.list_versions(db, desk_of(db, actor, keyring), template_id)
    )
    return OwnVersionsAnswer(versions=[version_out(one) for one in found])


@router.post("/me/templates/{template_id}/retire", operation_id="retireTemplate", summary="Retire a template",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_retire(
    template_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> OwnTemplateAnswer:
    """Let no new talk begin with it. Whoever is in one stays in it."""
    at, keyring = resources.clock.now(), resources.keyring
    return _answer(
        await resources.database.write(
            lambda uow: publishing.retire_draft(uow, desk_of(uow.db, actor, keyring), template_id, at=at)
        )
    )


@router.post("/me/templates/{template_id}/reinstate", operation_id="reinstateTemplate", summary="Take it up again",
             responses=problems(401, 404, 409))  # fmt: skip
async def post_reinstate(
    template_id: str, actor: ActorDep, resources: ResourcesDep, _body: Nothing = None
) -> OwnTemplateAnswer:
    """Let new talks begin with it again, with the version that was published last."""
    keyring = resources.keyring
    return _answer(
        await resources.database.write(
            lambda uow: publishing.reinstate_draft(uow, desk_of(uow.db, actor, keyring), template_id)
        )
    )


@router.get("/me/templates/{template_id}/file", operation_id="exportTemplate", summary="A template as a file",
            response_class=Response, responses={**FILE, **problems(401, 404)})  # fmt: skip
async def get_file(template_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Get what lies on your desk as a TOML file that can be read, kept and imported again."""
    name, text = file_of(await _read(resources, actor, template_id))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/toml; charset=utf-8", headers=headers)


async def _read(resources: Resources, actor: Actor, template_id: str) -> Draft:
    keyring = resources.keyring
    return await resources.database.read(lambda db: drafts.read(db, desk_of(db, actor, keyring), template_id))


def _answer(draft: Draft) -> OwnTemplateAnswer:
    return OwnTemplateAnswer(template=template_out(draft))
