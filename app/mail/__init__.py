"""Neutral mails to one person: a closed list of texts, and two ways to send them. It knows no feature."""
