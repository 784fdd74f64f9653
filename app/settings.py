"""Settings from `REJOIN_…` environment variables, built once by the command line and passed down.

There is no instance at import time, and a misspelt variable is refused instead of ignored.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "REJOIN_"


class Settings(BaseSettings):
    """Everything an operator can choose."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True)

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1)
    # Not shown with the other settings: they may hold passwords.
    database_url: str | None = Field(default=None, repr=False)
    valkey_url: str | None = Field(default=None, repr=False)
    master_key_file: Path | None = None
    # Read but never wrapped with, while one master key takes the other's place.
    other_master_key_file: Path | None = None
    # Which keys were destroyed, for whoever restores a backup; beside the master key if nothing is said.
    erasures_file: Path | None = None
    sandbox: bool = False
    # Who may open a therapist's profile: whoever has an operator's code, or, in development, anybody.
    therapist_sign_up: Literal["invited", "open"] = "invited"
    rate_limits: Literal["on", "off"] = "on"
    public_url: str | None = None
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    argon2: Literal["normal", "cheapest"] = "normal"
    connections_per_address: int = Field(default=500, ge=1)
    # A port of its own for numbers, which no proxy forwards; without it there are none to be had.
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    metrics_host: str = "127.0.0.1"
    # A collector of OpenTelemetry that understands OTLP over HTTP; without it there are no spans.
    otel_endpoint: str | None = Field(default=None, pattern=r"^https?://[^?#]+$")

    # Where mails go out: smtps://, smtp:// (with STARTTLS), or smtp+plain:// to this machine. In development without it
    # they become files; in production without it there are none.
    smtp_url: str | None = Field(default=None, repr=False)
    smtp_password_file: Path | None = None
    mail_from: str | None = None

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def many_processes(self) -> bool:
        """Whether other processes may serve the same data: never on SQLite, always possible elsewhere."""
        return self.database_kind == "postgresql"

    @property
    def database_kind(self) -> Literal["sqlite", "postgresql", "unknown"]:
        """What the address names; without one it is a file of SQLite."""
        url = self.database_url
        if url is None or url.startswith("sqlite:///"):
            return "sqlite"
        # `postgres://` is what several hosting services hand out.
        scheme = url.partition("://")[0].partition("+")[0]
        return "postgresql" if scheme in {"postgresql", "postgres"} else "unknown"

    @property
    def database_file(self) -> Path:
        """The SQLite file, wherever it was put."""
        if self.database_url is not None and self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///"))
        return self.data_dir / "rejoin.sqlite3"

    @property
    def key_file(self) -> Path:
        """The master key: outside the data directory, so that a copy of the data does not carry it."""
        if self.master_key_file is not None:
            return self.master_key_file
        data_dir = self.data_dir.absolute()
        return data_dir.parent / f"{data_dir.name}.master-key"

    @property
    def ledger_file(self) -> Path:
        """The ledger of erasures: outside the data directory too, or it would be set back with the data."""
        return self.erasures_file or self.key_file.with_name(f"{self.key_file.name}.erasures")

    @property
    def base_url(self) -> str:
        """The address under which people reach this service."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def unknown_settings(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the names of `REJOIN_…` variables that no setting reads; never their values."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    names = os.environ if environ is None else environ
    return tuple(sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known))
