"""Who may log in to the embedded engine, and the environment variables that hold the passwords.

Apart from the server, which loads the engine: whoever only connects needs none of it.
"""

WRITER = "rumor"
READER = "grafana"  # may only read, and sees neither reporters nor wordings
PASSWORDS = ("EMBEDDED_CLICKHOUSE_PASSWORD", "EMBEDDED_CLICKHOUSE_READER_PASSWORD")  # in that order
