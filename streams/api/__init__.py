"""HTTP in and out: reports come in, decisions come in, reads go out.

`routes` is the table of operations: what there is, who may call it, what it answers. `endpoint`
stands before every one of them: it takes the key, checks the scope, measures, and puts the answer
on the wire (`answers`; `failures` for errors). The operations themselves are functions of
`services` and one `Call`, a file for each thing they are about: `reports`, `decisions`, `rumors`,
`alerts`, `deliveries`, `rejects`, `health`. `openapi` describes the table; `app` puts all together.
"""
