"""Clusters: which rumor does a report belong to? One lane's state, and the fold of its records."""

from streams.core.clusters.repeats import RepeatWindow
from streams.core.clusters.state import LaneClusters, knows, restore
from streams.core.clusters.step import MOST_SHOWN, Clustered, step, unusable
from streams.core.clusters.wordings import quote

__all__ = [
    "MOST_SHOWN",
    "Clustered",
    "LaneClusters",
    "RepeatWindow",
    "knows",
    "quote",
    "restore",
    "step",
    "unusable",
]
