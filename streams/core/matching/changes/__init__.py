"""What one wording changed in another: which time, place or number, which disguise, which words.

In: two masked texts. Out: a `Comparison`. Made when somebody reads it, never while reports are
folded.

Along the flow: `spelling` gives both texts one form and remembers where each letter stood; `pieces`
cuts that into words and slots (times, dates, amounts, links, ...) by the words of `calendar`,
`units` and `names`; `aligning` finds what both have in common; `looks` names what was only spelt
otherwise, `hidden` what the masks hide; `comparing` puts it together.
"""

from streams.core.matching.changes.comparing import Change, Comparison, compare

__all__ = ["Change", "Comparison", "compare"]
