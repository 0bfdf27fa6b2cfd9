"""The language everyone speaks: events, topics, tables. No behaviour beyond encoding."""
