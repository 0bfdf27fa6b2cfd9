"""The ClickHouse engine (chdb) behind its own native protocol: to every driver a ClickHouse server
on a loopback port.

`wire` measures blocks, `engine` holds the one engine of a process, `guard` says who may do what,
`session` speaks the protocol with one client, `server` listens. Protocol revision 54453 is claimed:
the last at which the engine's `Native` format is exactly the body of a protocol packet, so that
result blocks pass through as raw bytes and inserted blocks are only measured.
"""
