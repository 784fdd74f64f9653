"""What keeps the service from starting (DR-24): unsafe settings, as one clear sentence each. It repairs nothing."""

from __future__ import annotations

import ipaddress
import stat
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from app.database import migrate
from app.database.address import address_of
from app.mail.choosing import mail_problems
from app.security.master_key import KeyFault, load
from app.valkey.address import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.settings import Settings


def problems_with(settings: Settings) -> list[str]:
    """Return the sentences; an empty list means that the service may start."""
    checks = EVERYWHERE + (IN_PRODUCTION if settings.production else ())
    return [sentence for check in checks for sentence in check(settings)]


def advice_for(settings: Settings) -> list[str]:
    """Return what works, but not as well as it could."""
    if settings.workers > 1 and settings.valkey_url is None:
        return ["Without REJOIN_VALKEY_URL the workers hear of each other's sessions with a delay of seconds."]
    return []


def database_problems(settings: Settings) -> list[str]:
    """Return what keeps every command from touching the database."""
    return [*_database(settings)]


def _database(settings: Settings) -> Iterator[str]:
    if settings.database_kind == "unknown":
        yield "REJOIN_DATABASE_URL must begin with postgresql:// or sqlite:///."
    if settings.database_kind != "postgresql":
        return
    if find_spec("psycopg") is None:
        yield "PostgreSQL needs one more package; install rejoin with [scale]."
        return
    try:
        migrate.reach(address_of(settings))
    except migrate.Unreachable:
        yield "The PostgreSQL server of REJOIN_DATABASE_URL cannot be reached, or does not let this user in."


def _key_for_many(settings: Settings) -> Iterator[str]:
    # README 14: data and key must never lie in one place, and several processes must not each make a key.
    if settings.database_kind == "postgresql" and settings.master_key_file is None and not settings.production:
        yield "REJOIN_MASTER_KEY_FILE is required with PostgreSQL; rejoin key FILE makes one."


def _valkey(settings: Settings) -> Iterator[str]:
    if settings.valkey_url is None:
        return
    if settings.valkey_url.partition("://")[0] not in SCHEMES:
        yield f"REJOIN_VALKEY_URL must begin with one of {', '.join(f'{scheme}://' for scheme in SCHEMES)}."
    if find_spec("hiredis") is None:
        yield "Valkey needs one more package; install rejoin with [scale]."


def _one_worker(settings: Settings) -> Iterator[str]:
    if settings.workers > 1 and settings.database_kind == "sqlite":
        yield "REJOIN_WORKERS must be 1, because SQLite has one writer."


def _one_clock(settings: Settings) -> Iterator[str]:
    if settings.workers > 1 and settings.sandbox:
        yield "REJOIN_WORKERS must be 1 with REJOIN_SANDBOX, because each worker would have a clock of its own."


def _key_of_the_data(settings: Settings) -> Iterator[str]:
    """README 14: what was sealed needs its key, in development too; with PostgreSQL it is never made by itself."""
    if settings.production or database_problems(settings):
        return
    given = settings.database_kind == "postgresql" and settings.master_key_file is not None
    if not given and migrate.is_without_keys(address_of(settings)):
        return
    try:
        load(settings.key_file, may_create=False)
    except KeyFault as fault:
        yield str(fault)


def _no_sandbox(settings: Settings) -> Iterator[str]:
    if settings.sandbox:
        yield "REJOIN_SANDBOX must be off in production, because it lets clients move the clock."


def _therapists(settings: Settings) -> Iterator[str]:
    if settings.therapist_sign_up == "open":
        yield "REJOIN_THERAPIST_SIGN_UP must be invited in production, because nobody would choose who is a therapist."


def _rate_limits(settings: Settings) -> Iterator[str]:
    if settings.rate_limits == "off":
        yield "REJOIN_RATE_LIMITS must be on in production."


def _argon2(settings: Settings) -> Iterator[str]:
    if settings.argon2 == "cheapest":
        yield "REJOIN_ARGON2 must be normal in production."


def _debug(settings: Settings) -> Iterator[str]:
    if settings.log_level == "debug":
        yield "REJOIN_LOG_LEVEL must not be debug in production."


def _public_url(settings: Settings) -> Iterator[str]:
    if settings.public_url is None:
        yield "REJOIN_PUBLIC_URL is required in production; it is the https address that people use."
    elif not settings.public_url.startswith("https://"):
        yield "REJOIN_PUBLIC_URL must begin with https:// in production."


def _origins(settings: Settings) -> Iterator[str]:
    if any("*" in origin for origin in settings.allowed_origins):
        yield "REJOIN_ALLOWED_ORIGINS must list origins one by one in production, without a star."
    if any(origin.startswith("http://") for origin in settings.allowed_origins):
        yield "REJOIN_ALLOWED_ORIGINS must hold https origins only in production."


def _proxies(settings: Settings) -> Iterator[str]:
    if "*" in settings.trusted_proxies:
        yield "REJOIN_TRUSTED_PROXIES must list addresses in production, because a star lets anybody forge theirs."


def _metrics(settings: Settings) -> Iterator[str]:
    if settings.metrics_port is None:
        return
    try:
        address = ipaddress.ip_address(settings.metrics_host)
    except ValueError:
        # A name, such as that of a container in its own network.
        return
    if address.is_unspecified or address.is_global:
        yield "REJOIN_METRICS_HOST must be an address of the inner network in production; the numbers are not public."


def _metrics_port(settings: Settings) -> Iterator[str]:
    if settings.metrics_port and settings.metrics_port == settings.port:
        yield "REJOIN_METRICS_PORT must not be the port that people use."


def _bus(settings: Settings) -> Iterator[str]:
    if settings.workers > 1 and settings.valkey_url is None:
        yield "REJOIN_VALKEY_URL is required in production with several workers, so that each hears the others at once."


def _master_key(settings: Settings) -> Iterator[str]:
    if settings.master_key_file is None:
        yield "REJOIN_MASTER_KEY_FILE is required in production."
        return
    yield from _key_file(settings, settings.master_key_file, "REJOIN_MASTER_KEY_FILE")
    if settings.other_master_key_file is not None:
        yield from _key_file(settings, settings.other_master_key_file, "REJOIN_OTHER_MASTER_KEY_FILE")


def _key_file(settings: Settings, given: Path, name: str) -> Iterator[str]:
    file = given.resolve()
    folders = [settings.data_dir.resolve()]
    if settings.database_kind == "sqlite":
        folders.append(settings.database_file.resolve().parent)
    if any(file.is_relative_to(folder) for folder in folders):
        yield f"{name} must lie outside the data folder, so that a copy of the data cannot be read."
    try:
        load(file, may_create=False)
    except KeyFault as fault:
        yield str(fault)


def _ledger(settings: Settings) -> Iterator[str]:
    # Beside a key that lies there it is said of the key.
    given = settings.erasures_file
    if given is not None and given.resolve().is_relative_to(settings.data_dir.resolve()):
        yield "REJOIN_ERASURES_FILE must lie outside the data folder, so that restoring never sets it back."


def _closed_files(settings: Settings) -> Iterator[str]:
    if settings.database_kind != "sqlite":
        return
    for place in (settings.data_dir, settings.database_file):
        if place.exists() and place.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"{place} can be reached by others on this machine; run chmod go= on it."


def _schema(settings: Settings) -> Iterator[str]:
    # What cannot be reached has been said already.
    if database_problems(settings):
        return
    address = address_of(settings)
    # One that is ahead is looked at more closely when it is served.
    if not migrate.is_at_head(address) and not migrate.is_ahead(address):
        yield "The database is not at this version's schema; run rejoin migrate first."


EVERYWHERE: Final[tuple[Callable[[Settings], Iterator[str]], ...]] = (
    _database,
    _key_for_many,
    _valkey,
    _one_worker,
    _one_clock,
    _key_of_the_data,
    _metrics_port,
    mail_problems,
)
IN_PRODUCTION: Final[tuple[Callable[[Settings], Iterator[str]], ...]] = (
    _no_sandbox,
    _therapists,
    _rate_limits,
    _argon2,
    _debug,
    _public_url,
    _origins,
    _proxies,
    _metrics,
    _bus,
    _master_key,
    _ledger,
    _closed_files,
    _schema,
)
