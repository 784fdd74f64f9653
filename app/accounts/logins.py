"""Being signed in: begin, use, list and end logins. Tokens are opaque, random and stored only as hashes (DR-4)."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlmodel import and_, col, or_, select, update

from app.accounts.actor import Actor
from app.accounts.tables import AccountRow, LoginRow
from app.errors import NotFound
from app.frozen import dataclass
from app.pagination import cut, decode_cursor
from app.security.tokens import digest, looks_like_token, new_token

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.endings import AccountEndings
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import DataKey, Keyring

IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=30)
# DR-4: for whoever can see other people's things.
BRIEF_IDLE: Final = timedelta(minutes=30)
BRIEF_ABSOLUTE: Final = timedelta(hours=12)
# Asked at every request or connection, so they are put together once.
_HOLDER: Final = (
    select(LoginRow.id, LoginRow.account_id, LoginRow.created_at, LoginRow.last_used_at)
    .add_columns(col(LoginRow.brief))
    .where(col(LoginRow.token_hash) == bindparam("token_hash"))
)
_TIMES: Final = select(LoginRow.created_at, LoginRow.last_used_at, LoginRow.brief).where(
    col(LoginRow.id) == bindparam("login_id")
)
_TIMES_OF_MANY: Final = select(LoginRow.id, LoginRow.created_at, LoginRow.last_used_at, LoginRow.brief).where(
    col(LoginRow.id).in_(bindparam("login_ids", expanding=True))
)
# A login's use is noted only this often, so that reading does not become writing.
NOTED_EVERY: Final = timedelta(minutes=5)
BRIEF_NOTED_EVERY: Final = timedelta(minutes=1)
MOST_LOGINS: Final = 50


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login that has just begun. This is the only moment at which the token exists here."""

    account_id: str
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KnownLogin:
    """A login found by its token."""

    actor: Actor
    worth_noting: bool


@dataclass(frozen=True, slots=True)
class ListedLogin:
    """One line of a person's own list of logins."""

    login_id: str
    label: str | None = field(repr=False)
    created_at: datetime
    last_used_at: datetime
    current: bool


def begin_login(
    uow: UnitOfWork,
    keyring: Keyring,
    *,
    account_id: str,
    label: str | None,
    at: datetime,
    ids: Ids,
    endings: AccountEndings,
) -> NewLogin:
    _make_room(uow, account_id, at=at, endings=endings)
    login_id, token = ids.private(), new_token(ids)
    key = keyring.open(uow.db, ("account", account_id))
    sealed = None if label is None else key.seal(label.encode(), table="login", column="label", row=login_id)
    brief = uow.db.get_one(AccountRow, account_id).brief_logins
    uow.db.add(
        LoginRow(
            id=login_id,
            account_id=account_id,
            token_hash=token.digest,
            label=sealed,
            created_at=at,
            last_used_at=at,
            brief=brief,
        )
    )
    uow.db.flush()
    longest = BRIEF_ABSOLUTE if brief else ABSOLUTE
    return NewLogin(account_id=account_id, token=token.secret, expires_at=at + longest)


def keep_logins_brief(uow: UnitOfWork, account_id: str, *, brief: bool) -> None:
    """Let this person's logins end early from now on, those of today too; or let new ones live as long as others."""
    uow.db.get_one(AccountRow, account_id).brief_logins = brief
    if brief:
        uow.db.exec(update(LoginRow).where(col(LoginRow.account_id) == account_id).values(brief=True))
    uow.db.flush()


def find_login(db: Session, token: str, *, at: datetime) -> KnownLogin | None:
    """Return who holds `token`, or None when it is unknown, ended, idle for too long or too old."""
    if not looks_like_token(token):
        return None
    row = db.connection().execute(_HOLDER, {"token_hash": digest(token)}).one_or_none()
    if row is None or _past(row.created_at, row.last_used_at, at, brief=row.brief):
        return None
    noted_every = BRIEF_NOTED_EVERY if row.brief else NOTED_EVERY
    return KnownLogin(Actor(row.account_id, row.id), worth_noting=at - row.last_used_at >= noted_every)


def is_live(db: Session, login_id: str, *, at: datetime) -> bool:
    """Tell whether a login still holds; for whoever keeps a connection open on the strength of it."""
    row = db.execute(_TIMES, {"login_id": login_id}).one_or_none()
    return row is not None and not _past(row.created_at, row.last_used_at, at, brief=row.brief)


def live_among(db: Session, login_ids: Collection[str], *, at: datetime) -> frozenset[str]:
    """Return those that still hold."""
    if not login_ids:
        return frozenset()
    rows = db.connection().execute(_TIMES_OF_MANY, {"login_ids": sorted(login_ids)})
    return frozenset(row.id for row in rows if not _past(row.created_at, row.last_used_at, at, brief=row.brief))


def still_there(db: Session, login_ids: Collection[str]) -> frozenset[str]:
    """Return those that have not been ended."""
    return frozenset(db.exec(select(LoginRow.id).where(col(LoginRow.id).in_(login_ids))).all())


def note_use(uow: UnitOfWork, login_id: str, *, at: datetime) -> None:
    row = uow.db.get(LoginRow, login_id)
    if row is not None and row.last_used_at < at:
        row.last_used_at = at


def list_logins(
    db: Session, actor: Actor, *, keyring: Keyring, at: datetime, limit: int, cursor: str | None
) -> Slice[ListedLogin]:
    live = or_(
        and_(~col(LoginRow.brief), LoginRow.created_at > at - ABSOLUTE, LoginRow.last_used_at > at - IDLE),
        and_(LoginRow.brief, LoginRow.created_at > at - BRIEF_ABSOLUTE, LoginRow.last_used_at > at - BRIEF_IDLE),
    )
    wanted = select(LoginRow).where(LoginRow.account_id == actor.account_id, live)
    after = decode_cursor("logins", cursor)
    if after is not None:
        wanted = wanted.where(col(LoginRow.id) > after)
    rows = db.exec(wanted.order_by(col(LoginRow.id)).limit(limit + 1)).all()
    key = keyring.open(db, ("account", actor.account_id))
    listed = [_listed(row, key, current_id=actor.login_id) for row in rows]
    return cut(listed, limit, scope="logins", place=lambda login: login.login_id)


def _listed(row: LoginRow, key: DataKey, *, current_id: str) -> ListedLogin:
    sealed = row.label
    return ListedLogin(
        login_id=row.id,
        label=None if sealed is None else key.unseal(sealed, table="login", column="label", row=row.id).decode(),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        current=row.id == current_id,
    )


def end_login(uow: UnitOfWork, actor: Actor, *, login_id: str, endings: AccountEndings) -> None:
    """End one of the person's own logins, on this device or another; somebody else's does not exist for them."""
    row = uow.db.get(LoginRow, login_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound
    _end(uow, [row], endings=endings)


def end_other_logins(uow: UnitOfWork, actor: Actor, *, endings: AccountEndings) -> None:
    """T43: what an old device still holds is worth nothing from now on."""
    others = select(LoginRow).where(LoginRow.account_id == actor.account_id, LoginRow.id != actor.login_id)
    _end(uow, uow.db.exec(others).all(), endings=endings)


def end_every_login(uow: UnitOfWork, *, account_id: str, endings: AccountEndings) -> None:
    _end(uow, uow.db.exec(select(LoginRow).where(LoginRow.account_id == account_id)).all(), endings=endings)


def _make_room(uow: UnitOfWork, account_id: str, *, at: datetime, endings: AccountEndings) -> None:
    """Clear away what has expired, and the longest unused beyond the cap: a list of logins must stay readable."""
    rows = uow.db.exec(
        select(LoginRow).where(LoginRow.account_id == account_id).order_by(col(LoginRow.last_used_at).desc())
    ).all()
    live = [row for row in rows if not _expired(row, at)]
    kept = {row.id for row in live[: MOST_LOGINS - 1]}
    _end(uow, [row for row in rows if row.id not in kept], endings=endings)


def _end(uow: UnitOfWork, rows: Iterable[LoginRow], *, endings: AccountEndings) -> None:
    ended = tuple(rows)
    for row in ended:
        uow.db.delete(row)
    endings.logins_ended(uow, frozenset(row.id for row in ended))


def _expired(row: LoginRow, at: datetime) -> bool:
    return _past(row.created_at, row.last_used_at, at, brief=row.brief)


def _past(created_at: datetime, last_used_at: datetime, at: datetime, *, brief: bool) -> bool:
    absolute, idle = (BRIEF_ABSOLUTE, BRIEF_IDLE) if brief else (ABSOLUTE, IDLE)
    return at >= created_at + absolute or at >= last_used_at + idle
