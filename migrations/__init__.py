"""The schema's history. Scripts run forwards only in production."""
