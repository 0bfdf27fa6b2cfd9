"""ClickHouse: `database` connects, `migrations` makes the tables, `tables` names their columns,
`rows` maps events to rows, `spread` recounts, `decided` says what decisions make of rumors,
`writer` is the Faust app that stores (with `batch`, what it holds), `reads` answers every question
of the API."""
