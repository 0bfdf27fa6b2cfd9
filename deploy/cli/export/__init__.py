"""The command `export`: rumors, their wordings, verdicts and spread for other people's tools.

In: the API. Out: JSON lines, CSV, Parquet, or verdicts as ClaimReview. `reading` asks, `tables`
says what stands in which column, `writing` makes the files.
"""
