"""The pure heart: no I/O, clock, randomness, logging or framework. Time and policy are arguments.

One exception, which nothing can tell: `matching.fold` reads its constant table from the package.
"""
