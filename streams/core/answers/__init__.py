"""Answers: which reports of which app have not heard of the verdict in force on their rumor.

In: what is decided, and for each wording how many reports of an app heard which verdict last. Out:
`Answer`s. A report is answered by the record that names it, and what it heard last is what the
newest of these says: so each is named once for each verdict in force, whatever happened to its
rumor in between.
"""

from streams.core.answers.making import Reported, answer_of, cut
from streams.core.answers.pending import Group, Heard, Ruling, changed, pending

__all__ = ["Group", "Heard", "Reported", "Ruling", "answer_of", "changed", "cut", "pending"]
