"""Import every feature's tables once, so that migrations see the whole schema. Nothing else is offered here."""

from __future__ import annotations

from sqlmodel import SQLModel

import app.accountability.tables
import app.accounts.tables
import app.agreements.tables
import app.assignments.tables
import app.authoring.tables
import app.calendar_feed.tables
import app.checkins.tables
import app.couples.tables
import app.crossings.tables
import app.journal.tables
import app.keeping.tables
import app.reminders.tables
import app.security.tables
import app.sessions.tables
import app.sharing.tables
import app.templates.tables
import app.therapists.tables  # noqa: F401 - imported for its effect, as all of these

metadata = SQLModel.metadata
