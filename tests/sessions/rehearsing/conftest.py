"""A rehearsal needs no application, no database and no clock, so these tests start none."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def canary() -> None:
    """Stand in for the watch over logs and data files: nothing here can write to either."""
