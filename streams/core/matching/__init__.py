"""The index of known wordings:

`index` over compiled `kernels`, `fold` its table; `stance` and `explanation` read a wording.
"""
