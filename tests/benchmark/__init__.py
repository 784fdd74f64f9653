"""Benchmarks, run by hand: `python -m tests.benchmark` shows ratios to a floor. Pytest only looks at how it judges."""
