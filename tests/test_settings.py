"""Settings come from the environment, and what is misspelt is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, unknown_settings


def test_nothing_has_to_be_configured() -> None:
    settings = Settings()
    assert settings.database_file == Path("data/rejoin.sqlite3")
    assert settings.base_url == "http://127.0.0.1:8000"


def test_the_master_key_lies_beside_the_data_and_not_in_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert settings.key_file == tmp_path / "data.master-key"
    assert settings.ledger_file == tmp_path / "data.master-key.erasures"


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOIN_PORT", "9000")
    monkeypatch.setenv("REJOIN_ALLOWED_ORIGINS", "https://a.example, https://b.example")
    settings = Settings()
    assert settings.port == 9000
    assert settings.allowed_origins == ("https://a.example", "https://b.example")


def test_a_misspelt_setting_is_found_by_name_only() -> None:
    assert unknown_settings({"REJOIN_SANDBOKS": "true", "REJOIN_SANDBOX": "true", "PATH": ""}) == ("REJOIN_SANDBOKS",)


def test_there_is_no_setting_for_places_to_die_at() -> None:
    """Faults are planted from outside, by tests alone; nobody can ask a service for them."""
    assert unknown_settings({"REJOIN_FAILPOINT": "committed:3"}) == ("REJOIN_FAILPOINT",)
    assert not any("fail" in name for name in Settings.model_fields)


def test_a_wrong_value_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(port="not-a-port")  # type: ignore[arg-type]
    assert "not-a-port" not in str(refused.value)


def test_the_public_address_is_what_people_are_told() -> None:
    assert Settings(public_url="https://rejoin.example/").base_url == "https://rejoin.example"
    assert Settings(host="::1").base_url == "http://[::1]:8000"
