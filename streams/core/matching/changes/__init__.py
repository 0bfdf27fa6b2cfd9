"""What one wording changed in another: which time, place or number, which disguise, which words.

In: two masked texts. Out: a `Comparison`. Made when somebody reads it, never while reports are
folded.

Along the flow: `spelling` gives both texts one form and remembers where each letter stood;
`spacing` puts letters together that were typed apart; `pieces` cuts that into words and slots
(`kinds`: times, dates, amounts, links, ...), which `slots` and `grouping` find by the words of
`calendar`, `units`, `names`, `korean` and `thai`, whose numbers `numerals` reads; `aligning` finds
what both have in common, `chance` takes away what only chance made common, and `sliding` cuts where
a reader would; `looks` names what was only spelt otherwise, `hidden` what the masks hide; `sides`
is a text in pieces, and `comparing` puts it together.
"""

from streams.core.matching.changes.comparing import Change, Comparison, compare

__all__ = ["Change", "Comparison", "compare"]
