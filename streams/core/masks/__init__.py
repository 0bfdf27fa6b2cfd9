"""What masking knows of numbers and names.

How numbers are written: `shadow`. Which lead to a person: `numbers`, by `checksums` where they have
one. Which words announce an account: `labels`; or the number of a passport: `papers`.
"""
