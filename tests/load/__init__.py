"""Load: `python -m tests.load NAME [--full]`, and the same jobs small enough for every change, without times."""
