"""A day on the desk, made up but realistic: `wordings` varies a rumor, `scenario` writes the day,
`show` plays it through the public API, `inbox` receives its webhooks, in a `directory` of its own.
"""
