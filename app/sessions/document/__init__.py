"""Writes `docs/protocol.md` from the tables of the live session, so that what clients read is what the rules do."""
