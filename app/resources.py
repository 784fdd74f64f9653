"""What one process owns, and how a request or a socket reaches it. Made by the lifespan, changed by nobody."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, cast

# At run time too: FastAPI reads the signature of `resources_of` when it is used as a dependency.
from starlette.requests import HTTPConnection  # noqa: TC002

from app.frozen import dataclass
from app.security.master_key import KeyedHash

if TYPE_CHECKING:
    from app.clock import Clock
    from app.database import Database
    from app.guard.handshakes import Handshakes
    from app.hooks import Hooks
    from app.ids import Ids
    from app.mail.port import Mailer
    from app.observability.metrics import Metrics
    from app.realtime.bus import Bus
    from app.realtime.hub import Hub
    from app.realtime.presence import Presence
    from app.security.encryption import Keyring
    from app.security.ledger import Ledger
    from app.security.master_key import MasterKey
    from app.security.passwords import Passwords
    from app.security.rate_limit import Limiter
    from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything that services are given; there is nothing global beside it."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    master_key: MasterKey = field(repr=False)
    other_master_key: MasterKey | None = field(repr=False)
    keyring: Keyring = field(repr=False)
    ledger: Ledger
    passwords: Passwords
    limiter: Limiter
    bus: Bus
    hub: Hub
    presence: Presence
    handshakes: Handshakes
    hooks: Hooks
    mailer: Mailer
    metrics: Metrics

    def keyed_hash(self, purpose: str) -> KeyedHash:
        """Return a hash that needs the master key, for example of e-mail addresses."""
        return KeyedHash(self.master_key, purpose=purpose)

    def close(self) -> None:
        """Finish what was begun; nothing can be asked afterwards."""
        self.passwords.close()
        self.database.close()


async def resources_of(connection: HTTPConnection) -> Resources:
    """Return the resources behind a request or a socket. A coroutine: FastAPI would call a function in a thread."""
    return cast("Resources", connection.app.state.resources)
