"""What people set: `settings` from the environment, `file` from rumor-tracker.toml."""
