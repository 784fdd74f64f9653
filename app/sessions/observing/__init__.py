"""A therapist watches a live session: asked for, said yes to by both for this session, seen by both, ended by one."""
