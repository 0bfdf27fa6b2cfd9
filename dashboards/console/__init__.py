"""The console: answers of the API in, HTML out. Pure: nothing is asked and no clock is read.

`rendering` puts `templates/` and answers together and hands out `static/`. The parts: `ranking`
(what the desk shows first), `charts` (lines and bars as SVG), `differences` (what a wording
changed), `lineage` (which wording came from which), `showing` (times, numbers, states in words),
`reply` (the answer to somebody who asked), `tables` (CSV), `words` (Chinese). Everything that came
from outside is text: the templates escape, and nothing that holds an answer is marked as safe.
"""
