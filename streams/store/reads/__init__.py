"""Every question the API asks ClickHouse."""
