"""The embedded log.

`eventlog` is the SQLite file, `maintenance` keeps it small, `locks` are between processes. `engine`
is the log as the application sees it, `transport` as Faust does (`producer`, `consumer`, and its
`positions`).
"""
