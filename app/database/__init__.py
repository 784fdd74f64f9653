"""Transactions in threads: the event loop never touches the database."""

from app.database.engine import Database
from app.database.unit_of_work import UnitOfWork

__all__ = ["Database", "UnitOfWork"]
