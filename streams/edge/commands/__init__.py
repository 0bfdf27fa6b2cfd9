"""The commands of `rumor-tracker`, by what they work on. `streams.edge.cli` puts them together."""
