"""`python -m tests.benchmark.nonces`: seal a million times under one key, and count the different nonces (C3)."""

from __future__ import annotations

import secrets
import sys
import time
from uuid import uuid4

from app.security.encryption import DataKey

TIMES = 1_000_000


def main() -> None:
    key = DataKey(uuid4().bytes, secrets.token_bytes(32))
    began = time.perf_counter()
    seen = {key.seal(b"", table="note", column="words", row="1")[17:29] for _ in range(TIMES)}
    print(f"{len(seen)} different nonces of {TIMES}, in {time.perf_counter() - began:.1f} s")
    sys.exit(len(seen) != TIMES)


if __name__ == "__main__":
    main()
