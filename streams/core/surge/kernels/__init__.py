"""The compiled loops of the surge fold.

Along the flow: `records` (a record, rumor by rumor, as far as numbers alone are asked for),
`arranging` (its reports in order), `moments` (each weighed, counted and looked at): `weighing` says
how much they count, `counting` counts them, `looking` whether there may be news, with `evidence`
and `tail`. `hours`, `sketches` and `sharing` work on the rows that `tables` describes, `stages`
says how far a record has come, `compiled` are the decorators. The arrays belong to `surge.ledger`,
which says who owns a row; where a loop stops, `surge.fold` goes on.

All arguments are by position: that is how compiled functions call each other without a detour.
"""
