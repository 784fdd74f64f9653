"""Neutral mails to one person about their own things: off until chosen, at most one a day, ended by one click."""
