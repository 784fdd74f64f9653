"""Templates over HTTP. Only reading: the built-in library is published at the start."""

from fastapi import APIRouter

from app.accounts.authentication import ActorDep, ResourcesDep
from app.errors import NotFound
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, cut, decode_cursor
from app.templates.document import document
from app.templates.schemas import TemplateAnswer, TemplateSummary, summary_of
from app.templates.service import catalogue, published

router = APIRouter(prefix="/templates", tags=["templates"])

SCOPE = "templates"


@router.get("", operation_id="listTemplates", summary="Kinds of talk to choose from", responses=problems(400, 401))
async def get_templates(
    _actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[TemplateSummary]:
    """List what a talk can be, in the order to show it."""
    after = decode_cursor(SCOPE, cursor)
    found = await resources.database.read(lambda db: catalogue(db, after=after, limit=limit + 1))
    page = cut(found, limit, scope=SCOPE, place=lambda template: template.slug)
    return Page(data=[summary_of(one) for one in page.items], next_cursor=page.next_cursor, has_more=page.has_more)


@router.get("/{slug}", operation_id="readTemplate", summary="One template, whole", responses=problems(401, 404))
async def get_template(slug: str, _actor: ActorDep, resources: ResourcesDep) -> TemplateAnswer:
    """Read every step, every text with its message key, and every limit of the version that a new talk gets."""
    template = await resources.database.read(lambda db: published(db, slug))
    if template is None:
        raise NotFound
    return TemplateAnswer(template=document(template))
