"""What people set: `settings` from the environment, `file` from rumor-tracker.toml.

The file's parts have a module each, which `file` puts together: `keys`, `receivers`, `policies`.
"""
