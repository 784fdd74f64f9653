"""Templates over HTTP. Only reading: the library is published at the start, the others where they are written."""

from typing import Annotated

from fastapi import Query
from sqlmodel import Session

from app.accounts.authentication import ActorDep, ResourcesDep
from app.couples.access import require_member
from app.doors import Doors
from app.errors import NotFound
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, cut, decode_cursor, page_of
from app.templates.document import document
from app.templates.offering import opened, readable
from app.templates.schemas import TemplateAnswer, TemplateSummary, summary_of
from app.templates.service import catalogue
from app.templates.steps import Template

router = Doors(prefix="/templates", tags=["templates"])

SCOPE = "templates"


COUPLE = "Also list what their therapist suggested to this couple of yours and both of you took up."
CoupleId = Annotated[str | None, Query(description=COUPLE, max_length=36)]


@router.get("", operation_id="listTemplates", summary="Kinds of talk to choose from", responses=problems(400, 401, 404))
async def get_templates(
    actor: ActorDep, resources: ResourcesDep, couple_id: CoupleId = None, limit: Limit = 25, cursor: Cursor = None
) -> Page[TemplateSummary]:
    """List what a talk can be, in the order to show it."""
    after, at = decode_cursor(SCOPE, cursor), resources.clock.now()

    def work(db: Session) -> tuple[Template, ...]:
        if couple_id is None:
            return catalogue(db, after=after, limit=limit + 1)
        require_member(db, actor, couple_id)
        return catalogue(db, also=opened(db, couple_id, at=at), after=after, limit=limit + 1)

    found = await resources.database.read(work)
    page = cut(found, limit, scope=SCOPE, place=lambda template: template.slug)
    return page_of(page, summary_of)


@router.get("/{slug}", operation_id="readTemplate", summary="One template, whole", responses=problems(401, 404))
async def get_template(slug: str, actor: ActorDep, resources: ResourcesDep) -> TemplateAnswer:
    """Read every step, every text with its message key, and every limit of the version that a new talk gets."""
    at = resources.clock.now()
    template = await resources.database.read(lambda db: readable(db, actor, slug, at=at))
    if template is None:
        raise NotFound
    return TemplateAnswer(template=document(template))
