"""What a query searches for. In: what somebody typed. Out: the words that each have to be there."""

import re

# A phrase, as keyboards quote, Chinese ones too; else what stands between white space.
SOUGHT = re.compile(r'["“”]([^"“”]+)["“”]|(\S+)')


def sought(query: str) -> tuple[str, ...]:
    """The words of a query and its quoted phrases, each once; none of a blank one."""
    found = (phrase.strip() or word for phrase, word in SOUGHT.findall(query))
    return tuple(dict.fromkeys(filter(None, found)))
