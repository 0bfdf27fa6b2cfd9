"""The commands of `rumor-tracker`, by what they work on. `deploy.cli.main` puts them together."""
