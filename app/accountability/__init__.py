"""Accountability after a session: what one person took on, how it goes, and when both say it is settled."""
