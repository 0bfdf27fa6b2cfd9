"""The embedded log:

`eventlog` is the SQLite file, `engine` the log as the application sees it, `transport` as Faust
does.
"""
