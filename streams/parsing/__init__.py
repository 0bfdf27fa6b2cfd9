"""What others wrote, read by a library: numbers, times, addresses, documents. Pure.

In: a text or bytes from anywhere. Out: a value, None for what is none, or `Unreadable` where a
caller tells people why. That libraries say so by a ValueError is known here and nowhere else.
"""

from streams.errors import Refused


class Unreadable(Refused):
    """What was read is none of its kind; the message says why, in the library's words."""
