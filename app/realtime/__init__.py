"""Sockets, presence and the doorbell between them. Knows topics and text frames, no rules."""
