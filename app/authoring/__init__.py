"""Therapists write templates: drafts, their check, their rehearsal, publishing, versions and retirement (T-1, T-2)."""
