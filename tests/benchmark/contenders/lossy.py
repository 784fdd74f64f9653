"""`rejoin serve` that does not hear LOST_SHARE of its neighbours' rings, and says in LOST_FILE how many.

Put around the product from outside; the product is the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

from app.cli import cli
from app.realtime.valkey_bus import ValkeyBus

SEED = 20261122


def main() -> None:
    share, file = float(os.environ["LOST_SHARE"]), Path(os.environ["LOST_FILE"])
    rng, hear, lost = Random(SEED), ValkeyBus._pushed, 0  # noqa: SLF001 - from outside, on purpose

    def deafly(self: ValkeyBus, message: list[object]) -> None:
        nonlocal lost
        if message[:1] == [b"message"] and rng.random() < share:
            lost += 1
            file.write_text(str(lost))
        else:
            hear(self, message)

    ValkeyBus._pushed = deafly  # type: ignore[method-assign] # noqa: SLF001 - the same
    sys.argv[1:] = ["serve"]
    cli()


if __name__ == "__main__":
    main()
