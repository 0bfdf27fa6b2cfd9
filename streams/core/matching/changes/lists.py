"""Lists of words, as they are written in the modules beside this one."""


def words_in(text: str) -> frozenset[str]:
    """The words of a text, apart from each other by spaces."""
    return frozenset(text.split())
