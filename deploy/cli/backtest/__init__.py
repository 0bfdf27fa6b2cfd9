"""`backtest`: another policy over what happened, beside the one in force.

`command` is the shell, `policies` reads the policy to try, `histories` what to try it on, `file`
makes a history of a file of reports, `shown` writes the comparison as tables and JSON, `chart`
draws it.
"""
