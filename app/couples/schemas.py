"""Bodies of requests and answers about couples. A code is only ever in a body, in both directions (T18)."""

from typing import Literal

from pydantic import Field

from app.couples.invitations import Invitation, PendingInvitation
from app.couples.membership import Couple
from app.couples.sharing import BECOMES_SHARED, LEAVING, NEVER_SHARED, Line
from app.wire_forms import Answered, Moment, Sent

LONGEST_CODE = 64


class NothingIn(Sent):
    """An empty object."""


class CodeIn(Sent):
    """A code, as somebody handed it over."""

    code: str = Field(
        min_length=1,
        max_length=LONGEST_CODE,
        repr=False,
        description="As it was handed over; capitals, spaces and hyphens do not matter.",
        examples=["7F3K-9QX2-M4TD-W8RA-0ZBE-5HJN-C6VY"],
    )


class LineOut(Answered):
    """One plain sentence, with a key under which a client may keep a translation."""

    key: str
    text: str


class MemberOut(Answered):
    """One of the two, as the other may see them."""

    id: str
    name: str
    you: bool


class PendingOut(Answered):
    """An invitation after its code was shown. It is pending or expired; nobody can decline it visibly."""

    state: Literal["pending", "expired"]
    expires_at: Moment


class CoupleOut(Answered):
    """A couple as one of its members sees it."""

    id: str
    state: Literal["waiting", "together", "over"]
    members: list[MemberOut]
    invitation: PendingOut | None = Field(description="Only while the second place is free.")
    shared: list[LineOut]
    never_shared: list[LineOut]


class InvitationOut(Answered):
    """A fresh code, for the inviter's eyes."""

    code: str = Field(repr=False, description="Hand it over yourself. It is shown only now and works once.")
    expires_at: Moment


class CoupleAnswer(Answered):
    """A couple of yours."""

    couple: CoupleOut


class BeginAnswer(CoupleAnswer):
    """A couple of one, and the code for the other."""

    invitation: InvitationOut


class InvitationAnswer(Answered):
    """A fresh invitation."""

    invitation: InvitationOut


class InviterOut(Answered):
    """Who invites: a name and nothing else."""

    name: str


class PreviewAnswer(Answered):
    """What joining would mean. Nothing has happened yet, and the inviter does not learn that you looked."""

    inviter: InviterOut
    shared: list[LineOut]
    never_shared: list[LineOut]
    leaving: LineOut


def couple_out(couple: Couple) -> CoupleOut:
    return CoupleOut(
        id=couple.couple_id,
        state=couple.state,
        members=[MemberOut(id=member.account_id, name=member.name, you=member.you) for member in couple.members],
        invitation=None if couple.invitation is None else _pending(couple.invitation),
        shared=_lines(BECOMES_SHARED),
        never_shared=_lines(NEVER_SHARED),
    )


def _pending(invitation: PendingInvitation) -> PendingOut:
    return PendingOut(state="expired" if invitation.expired else "pending", expires_at=invitation.expires_at)


def invitation_out(invitation: Invitation) -> InvitationOut:
    return InvitationOut(code=invitation.code, expires_at=invitation.expires_at)


def preview_answer(inviter: str) -> PreviewAnswer:
    return PreviewAnswer(
        inviter=InviterOut(name=inviter),
        shared=_lines(BECOMES_SHARED),
        never_shared=_lines(NEVER_SHARED),
        leaving=_lines((LEAVING,))[0],
    )


def _lines(lines: tuple[Line, ...]) -> list[LineOut]:
    return [LineOut(key=line.key, text=line.text) for line in lines]
