"""Clusters:

which rumor does a report belong to? `step` folds records of reports into one lane's index.
"""

from streams.core.clusters.step import (
    KEPT,
    LONGEST_TEXT,
    MOST_SHOWN,
    QUOTED,
    Clustered,
    LaneClusters,
    knows,
    restore,
    step,
    unusable,
    variants_of,
)

__all__ = [
    "Clustered",
    "KEPT",
    "LONGEST_TEXT",
    "LaneClusters",
    "MOST_SHOWN",
    "QUOTED",
    "knows",
    "restore",
    "step",
    "unusable",
    "variants_of",
]
