"""The page, driven as a person would: a real Chromium, a real server, roles and labels instead of ids."""
