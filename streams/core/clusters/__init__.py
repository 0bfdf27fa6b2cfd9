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
    "KEPT",
    "LONGEST_TEXT",
    "MOST_SHOWN",
    "QUOTED",
    "Clustered",
    "LaneClusters",
    "knows",
    "restore",
    "step",
    "unusable",
    "variants_of",
]
