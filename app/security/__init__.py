"""Keys, tokens, passwords, quotas and the door for words. Knows no feature."""
