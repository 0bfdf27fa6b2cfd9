"""Receivers: how each kind of them is spoken to.

`contract` says what a kind is, `kinds` which there are; a kind is a module that writes bodies,
makes the request and judges the answer. `signature` is what the kinds that sign share.
"""
