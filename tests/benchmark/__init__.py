"""Benchmarks: run by hand, never by pytest. `python -m tests.benchmark` shows ratios to a floor in the same run."""
