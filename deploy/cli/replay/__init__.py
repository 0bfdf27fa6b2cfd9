"""`rumor-tracker replay`: JSON lines to the API, at a rate, with event times moved and compressed,
going on where it stopped.

`command` is the command, `job` one file on its way, `lines` what is sent of a line, `pace` when,
`progress` how far it came.
"""
