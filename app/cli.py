"""The command line. It checks, prints one plain sentence, and leaves the work to others."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn, Optional

import typer
from pydantic import ValidationError

from app.settings import Settings, unknown_settings

cli = typer.Typer(
    name="rejoin",
    help="A live repair conversation for two partners, enforced on the server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

REFUSED = 2
FAULTY = 1

DataDir = Annotated[Optional[Path], typer.Option(help="Where the data lies (REJOIN_DATA_DIR).")]  # noqa: UP045


KeepLogins = Annotated[bool, typer.Option("--keep-logins", help="Leave people signed in, for a planned move.")]
WithoutLedger = Annotated[
    bool, typer.Option("--without-ledger", help="Restore although nobody knows who was erased since the backup.")
]


@cli.command()
def serve(
    host: Annotated[Optional[str], typer.Option(help="Address to listen on (REJOIN_HOST).")] = None,  # noqa: UP045
    port: Annotated[Optional[int], typer.Option(help="Port to listen on (REJOIN_PORT).")] = None,  # noqa: UP045
    workers: Annotated[Optional[int], typer.Option(help="How many processes (REJOIN_WORKERS).")] = None,  # noqa: UP045
    data_dir: DataDir = None,
) -> None:
    """Migrate when needed, and serve the API and the page."""
    settings = load_settings(host=host, port=port, workers=workers, data_dir=data_dir)
    refuse_unsafe(settings)
    # A quarter of the start went into looking for garbage among modules, which make none; `process` looks again later.
    gc.disable()
    from app import serving  # noqa: PLC0415 - the other commands start without a server
    from app.database.address import address_of, shown  # noqa: PLC0415
    from app.process import CannotServe  # noqa: PLC0415
    from app.production import advice_for  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    def announce(address: str) -> None:
        typer.echo(f"Rejoin is at {address} · data in {shown(address_of(settings))} · stop with Ctrl+C")

    for sentence in advice_for(settings):
        typer.echo(sentence, err=True)
    try:
        serving.serve(settings, announce=announce)
    except (CannotServe, KeyFault) as fault:
        refuse(str(fault))
    except KeyboardInterrupt:
        pass
    finally:
        gc.enable()


@cli.command()
def demo(
    url: Annotated[Optional[str], typer.Option(help="A running service; without it one is started for you.")] = None,  # noqa: UP045
    pause: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--pause", help="Show that nobody can cut a pause short; it needs the sandbox's clock."),
    ] = None,
    fast: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--fast/--slow", help="Without or with time to read; fast when not in a terminal."),
    ] = None,
    frames: Annotated[
        Optional[bool],  # noqa: UP045
        typer.Option("--frames", help="Print every frame of both sockets as JSON instead."),
    ] = None,
) -> None:
    """Play one whole conversation of two people, and show what each of the two sees."""
    from app.demo.run import Options, run  # noqa: PLC0415

    hurry = not sys.stdout.isatty() if fast is None else fast
    raise typer.Exit(run(Options(url=url, pause=bool(pause), fast=hurry, frames=bool(frames))))


@cli.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to the schema of this version."""
    settings = load_settings(data_dir=data_dir)
    from app.database import migrate as migration  # noqa: PLC0415
    from app.database.address import address_of  # noqa: PLC0415
    from app.production import database_problems  # noqa: PLC0415

    refuse_any(database_problems(settings))
    address = address_of(settings)
    if migration.is_at_head(address):
        typer.echo("The database is up to date.")
        return
    if migration.is_ahead(address):
        refuse("The database is ahead of this version; a later one has migrated it.")
    try:
        migration.upgrade(address)
    except OSError:
        refuse(f"The data folder {settings.data_dir} cannot be made or written by this user.")
    typer.echo(f"The database is now at revision {migration.head()}.")


@cli.command()
def key(file: Annotated[Path, typer.Argument(help="A path outside the data, on storage of its own.")]) -> None:
    """Make the master key that production and PostgreSQL require, unless the file is there."""
    from app.security.master_key import KeyFault, load  # noqa: PLC0415

    already = file.exists()
    try:
        load(file, may_create=True)
    except (KeyFault, OSError) as fault:
        refuse(str(fault) if isinstance(fault, KeyFault) else f"The file {file} cannot be written.")
    typer.echo(f"The master key is in {file}." if already else f"The master key is now in {file}; keep a copy apart.")


@cli.command("rotate-master-key")
def rotate_master_key(
    new_key_file: Annotated[Path, typer.Option(help="The file of the new key; made when it is not there.")],
    data_dir: DataDir = None,
) -> None:
    """Put a new master key in the old one's place; call it again until it says that nothing is left."""
    settings = load_settings(data_dir=data_dir)
    from app.operations.rotation import rotate  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    try:
        for sentence in rotate(settings, new_key_file):
            typer.echo(sentence)
    except KeyFault as fault:
        refuse(str(fault))


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there.")], data_dir: DataDir = None
) -> None:
    """Write a backup while the service goes on serving. The master key is not in it."""
    settings = load_settings(data_dir=data_dir)
    from app.clock import SystemClock  # noqa: PLC0415
    from app.operations.backup import CannotBackUp, back_up  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    try:
        clock = SystemClock()
        done = back_up(settings, file, at=clock.now())
    except (CannotBackUp, KeyFault) as fault:
        refuse(str(fault))
    typer.echo(f"{done.rows} rows of {done.tables} tables are in {file}. Keep it apart from the master key.")


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", exists=True, dir_okay=False)],
    keep_logins: KeepLogins = False,  # noqa: FBT002 - an option of the command line
    without_ledger: WithoutLedger = False,  # noqa: FBT002
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database from a backup, of this or the other kind of database."""
    settings = load_settings(data_dir=data_dir)
    from app.clock import SystemClock  # noqa: PLC0415
    from app.ids import SystemIds  # noqa: PLC0415
    from app.operations.archive import NotABackup  # noqa: PLC0415
    from app.operations.restore import CannotRestore, Choices  # noqa: PLC0415
    from app.operations.restore import restore as do_restore  # noqa: PLC0415
    from app.process import CannotServe  # noqa: PLC0415
    from app.security.ledger import LedgerFault  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    choices = Choices(keep_logins=keep_logins, without_ledger=without_ledger)
    try:
        clock = SystemClock()
        done = do_restore(settings, file, ids=SystemIds(), at=clock.now(), choices=choices)
    except (CannotRestore, CannotServe, NotABackup, KeyFault, LedgerFault) as fault:
        refuse(str(fault))
    typer.echo(f"{done.rows} rows and {done.sessions} sessions are back as they were at {done.taken_at}.")
    typer.echo(f"{done.erased} people who were erased since then stay erased.")
    typer.echo("Everybody signs in again." if not keep_logins else "Everybody is still signed in.")


@cli.command()
def restored(data_dir: DataDir = None) -> None:
    """After a dump, a snapshot or a copied file came back: the erased stay erased, and everybody signs in again."""
    settings = load_settings(data_dir=data_dir)
    from app.clock import SystemClock  # noqa: PLC0415
    from app.ids import SystemIds  # noqa: PLC0415
    from app.operations.erasing_again import finish  # noqa: PLC0415
    from app.process import CannotServe  # noqa: PLC0415
    from app.security.ledger import LedgerFault  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    try:
        clock = SystemClock()
        done = finish(settings, ids=SystemIds(), at=clock.now())
    except (CannotServe, KeyFault, LedgerFault) as fault:
        refuse(str(fault))
    typer.echo(f"{done.erased} people were erased again, and {done.sessions} sessions begin a new epoch.")
    typer.echo("Everybody signs in again.")


@cli.command()
def verify(
    session: Annotated[Optional[str], typer.Option(help="Only this session.")] = None,  # noqa: UP045
    data_dir: DataDir = None,
) -> None:
    """Compute every hash chain again, fold every log, open every sealed value; print counts."""
    settings = load_settings(data_dir=data_dir)
    from app.database import migrate as migration  # noqa: PLC0415
    from app.database.address import address_of  # noqa: PLC0415
    from app.main import make_resources  # noqa: PLC0415
    from app.operations.verify import sentences  # noqa: PLC0415
    from app.operations.verify import verify as look_at_all  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415

    if not migration.is_at_head(address_of(settings)):
        refuse("The database is not at this version's schema; run rejoin migrate first.")
    try:
        resources = make_resources(settings)
    except KeyFault as fault:
        refuse(str(fault))
    try:
        audit = look_at_all(resources.database, resources.master_key, resources.other_master_key, session_id=session)
    finally:
        resources.close()
    for sentence in sentences(audit):
        typer.echo(sentence)
    if not audit.sound:
        raise typer.Exit(FAULTY)


@cli.command("invite-therapist")
def invite_therapist(data_dir: DataDir = None) -> None:
    """Print a code with which one person may open a therapist's profile. Whom you give it to is for you to check."""
    settings = load_settings(data_dir=data_dir)
    from app.database import migrate as migration  # noqa: PLC0415
    from app.database.address import address_of  # noqa: PLC0415
    from app.main import make_resources  # noqa: PLC0415
    from app.security.master_key import KeyFault  # noqa: PLC0415
    from app.therapists.invitations import invite_therapist as invite  # noqa: PLC0415

    if not migration.is_at_head(address_of(settings)):
        refuse("The database is not at this version's schema; run rejoin migrate first.")
    try:
        resources = make_resources(settings)
    except KeyFault as fault:
        refuse(str(fault))
    try:
        at = resources.clock.now()
        made = resources.database.write_now(lambda uow: invite(uow, at=at, ids=resources.ids))
    finally:
        resources.close()
    typer.echo(made.code)
    typer.echo(f"It works once, until {made.expires_at:%Y-%m-%d %H:%M} UTC, and is shown only now.")


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    from app.main import create_app  # noqa: PLC0415

    json.dump(create_app(Settings()).openapi(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


@cli.command()
def protocol() -> None:
    """Print the document of the live session, written from its tables."""
    from app.sessions.document.writing import protocol_document  # noqa: PLC0415

    sys.stdout.write(protocol_document())


@cli.command()
def steps() -> None:
    """Print the document of the steps, options and limits of a template, for therapists."""
    from app.templates.steps_document import steps_document  # noqa: PLC0415

    sys.stdout.write(steps_document())


@cli.command()
def doctor(data_dir: DataDir = None) -> None:
    """Look at settings, key, database and port, and say what would keep the service from starting."""
    settings = load_settings(data_dir=data_dir)
    from app.doctor import examine  # noqa: PLC0415

    found = examine(settings)
    for finding in found:
        typer.echo(f"{finding.mark} {finding.sentence}")
    if any(finding.mark == "✗" for finding in found):
        raise typer.Exit(REFUSED)
    typer.echo(f"✓ Nothing keeps Rejoin from starting in {settings.environment}.")


def load_settings(**given: object) -> Settings:
    """Return the settings of the environment, with what the command line says on top."""
    unknown = unknown_settings()
    if unknown:
        refuse(f"There is no setting called {', '.join(unknown)}.")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        names = ", ".join(sorted({f"REJOIN_{str(fault['loc'][0]).upper()}" for fault in error.errors()}))
        refuse(f"The value of {names} cannot be used.")


def refuse_unsafe(settings: Settings) -> None:
    from app.production import problems_with  # noqa: PLC0415

    refuse_any(problems_with(settings))


def refuse_any(found: list[str]) -> None:
    if found:
        refuse("\n".join(found))


def refuse(sentence: str) -> NoReturn:
    """Say why, and leave with 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(REFUSED)


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
