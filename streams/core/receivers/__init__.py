"""Receivers: how each kind of them is spoken to.

`tellings` is what is told, `contract` says what a kind is, `kinds` which there are; a kind is a
module that writes bodies, makes the request and judges the answer. `note`, `words` and `markup` are
what those for people share, `signature` those that sign, `answers` all of them.
"""
