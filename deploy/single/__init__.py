"""One machine: `up` runs every process, `supervisor` keeps them running."""
