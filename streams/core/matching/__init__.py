"""What is alike, and what is said of it.

`index` finds the rumor of a wording, over compiled `kernels` tuned by `parameters`, in the symbols
of `fold`. `stance` reads what a wording does with it, by the patterns in `cues`, `denying` and
`negation`; `flags` what it does to be sent on; `explanation` says why it was joined.
"""
