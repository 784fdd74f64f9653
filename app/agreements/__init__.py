"""Agreements: what two people said yes to, in the same words, and what one person declares for themselves."""
