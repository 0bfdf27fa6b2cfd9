"""Every request and every answer of the HTTP API.

The OpenAPI document is made from these, handlers return them, and the order of the fields is the
order on the wire. Requests (`...In`) refuse fields they do not know and are checked against their
limits. Answers are only documented with patterns and enumerations (`extra_json_schema`), never
checked by them: a row of an older version that looks different must still be readable.
"""
