"""The worker:

clusters, counts and delivers. `app` wires it, `agents` are its steps, `restore` brings its state
back, `sender` writes.
"""
