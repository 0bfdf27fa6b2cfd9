"""The worker clusters, counts and delivers.

`app` wires it, `agents` are its steps, `timers` what happens without a record. `ownership` says
which partitions are this process's, `partition` is the state of one, `restore` brings it back from
the log, `rules` are what surges are judged by. `outbox` knows what is sent in which order, `sender`
sends, `fence` ends the process where it must not go on.
"""
