"""What the API asks of ClickHouse, a question a file; `questions` puts them together.

Verdicts are not read here: they are an overlay that the intake holds itself. Counts come from the
spread, never from increments.
"""
