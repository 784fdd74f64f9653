"""Nothing that can be due is forgotten: every feature's `due.py` is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import app
from app.agenda import FEATURES

APP = Path(app.__file__).parent


def test_every_feature_that_knows_of_something_due_is_asked() -> None:
    asked = {cast("Any", one).__module__ for one in FEATURES}
    assert {f"app.{file.parent.name}.due" for file in APP.glob("*/due.py")} == asked
