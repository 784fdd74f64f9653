"""Keeps the folded sessions of this process, stores what was decided, and wakes what time moves. Knows no HTTP."""
