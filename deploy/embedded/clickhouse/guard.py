"""What a read-only user may send.

The engine's own grants (`access`) keep a read-only session from every file, address and process
that needs a right. The guard stands before them: the engine parses the text once, the guard
looks at what came of it, and only that is executed, so that what was looked at and what runs are
the same. It knows what is allowed (`allowed`); what it does not understand is refused.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.engine import ServerError, quoted
from deploy.embedded.clickhouse.names import Refused
from deploy.embedded.clickhouse.nodes import check_tree
from deploy.embedded.clickhouse.syntax import NotUnderstood, tokens, tree
from deploy.embedded.clickhouse.words import check_listing, check_settings, check_words

READONLY = 164
SYNTAX_ERROR = 62
ACCESS_DENIED = 497
LONGEST = 200_000  # characters; the engine's parser ends at 262,144 bytes
REMEMBERED = 512  # verdicts, by database and text
REMEMBERED_LENGTH = 20_000  # characters; longer texts are seldom sent twice

Ask = Callable[[str], list[list[object]]]

# Trees of these statements show all there is. The words of the others are few: they are matched.
SEEN_IN_FULL = ("SELECT", "WITH", "DESCRIBE", "EXPLAIN")
LISTING = ("SHOW", "EXISTS", "USE")


class Guard:
    """Verdicts about texts of read-only users, remembered."""

    def __init__(self) -> None:
        self._verdicts = OrderedDict[tuple[str, str], str | ServerError]()
        self._lock = threading.Lock()

    def passed(self, sql: str, user: str, database: str, ask: Ask) -> str:
        """The text to execute instead of `sql`. Raises ServerError where it is refused.

        `ask` puts a question to the engine, in a session of the read-only user.
        """
        key = (database, sql)
        with self._lock:
            verdict = self._verdicts.pop(key, None)
        if verdict is None:
            verdict = _verdict(sql, database, ask)
        # Put back as the newest: what a dashboard asks every 30 s stays.
        if len(sql) <= REMEMBERED_LENGTH:
            with self._lock:
                self._verdicts[key] = verdict
                if len(self._verdicts) > REMEMBERED:
                    self._verdicts.popitem(last=False)
        if isinstance(verdict, ServerError):
            raise ServerError(verdict.code, f"{user}: {verdict}")
        return verdict


def settings_passed(wanted: dict[str, str], user: str) -> dict[str, str]:
    """The settings that a read-only user's packet may set. Raises ServerError."""
    for name in wanted:
        if name not in allowed.SETTINGS | allowed.MEANINGLESS:
            raise ServerError(READONLY, f"{user}: {_because(f'the setting {name}')}")
    return {name: value for name, value in wanted.items() if name in allowed.SETTINGS}


def explained(error: ServerError, user: str) -> ServerError:
    """The engine's own refusal in this user's words."""
    if error.code != ACCESS_DENIED:
        return error
    # "... To execute this query, it's necessary to have the grant SELECT(a) ON b. (ACCESS_DENIED)"
    what = str(error).partition("have the grant ")[2].partition(". (")[0]
    return ServerError(
        ACCESS_DENIED,
        f"{user}: {what or 'this'} is not granted: this user may only read the tables of its"
        " database, and of these no raw text, external id or reporter (ACCESS_DENIED)",
    )


def _because(what: str) -> str:
    return f"{what} is refused: this user may only read the tables of its database (READONLY)"


def _verdict(sql: str, database: str, ask: Ask) -> str | ServerError:
    try:
        return _checked(sql, database, ask)
    except Refused as refused:
        return ServerError(READONLY, _because(str(refused)))
    except NotUnderstood as error:
        return ServerError(READONLY, _because(str(error)))


def _checked(sql: str, database: str, ask: Ask) -> str:
    if len(sql) > LONGEST:
        raise Refused(f"a statement of more than {LONGEST:,} characters")
    canonical = _canonical(sql, ask)
    words = tokens(canonical)
    first = next((token.text for token in words if token.text != "("), "")
    if first == "SET":
        if check_settings(words, 1) != len(words):
            raise Refused("what stands behind SET")
    elif first in LISTING:
        check_listing(canonical, database)
    elif first in SEEN_IN_FULL:
        # Words first: what they refuse never reaches EXPLAIN.
        check_words(words)
        lines = [str(row[0]) for row in ask(f"EXPLAIN AST {canonical}")]
        known = {str(row[0]) for row in ask("SELECT name FROM system.databases")}
        check_tree(tree(lines), database, known)
    else:
        raise Refused(first or "an empty statement")
    return canonical


def _canonical(sql: str, ask: Ask) -> str:
    try:
        return str(ask(f"SELECT formatQuerySingleLine({quoted(sql)})")[0][0])
    except UnicodeDecodeError:
        raise Refused("a text with bytes that are not UTF-8") from None
    except ServerError as error:
        said = str(error).partition(": In scope ")[0]
        if error.code == SYNTAX_ERROR and "Multi-statements" in said:
            raise Refused("more than one statement at a time") from None
        # Without the scope: it repeats the text within our own question.
        raise ServerError(error.code, said) from None
