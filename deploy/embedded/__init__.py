"""The engines that one machine with nothing but pip runs: a log in SQLite, ClickHouse in a
process.
"""
