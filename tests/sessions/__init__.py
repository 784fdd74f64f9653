"""Live sessions: the rules of the conversation, and what carries them."""
