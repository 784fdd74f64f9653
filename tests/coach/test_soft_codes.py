"""What a template may tune: every finding that has a sentence, but for what is held hard (C-6)."""

from __future__ import annotations

from app.coach import SOFT_CODES
from app.coach.packs import pack_for


def test_every_finding_but_threats_and_contempt_may_be_tuned_by_a_template() -> None:
    pack = pack_for("en")
    assert pack is not None
    assert set(pack.messages) - {"CONTEMPT", "THREAT"} == SOFT_CODES
