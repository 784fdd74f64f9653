"""Tables of the live session: the projection row with its fence, the log, private marks, outcomes, requests, tickets.

Only `app.sessions` reads them. What a person wrote is sealed; structure stays in the clear so that the rules can run.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Index, LargeBinary, String, Table, Text, UniqueConstraint, event, text
from sqlmodel import Field, SQLModel

from app.database import columns

_LIVE = "started_at IS NOT NULL AND ended_at IS NULL"


class SessionRow(SQLModel, table=True):
    """One live session. `revision` is the fence: every unit moves it, shared or private; only shared events move `seq`.

    DR-9: nothing here that a private act moves is ever serialised.
    """

    __tablename__ = "session"
    __table_args__ = (
        # I-37: at most one session of a couple that has begun and not ended. Lobbies wait for their time beside it.
        Index("ix_session_one_live", "couple_id", unique=True, sqlite_where=text(_LIVE), postgresql_where=text(_LIVE)),
        Index("ix_session_due", "due_at", sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
        # For what is forgotten a day after the end; a session that runs is not in it.
        Index("ix_session_ended", "ended_at", sqlite_where=text("ended_at IS NOT NULL"),
              postgresql_where=text("ended_at IS NOT NULL")),
    )  # fmt: skip

    id: str = Field(sa_column=columns.key())
    couple_id: str = Field(sa_column=columns.reference("couple.id"))
    template_slug: str = Field(sa_column=columns.short_text(64))
    template_kind: str = Field(sa_column=columns.short_text(32))
    template_version: str = Field(sa_column=columns.short_text(64))
    medium: str = Field(sa_column=columns.short_text(16))
    a_id: str = Field(sa_column=columns.plain_id())
    b_id: str = Field(sa_column=columns.plain_id())
    requester: str = Field(sa_column=columns.short_text(1))
    previous_first: str = Field(sa_column=columns.short_text(1))
    seed: int = Field(sa_column=columns.counter())
    epoch: str = Field(sa_column=columns.short_text(36))
    revision: int = Field(sa_column=columns.counter())
    seq: int = Field(sa_column=columns.counter())
    phase: str = Field(sa_column=columns.short_text(32))
    first: str = Field(sa_column=columns.short_text(1))
    created_at: datetime = Field(sa_column=columns.moment())
    # When the lobby opens; null for those that were made before this was kept.
    opens_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    started_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    due_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    outcome: str | None = Field(default=None, sa_column=columns.short_text(16, nullable=True))


class SessionEventRow(SQLModel, table=True):
    """The shared log. I-17: never updated, never deleted; triggers refuse it."""

    __tablename__ = "session_event"
    __table_args__ = {"sqlite_with_rowid": False}

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    seq: int = Field(primary_key=True)
    name: str = Field(sa_column=columns.short_text(40))
    at: datetime = Field(sa_column=columns.moment())
    body: str = Field(sa_column=Column(Text(), nullable=False))
    words: bytes | None = Field(default=None, sa_column=columns.sealed(nullable=True))
    chain: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


class SessionMarkRow(SQLModel, table=True):
    """Private facts, each sealed whole under its author's own key: not even their kind is in the clear (DR-16)."""

    __tablename__ = "session_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    revision: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    account_id: str = Field(sa_column=columns.plain_id())
    sealed: bytes = Field(sa_column=columns.sealed())


class SessionOutcomeRow(SQLModel, table=True):
    """What an accepted command was answered with, so that sending it again is answered and not done again (I-20)."""

    __tablename__ = "session_outcome"
    __table_args__ = {"sqlite_with_rowid": False}

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    account_id: str = Field(sa_column=Column(String(36), primary_key=True))
    ref: str = Field(sa_column=Column(String(36), primary_key=True))
    fingerprint: str = Field(sa_column=columns.short_text(64))
    seq: int = Field(sa_column=columns.counter())


class ProcessRow(SQLModel, table=True):
    """A serving process, while it is heard of."""

    __tablename__ = "process"

    id: str = Field(sa_column=columns.key())
    alive_until: datetime = Field(sa_column=columns.moment(index=True))


class CompanyRow(SQLModel, table=True):
    """Who is connected to which process in which session, now; no history and no times that mean anything later."""

    __tablename__ = "company"

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    process_id: str = Field(sa_column=Column(String(36), primary_key=True, index=True))
    account_id: str = Field(sa_column=Column(String(36), primary_key=True))
    active_at: datetime = Field(sa_column=columns.moment())


class TicketRow(SQLModel, table=True):
    """A socket ticket: thirty seconds, single use, bound to a login and a session; only its hash is kept (DR-5)."""

    __tablename__ = "ticket"

    digest: str = Field(sa_column=Column(String(64), primary_key=True))
    session_id: str = Field(sa_column=columns.plain_id())
    account_id: str = Field(sa_column=columns.plain_id())
    login_id: str = Field(sa_column=columns.plain_id())
    expires_at: datetime = Field(sa_column=columns.moment(index=True))


class ObservingRow(SQLModel, table=True):
    """A therapist asks to watch one session; gone when they take it back, or when they are erased."""

    __tablename__ = "observing"

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    therapist_id: str = Field(sa_column=Column(String(36), primary_key=True, index=True))
    asked_at: datetime = Field(sa_column=columns.moment())


class ObservingConsentRow(SQLModel, table=True):
    """One partner's yes to one therapist in one session. Taken back, it is gone, and the other never sees this row."""

    __tablename__ = "observing_consent"

    session_id: str = Field(sa_column=Column(String(36), primary_key=True))
    therapist_id: str = Field(sa_column=Column(String(36), primary_key=True))
    account_id: str = Field(sa_column=Column(String(36), primary_key=True, index=True))
    text_version: str = Field(sa_column=columns.short_text(12))
    given_at: datetime = Field(sa_column=columns.moment())


class TalkRequestRow(SQLModel, table=True):
    """A wish to talk. S-8: the answer that the requester sees depends on `expires_at`, fixed when it was made.

    `answer` is what the partner did; what the requester sees is worked out, never stored.
    """

    __tablename__ = "talk_request"
    __table_args__ = (UniqueConstraint("session_id", name="uq_talk_request_session"),)

    id: str = Field(sa_column=columns.key())
    couple_id: str = Field(sa_column=columns.reference("couple.id"))
    requester_id: str = Field(sa_column=columns.plain_id())
    template_slug: str = Field(sa_column=columns.short_text(64))
    medium: str = Field(sa_column=columns.short_text(16))
    # The requester's own part in an accountability; null where the template has none.
    role: str | None = Field(default=None, sa_column=columns.short_text(16, nullable=True))
    purpose: bytes | None = Field(default=None, sa_column=columns.sealed(nullable=True))
    wanted_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    offered_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    answer: str = Field(sa_column=columns.short_text(16))
    session_id: str | None = Field(default=None, sa_column=columns.plain_id(nullable=True))
    created_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment())


_KEPT = ("session_event",)


def triggers(dialect: str) -> list[str]:
    """The statements that make the log append-only on this database (I-17)."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the log is kept'); END"
            for table in _KEPT
            for act in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE FUNCTION session_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is kept'; END $$"
    )
    made = [
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION session_log_is_kept()"
        for table in _KEPT
    ]
    return [refuse, *made]


def drop_triggers(dialect: str) -> list[str]:
    """The reverse of `triggers`; SQLite drops a table's triggers with the table."""
    if dialect == "sqlite":
        return []
    return [
        *(f"DROP TRIGGER {table}_kept ON {table}" for table in _KEPT),
        "DROP FUNCTION session_log_is_kept()",
    ]


def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in triggers(connection.dialect.name):
        connection.execute(text(statement))


# Whoever makes the log from the metadata gets its guard; the migration is generated with the same statements.
event.listen(SQLModel.metadata.tables["session_event"], "after_create", _guard)
