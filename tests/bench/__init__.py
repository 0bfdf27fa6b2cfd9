"""Benchmarks: each prints figures, and a ratio where a peer exists.

`python -m tests.bench NAME... [--data FOLDER]`; results in docs/benchmarks.md.
"""
