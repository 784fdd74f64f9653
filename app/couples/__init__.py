"""Two people, linked by an invitation, and either of them free to go. It holds no word that either of them wrote."""
