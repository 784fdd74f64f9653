"""Rehearsals over the core alone: no server, no database, no clock."""
