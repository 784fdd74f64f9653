"""Notes to oneself over HTTP: what does good, kind words, a belief seen again. Author-only; no rule lives here."""

from fastapi import Response, status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.journal import pages
from app.journal.notes import change_note, list_notes, own_notes, read_note, write_note
from app.journal.pages import Wanted
from app.journal.schemas import NoteAnswer, NoteChangeIn, NoteIn, NoteOut, note_out
from app.pagination import Cursor, Limit, Page, page_of
from app.security.rate_limit import JOURNAL_PAGE

router = Doors(prefix="/me/notes", tags=["journal"])


@router.post(
    "",
    operation_id="writeNote",
    summary="Write a note to yourself",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 409, 429),
)
async def post_note(body: NoteIn, actor: ActorDep, resources: ResourcesDep) -> NoteAnswer:
    """Keep something kind for yourself. With `weekdays` it is due for you on those days, without its words."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own, at, ids = own_notes(actor.account_id, resources.keyring), resources.clock.now(), resources.ids
    kept = await resources.database.write(lambda uow: write_note(uow, own, body.note, at=at, ids=ids))
    return NoteAnswer(note=note_out(kept))


@router.get("", operation_id="listNotes", summary="Your notes to yourself", responses=problems(400, 401))
async def get_notes(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[NoteOut]:
    """List your notes, the newest first."""
    own = own_notes(actor.account_id, resources.keyring)
    found = await resources.database.read(lambda db: list_notes(db, own, Wanted(limit, cursor)))
    return page_of(found, note_out)


@router.get("/{note_id}", operation_id="readNote", summary="One note", responses=problems(401, 404))
async def get_note(note_id: str, actor: ActorDep, resources: ResourcesDep) -> NoteAnswer:
    """Read one of your notes."""
    own = own_notes(actor.account_id, resources.keyring)
    return NoteAnswer(note=note_out(await resources.database.read(lambda db: read_note(db, own, note_id))))


@router.patch("/{note_id}", operation_id="changeNote", summary="Change a note", responses=problems(401, 404, 409, 429))
async def patch_note(note_id: str, body: NoteChangeIn, actor: ActorDep, resources: ResourcesDep) -> NoteAnswer:
    """Change a note. What stood there before is not kept."""
    await resources.limiter.hit(JOURNAL_PAGE, actor.account_id)
    own = own_notes(actor.account_id, resources.keyring)
    kept = await resources.database.write(lambda uow: change_note(uow, own, note_id, body.changes))
    return NoteAnswer(note=note_out(kept))


@router.delete(
    "/{note_id}",
    operation_id="deleteNote",
    summary="Delete a note",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def delete_note(note_id: str, actor: ActorDep, resources: ResourcesDep) -> Response:
    """Delete a note at once."""
    own = own_notes(actor.account_id, resources.keyring)
    await resources.database.write(lambda uow: pages.remove(uow, own, note_id))
    return Response(status_code=status.HTTP_204_NO_CONTENT)
