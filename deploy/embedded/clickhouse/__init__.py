"""The ClickHouse engine (chdb) behind its own native protocol: to every driver a ClickHouse server
on a loopback port.

`wire` and `packets` read and write the protocol, `blocks` measures data, `engine` holds the one
engine of a process. `server` listens, `session` serves one client over its `connection`: `results`
answers, `inserts` and `external` take data in. What a read-only user sends goes through `guard`,
which looks at the `words` and `nodes` of what the engine's parser made of it (`syntax`) and knows
what is `allowed`; `access` are the engine's own walls behind it.

Protocol revision 54453 is claimed: the last at which the engine's `Native` format is exactly the
body of a protocol packet, so that result blocks pass through as raw bytes and inserted blocks are
only measured.
"""
