"""ClickHouse: `database` connects and migrates, `rows` maps events to rows, `spread` recounts,
`writer` is the Faust app that stores, `reads` holds every question the API asks."""
