"""The journal over HTTP: author-only, with or without a couple. No search of words, and no rule here."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Query, Response, status
from sqlmodel import Session

from app.accounts.authentication import ActorDep, ResourcesDep
from app.accounts.personal import personal_of
from app.doors import Doors
from app.guard.declared import problems
from app.journal import pages
from app.journal.entries import (
    KeptEntry,
    Patterns,
    change_entry,
    list_entries,
    own_entries,
    read_entry,
    read_patterns,
    write_entry,
)
from app.journal.pages import Wanted
from app.journal.prompts import PROMPTS
from app.journal.schemas import (
    EntryAnswer,
    EntryChangeIn,
    EntryIn,
    EntryOut,
    PatternsAnswer,
    PromptsAnswer,
    cards_out,
    entry_out,
    patterns_answer,
)
from app.journal.weeks import begins_at
from app.pagination import Cursor, Limit, Page, Slice, page_of
from app.security.rate_limit import JOURNAL_PAGE

router = Doors(prefix="/me", tags=["journal"])

EARLIEST, LATEST = date(1970, 1, 2), date(9999, 12, 30)
Since = Annotated[date | None, Query(ge=EARLIEST, le=LATEST, description="From this day on, where you live.")]
Until = Annotated[date | None, Query(ge=EARLIEST, le=LATEST, description="Up to this day, where you live.")]
Days = Annotated[int, Query(ge=1, le=366, description="How many days back, today included.")]


@router.post(
    "/journal",
    operation_id="writeEntry",
    summary="Write an entry",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 409, 429),
)
async def post_entry(body: EntryIn, actor: ActorDep, resources: ResourcesDep) -> EntryAnswer:
    """Write something for yourself. Only you can read it, under your own key; no partner learns that it is there."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at, ids = own_entries(actor.account_id, resources.keyring), resources.clock.now(), resources.ids
    kept = await resources.database.write(lambda uow: write_entry(uow, own, body.entry, at=at, ids=ids))
    return EntryAnswer(entry=entry_out(kept))


@router.get("/journal", operation_id="listEntries", summary="Your entries", responses=problems(400, 401))
async def get_entries(
    actor: ActorDep,
    resources: ResourcesDep,
    since: Since = None,
    until: Until = None,
    limit: Limit = 25,
    cursor: Cursor = None,
) -> Page[EntryOut]:
    """List your entries, the newest first. Words cannot be searched for here: they are sealed."""
    own = own_entries(actor.account_id, resources.keyring)

    def find(db: Session) -> Slice[KeptEntry]:
        timezone = personal_of(db, resources.keyring, account_id=actor.account_id).timezone
        wanted = Wanted(limit, cursor, _begin(since, timezone), _begin(until, timezone, after=1))
        return list_entries(db, own, wanted)

    found = await resources.database.read(find)
    return page_of(found, entry_out)


@router.get("/journal/{entry_id}", operation_id="readEntry", summary="One entry", responses=problems(401, 404))
async def get_entry(entry_id: str, actor: ActorDep, resources: ResourcesDep) -> EntryAnswer:
    """Read one of your entries."""
    own = own_entries(actor.account_id, resources.keyring)
    return EntryAnswer(entry=entry_out(await resources.database.read(lambda db: read_entry(db, own, entry_id))))


@router.patch(
    "/journal/{entry_id}",
    operation_id="changeEntry",
    summary="Change an entry",
    responses=problems(401, 404, 409, 429),
)
async def patch_entry(entry_id: str, body: EntryChangeIn, actor: ActorDep, resources: ResourcesDep) -> EntryAnswer:
    """Change an entry. What stood there before is not kept."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at = own_entries(actor.account_id, resources.keyring), resources.clock.now()
    kept = await resources.database.write(lambda uow: change_entry(uow, own, entry_id, body.changes, at=at))
    return EntryAnswer(entry=entry_out(kept))


@router.delete(
    "/journal/{entry_id}",
    operation_id="deleteEntry",
    summary="Delete an entry",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_entry(entry_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Delete an entry at once. There is no bin."""
    own = own_entries(actor.account_id, resources.keyring)
    await resources.database.write(lambda uow: pages.remove(uow, own, entry_id))
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/journal-prompts", operation_id="listPrompts", summary="Questions to begin with", responses=problems(401))
async def get_prompts(_actor: ActorDep) -> PromptsAnswer:
    """Some questions to begin writing with, if you want one. They are the same for everybody."""
    return PromptsAnswer(prompts=cards_out(PROMPTS))


@router.get("/patterns", operation_id="readPatterns", summary="Your own tags, with days", responses=problems(401))
async def get_patterns(actor: ActorDep, resources: ResourcesDep, days: Days = 90) -> PatternsAnswer:
    """See the tags that you gave to your entries, how often, and when. It counts, and concludes nothing."""
    own, at = own_entries(actor.account_id, resources.keyring), resources.clock.now()

    def find(db: Session) -> Patterns:
        timezone = personal_of(db, resources.keyring, account_id=actor.account_id).timezone
        return read_patterns(db, own, days=days, at=at, timezone=timezone)

    return patterns_answer(await resources.database.read(find))


def _begin(day: date | None, timezone: str, *, after: int = 0) -> datetime | None:
    return None if day is None else begins_at(day + timedelta(days=after), timezone)
