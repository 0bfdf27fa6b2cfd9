"""HTTP in and out: reports come in, decisions come in, reads go out.

`problems` words errors, `access` knows keys and limits, `validation` judges reports, `appending`
makes them durable, `reporting`, `curating` and `reading` are the routes, `openapi` describes them,
`app` puts them together.
"""
