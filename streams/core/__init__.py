"""The pure heart:

no I/O, no clock, no randomness, no logging, no framework. Time and policy come in as arguments.
"""
