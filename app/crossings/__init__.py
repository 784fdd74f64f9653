"""Crossings: a limit or a promise that was not kept, told to oneself first, and shared only where that is safe."""
