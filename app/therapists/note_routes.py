"""A therapist's own notes over HTTP: read the body, run one transaction, draw the answer. No rule lives here."""

from fastapi import status

from app.accounts.authentication import ActorDep, ResourcesDep
from app.doors import Doors
from app.guard.declared import problems
from app.pagination import Cursor, Limit, Page, page_of
from app.therapists import notes
from app.therapists.schemas import CareNoteAnswer, CareNoteIn, CareNoteOut, note_out

router = Doors(tags=["therapists"])


@router.post(
    "/couples-in-care/{couple_id}/notes",
    operation_id="writeCareNote",
    summary="Keep a note about a couple",
    status_code=status.HTTP_201_CREATED,
    responses=problems(401, 404, 409),
)
async def post_note(couple_id: str, body: CareNoteIn, actor: ActorDep, resources: ResourcesDep) -> CareNoteAnswer:
    """Keep a note of your own. It is sealed under your key, in no export but yours, and it stays when the work ends."""
    at, keyring, ids = resources.clock.now(), resources.keyring, resources.ids
    note = await resources.database.write(
        lambda uow: notes.write_note(uow, actor, couple_id=couple_id, text=body.text, keyring=keyring, at=at, ids=ids)
    )
    return CareNoteAnswer(note=note_out(note))


@router.get(
    "/couples-in-care/{couple_id}/notes",
    operation_id="listCareNotes",
    summary="Your notes about a couple",
    responses=problems(400, 401, 404),
)
async def get_notes_about(
    couple_id: str, actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[CareNoteOut]:
    """List your notes about a couple that you work with now."""
    return await _listed(actor, resources, couple_id, limit=limit, cursor=cursor)


@router.get(
    "/me/therapist/notes",
    operation_id="listOwnCareNotes",
    summary="All your notes",
    responses=problems(400, 401),
)
async def get_notes(
    actor: ActorDep, resources: ResourcesDep, limit: Limit = 25, cursor: Cursor = None
) -> Page[CareNoteOut]:
    """List all that you have kept, also of couples who have ended the work. Whoever kept none gets an empty list."""
    return await _listed(actor, resources, None, limit=limit, cursor=cursor)


@router.patch(
    "/me/therapist/notes/{care_note_id}",
    operation_id="changeCareNote",
    summary="Change a note of yours",
    responses=problems(401, 404),
)
async def patch_note(care_note_id: str, body: CareNoteIn, actor: ActorDep, resources: ResourcesDep) -> CareNoteAnswer:
    """Write a note anew. The old words are gone."""
    at, keyring = resources.clock.now(), resources.keyring
    note = await resources.database.write(
        lambda uow: notes.change_note(uow, actor, note_id=care_note_id, text=body.text, keyring=keyring, at=at)
    )
    return CareNoteAnswer(note=note_out(note))


@router.delete(
    "/me/therapist/notes/{care_note_id}",
    operation_id="deleteCareNote",
    summary="Delete a note of yours",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(401, 404),
)
async def remove_note(care_note_id: str, actor: ActorDep, resources: ResourcesDep) -> None:
    """Delete it at once. Whether you have to keep it, the law of your place says."""
    await resources.database.write(lambda uow: notes.delete_note(uow, actor, note_id=care_note_id))


async def _listed(
    actor: ActorDep, resources: ResourcesDep, couple_id: str | None, *, limit: int, cursor: str | None
) -> Page[CareNoteOut]:
    at, keyring = resources.clock.now(), resources.keyring
    found = await resources.database.read(
        lambda db: notes.list_notes(db, actor, couple_id=couple_id, keyring=keyring, at=at, limit=limit, cursor=cursor)
    )
    return page_of(found, note_out)
