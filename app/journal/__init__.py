"""One person's own pages: notes, looking ahead, the week, resting. Never a partner's, and under no couple's key."""
