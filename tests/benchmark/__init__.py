"""Benchmarks: run by hand, never by pytest. Speed is shown as a ratio to a floor in the same run, never asserted."""
