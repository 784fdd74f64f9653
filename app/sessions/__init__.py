"""Live sessions: the pure protocol, the engine that keeps and stores them, and the doors to them."""
