"""`compose.yaml` names settings, commands and files that exist, and shows the world nothing but the proxy.

No container engine is needed: what can be known without one is checked here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.cli import cli
from app.production import problems_with
from app.settings import Settings, unknown_settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "one", "two")
# What only the machine that runs it can have: files, and a server that answers.
OF_THE_MACHINE = ("The master key", "The PostgreSQL server", "PostgreSQL needs one more package")


def environment(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name]["environment"].items()}


def settings_of(name: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for key, value in environment(name).items():
        monkeypatch.setenv(key, re.sub(r"\$\{[^:}]+:-([^}]*)\}", r"\1", value))
    return Settings()


@pytest.mark.parametrize("name", OURS)
def test_every_setting_exists_and_production_starts_with_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unknown_settings(environment(name)) == ()
    settings = settings_of(name, monkeypatch)
    assert settings.production
    assert settings.many_processes
    found = [one for one in problems_with(settings) if not one.startswith(OF_THE_MACHINE)]
    assert found == []


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str) -> None:
    program, command, *rest = SERVICES[name]["command"]
    assert program == "rejoin"
    assert rest == []
    assert command in {one.name or one.callback.__name__ for one in cli.registered_commands if one.callback}


def test_only_the_proxy_is_open_to_the_world() -> None:
    assert [name for name, one in SERVICES.items() if one.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inner"]["internal"] is True
    for name in ("postgres", "valkey", "migrate"):
        assert SERVICES[name]["networks"] == ["inner"]


def test_every_part_that_is_named_is_there() -> None:
    for name, one in SERVICES.items():
        assert set(one.get("depends_on", {})) <= set(SERVICES), name
        assert set(one.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        assert set(one["networks"]) <= set(COMPOSE["networks"]), name
    for place in SERVICES["proxy"]["volumes"]:
        assert (ROOT / place.split(":")[0]).is_file()
    assert {one["file"].split("/")[1] for one in COMPOSE["secrets"].values()} == {"secrets"}


def test_no_secret_is_in_the_file_or_in_the_environment() -> None:
    """Secrets come as files: what is in the environment can be read by everybody who may inspect a container."""
    given = [pair for one in SERVICES.values() for pair in one.get("environment", {}).items()]
    files = [value for key, value in given if "PASSWORD" in key or key.endswith("KEY_FILE")]
    assert files
    assert all(str(value).startswith("/run/secrets/") for value in files)
    assert "@" not in environment("one")["REJOIN_DATABASE_URL"].replace("rejoin@", "")
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_everybody_says_whether_they_are_well() -> None:
    """Ours do it in the image; who depends on somebody waits until they are."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "HEALTHCHECK" in dockerfile
    assert "/health/ready" in dockerfile
    for name, one in SERVICES.items():
        assert name in OURS or "test" in one["healthcheck"], name
    for name in ("one", "two"):
        assert SERVICES["proxy"]["depends_on"][name] == {"condition": "service_healthy"}


def test_no_backup_of_the_database_carries_the_ledger_of_erasures() -> None:
    """T36: both processes keep one, in a volume of its own that they may write."""
    for name in OURS:
        assert SERVICES[name]["volumes"] == ["erasures:/erasures"]
        assert environment(name)["REJOIN_ERASURES_FILE"].startswith("/erasures/")
    assert {"erasures", "database"} == set(COMPOSE["volumes"])
    assert "install -d -o rejoin -g rejoin -m 700 /data /erasures" in (ROOT / "Dockerfile").read_text()


def test_the_image_runs_as_nobody_special_and_the_processes_cannot_change_it() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER rejoin$", dockerfile, re.MULTILINE)
    assert dockerfile.index("USER rejoin") < dockerfile.index('CMD ["rejoin"')
    assert ".[scale]" in dockerfile
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_images_come_from_the_usual_place() -> None:
    for one in SERVICES.values():
        assert "." not in one["image"].split("/")[0]


def test_the_proxy_knows_both_processes_and_is_the_one_that_they_trust() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"server (\w+):8000", proxy) == ["one", "two"]
    assert SERVICES["proxy"]["networks"]["front"]["ipv4_address"] == environment("one")["REJOIN_TRUSTED_PROXIES"]
    # Longer than the pings of the service, so that it is not the proxy that ends a quiet talk.
    assert int(re.findall(r"proxy_read_timeout (\d+)s", proxy)[0]) > 40
    assert proxy.count("{") == proxy.count("}")
