"""Production refuses to start with unsafe settings (DR-24): one clear sentence each, and exit code 2."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.database import migrate
from app.database.address import address_of
from app.production import problems_with
from app.security.master_key import load

if TYPE_CHECKING:
    from app.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture
def safe(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with which production starts."""
    key_file = tmp_path / "keys" / "master-key"
    load(key_file, may_create=True)
    return settings.model_copy(
        update={
            "environment": "production",
            "public_url": "https://rejoin.example",
            "master_key_file": key_file,
            "rate_limits": "on",
            "argon2": "normal",
        }
    )


def test_safe_settings_are_accepted(safe: Settings) -> None:
    assert problems_with(safe) == []


def test_the_ledger_of_erasures_lies_outside_the_data(safe: Settings) -> None:
    [found] = problems_with(safe.model_copy(update={"erasures_file": safe.data_dir / "ledger"}))
    assert "REJOIN_ERASURES_FILE must lie outside the data folder" in found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sandbox": True}, "REJOIN_SANDBOX must be off"),
        ({"therapist_sign_up": "open"}, "REJOIN_THERAPIST_SIGN_UP must be invited"),
        ({"rate_limits": "off"}, "REJOIN_RATE_LIMITS must be on"),
        ({"argon2": "cheapest"}, "REJOIN_ARGON2 must be normal"),
        ({"log_level": "debug"}, "REJOIN_LOG_LEVEL must not be debug"),
        ({"public_url": None}, "REJOIN_PUBLIC_URL is required"),
        ({"public_url": "http://rejoin.example"}, "REJOIN_PUBLIC_URL must begin with https"),
        ({"allowed_origins": ("*",)}, "without a star"),
        ({"allowed_origins": ("https://*.example",)}, "without a star"),
        ({"allowed_origins": ("http://app.example",)}, "https origins only"),
        ({"trusted_proxies": ("*",)}, "REJOIN_TRUSTED_PROXIES must list addresses"),
        ({"master_key_file": None}, "REJOIN_MASTER_KEY_FILE is required"),
        ({"master_key_file": Path("/nowhere/key")}, "is missing"),
    ],
)
def test_an_unsafe_setting_is_refused_in_one_sentence(safe: Settings, change: dict[str, object], sentence: str) -> None:
    [found] = problems_with(safe.model_copy(update=change))
    assert sentence in found
    assert found.endswith(".")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"workers": 2, "database_url": None}, "REJOIN_WORKERS must be 1"),
        ({"database_url": "mysql://db"}, "must begin with postgresql:// or sqlite:///"),
        ({"database_url": "postgresql://ada:secret@127.0.0.1:1/db"}, "cannot be reached"),
        ({"valkey_url": "https://bus"}, "REJOIN_VALKEY_URL must begin with"),
    ],
)
def test_what_cannot_work_is_refused_in_development_too(
    settings: Settings, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    key_file = tmp_path / "a-key"
    load(key_file, may_create=True)
    [found] = problems_with(settings.model_copy(update={"master_key_file": key_file, **change}))
    assert sentence in found
    assert "secret" not in found


@pytest.mark.only_on("postgresql")
def test_workers_with_clocks_of_their_own_are_refused(settings: Settings) -> None:
    [found] = problems_with(settings.model_copy(update={"workers": 2, "sandbox": True}))
    assert "a clock of its own" in found


@pytest.mark.only_on("postgresql")
def test_production_wants_workers_to_hear_each_other(safe: Settings) -> None:
    [found] = problems_with(safe.model_copy(update={"workers": 2}))
    assert "REJOIN_VALKEY_URL is required in production with several workers" in found


@pytest.mark.only_on("postgresql")
def test_with_postgresql_the_key_is_never_made_by_itself(settings: Settings) -> None:
    # README 14: of several processes each would make its own.
    for change, sentence in (
        ({"master_key_file": None}, "REJOIN_MASTER_KEY_FILE is required with PostgreSQL"),
        ({"master_key_file": Path("/nowhere/key")}, "is missing"),
    ):
        [found] = problems_with(settings.model_copy(update=change))
        assert sentence in found


@pytest.mark.only_on("postgresql")
def test_with_postgresql_there_may_be_several_workers(settings: Settings) -> None:
    assert problems_with(settings.model_copy(update={"workers": 2})) == []


def test_a_key_inside_the_data_folder_is_refused(safe: Settings) -> None:
    inside = safe.data_dir / "key"
    load(inside, may_create=True)
    [found] = problems_with(safe.model_copy(update={"master_key_file": inside}))
    assert "outside the data folder" in found


def test_a_key_that_a_link_hides_inside_the_data_folder_is_refused(safe: Settings, tmp_path: Path) -> None:
    inside = safe.data_dir / "key"
    load(inside, may_create=True)
    link = tmp_path / "looks-outside"
    link.symlink_to(inside)
    [found] = problems_with(safe.model_copy(update={"master_key_file": link}))
    assert "outside the data folder" in found


def test_a_key_that_others_can_read_is_refused(safe: Settings) -> None:
    safe.key_file.chmod(0o644)
    [found] = problems_with(safe)
    assert "chmod 600" in found


def test_a_short_key_is_refused(safe: Settings) -> None:
    safe.key_file.write_text("c2hvcnQ=")
    [found] = problems_with(safe)
    assert "32 random bytes" in found


@pytest.mark.only_on("sqlite")
def test_a_database_that_others_can_read_is_refused(safe: Settings) -> None:
    safe.database_file.chmod(0o644)
    [found] = problems_with(safe)
    assert "can be reached by others" in found


@pytest.mark.only_on("sqlite")
def test_a_data_folder_that_others_can_enter_is_refused(safe: Settings) -> None:
    safe.data_dir.chmod(0o755)
    [found] = problems_with(safe)
    assert "can be reached by others" in found


def test_a_database_of_another_schema_is_refused(safe: Settings) -> None:
    migrate.downgrade(address_of(safe))
    [found] = problems_with(safe)
    assert "rejoin migrate" in found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place where nothing was ever started."""
    empty = tmp_path / "empty"
    empty.mkdir()
    return empty


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_line_refuses_with_2_and_starts_nothing(folder: Path) -> None:
    done = run("serve", cwd=folder, REJOIN_ENVIRONMENT="production", REJOIN_SANDBOX="true")
    assert done.returncode == 2
    assert "REJOIN_SANDBOX must be off in production" in done.stderr
    assert done.stdout == ""
    assert list(folder.iterdir()) == []


def test_a_misspelt_setting_is_refused_by_its_name(folder: Path) -> None:
    done = run("doctor", cwd=folder, REJOIN_SANDBOKS="my-value")
    assert done.returncode == 2
    assert "REJOIN_SANDBOKS" in done.stderr
    assert "my-value" not in done.stderr


def test_a_wrong_value_is_refused_by_its_name(folder: Path) -> None:
    done = run("doctor", cwd=folder, REJOIN_PORT="my-value")
    assert done.returncode == 2
    assert "REJOIN_PORT" in done.stderr
    assert "my-value" not in done.stderr


def test_production_is_prepared_by_migrating_once(folder: Path) -> None:
    key_file = folder / "keys" / "key"
    load(key_file, may_create=True)
    production = {
        "REJOIN_ENVIRONMENT": "production",
        "REJOIN_PUBLIC_URL": "https://rejoin.example",
        "REJOIN_MASTER_KEY_FILE": str(key_file),
    }
    assert "rejoin migrate" in run("doctor", cwd=folder, **production).stdout
    assert run("migrate", cwd=folder, **production).returncode == 0
    assert "up to date" in run("migrate", cwd=folder, **production).stdout
    healthy = run("doctor", cwd=folder, **production)
    assert (healthy.returncode, "✓" in healthy.stdout) == (0, True)
    assert stat.S_IMODE((folder / "data" / "rejoin.sqlite3").stat().st_mode) == 0o600
