"""The guard on its own: words, trees, names and remembered verdicts, without an engine."""

import pytest

from deploy.embedded.clickhouse import allowed
from deploy.embedded.clickhouse.engine import ServerError
from deploy.embedded.clickhouse.guard import (
    LONGEST,
    REMEMBERED,
    REMEMBERED_LENGTH,
    Guard,
    explained,
    settings_passed,
)
from deploy.embedded.clickhouse.names import Refused, check_table
from deploy.embedded.clickhouse.nodes import check_tree
from deploy.embedded.clickhouse.syntax import Node, NotUnderstood, Token, tokens, tree
from deploy.embedded.clickhouse.users import User, authenticate
from deploy.embedded.clickhouse.words import check_listing, check_settings, check_words

SELECT = [
    "SelectWithUnionQuery (children 1)",
    " ExpressionList (children 1)",
    "  SelectQuery (children 2)",
    "   ExpressionList (children 1)",
    "    Function plus (alias x) (children 1)",
    "     ExpressionList (children 2)",
    "      Identifier a",
    "      Literal UInt64_1",
    "   TablesInSelectQuery (children 1)",
    "    TablesInSelectQueryElement (children 1)",
    "     TableExpression (children 1)",
    "      TableIdentifier alerts",
]


class Engine:
    """Answers as the engine would: one canonical text, one tree; counts the questions."""

    def __init__(self, canonical: str = "SELECT a + 1 AS x FROM alerts") -> None:
        self.canonical: str | Exception = canonical
        self.asked: list[str] = []

    def ask(self, sql: str) -> list[list[object]]:
        self.asked.append(sql)
        if sql.startswith("SELECT formatQuery"):
            if isinstance(self.canonical, Exception):
                raise self.canonical
            return [[self.canonical]]
        if sql.startswith("EXPLAIN AST"):
            return [[line] for line in SELECT]
        return [["rumor"], ["system"], ["other"]]


def changed(at: int, line: str) -> list[str]:
    """The tree with another line in a place."""
    return [*SELECT[:at], line, *SELECT[at + 1 :]]


def checked(lines: list[str]) -> None:
    check_tree(tree(lines), "rumor", {"rumor", "system", "other"})


def test_words_have_kinds_and_names_lose_their_quotes() -> None:
    assert tokens("SELECT `a b` -> 'it\\'s', 1.5e-3, x::UInt8 ") == [
        Token("word", "SELECT"),
        Token("name", "a b"),
        Token("sign", "->"),
        Token("string", "'it\\'s'"),
        Token("sign", ","),
        Token("number", "1.5e-3"),
        Token("sign", ","),
        Token("word", "x"),
        Token("sign", "::"),
        Token("word", "UInt8"),
    ]


def test_signs_side_by_side_may_not_be_a_comment_and_apart_they_may() -> None:
    with pytest.raises(NotUnderstood):
        tokens("1 - -- 2")
    assert [token.text for token in tokens("1 - - 2")] == ["1", "-", "-", "2"]
    with pytest.raises(NotUnderstood):
        tokens("1 /* 2")


def test_a_tree_has_the_depth_of_its_indents() -> None:
    top = tree(SELECT)
    assert (top.kind, top.text) == ("SelectWithUnionQuery", "")
    function = next(node for node in top.walk() if node.kind == "Function")
    assert function.text == "plus"
    assert [child.text for child in function.children[0].children] == ["a", "UInt64_1"]


@pytest.mark.parametrize(
    "lines", [[], [""], ["A", "B"], [" A"], ["A", "   B"], ["A", "", " B"], ["A", " B", "    C"]]
)
def test_lines_that_are_no_tree_are_not_understood(lines: list[str]) -> None:
    with pytest.raises(NotUnderstood):
        tree(lines)


def test_walking_meets_every_node_once() -> None:
    top = tree(SELECT)
    nodes = list(top.walk())
    assert len({id(node) for node in nodes}) == len(nodes) == len(SELECT)
    assert nodes[0] is top


def test_a_select_of_own_tables_may_pass() -> None:
    checked(SELECT)
    checked(changed(11, "      TableIdentifier rumor.alerts"))
    checked(changed(11, "      TableIdentifier system.tables"))
    checked([*changed(11, "      Function numbers (children 1)"), "       ExpressionList"])


@pytest.mark.parametrize(
    ("at", "line", "said"),
    [
        (0, "InsertQuery (children 1)", "the kind InsertQuery"),
        (2, "  UnheardOf (children 2)", "UnheardOf"),
        (4, "    Function file (children 1)", "the function file()"),
        (4, "    ColumnsApplyTransformer (children 1)", "APPLY"),
        (4, "    Function in (children 1)", ""),
        (6, "      Identifier other.t", "the database other"),
        (6, "      Identifier system.users", "the table system.users"),
        (11, "      TableIdentifier other.t", "the database other"),
        (11, "      TableIdentifier system.processes", "the table system.processes"),
        (11, "      TableIdentifier /etc/passwd", "/etc/passwd"),
        (11, "      TableIdentifier table.csv", "the database table"),
        (11, "      Function url (children 1)", "the table function url()"),
        (11, "      Function Numbers (children 1)", "the table function Numbers()"),
    ],
)
def test_the_first_thing_that_is_not_allowed_is_named(at: int, line: str, said: str) -> None:
    if not said:
        checked(changed(at, line))
        return
    with pytest.raises(Refused) as error:
        checked(changed(at, line))
    assert said in str(error.value)


def test_what_stands_behind_a_statement_is_refused() -> None:
    for more in (" Identifier Null", " Literal '/tmp/x'", " ExpressionList"):
        with pytest.raises(Refused, match="FORMAT or INTO OUTFILE"):
            checked([*SELECT, more])
    checked([*SELECT, " Set"])


def test_a_column_that_begins_like_a_database_is_taken_for_one() -> None:
    checked(changed(6, "      Identifier a.title"))
    checked(changed(6, "      Identifier rumor.alerts.title"))
    with pytest.raises(Refused, match="the database other"):
        checked(changed(6, "      Identifier other.t.c"))


def test_the_second_of_in_is_no_path() -> None:
    lines = changed(4, "    Function in (children 1)")
    lines[7] = "      Identifier dir/file"
    with pytest.raises(Refused, match="IN dir/file"):
        checked(lines)


@pytest.mark.parametrize(
    ("argument", "passes"),
    [
        ("Literal Tuple_(1, 2)", True),
        ("Function tuple", True),
        ("Literal 'a String ALIAS file(a)'", False),
        ("Identifier s", False),
        ("Function concat", False),
    ],
)
def test_values_begins_with_a_row(argument: str, passes: bool) -> None:
    lines = [
        *changed(11, "      Function values (children 1)"),
        "       ExpressionList (children 1)",
        f"        {argument}",
    ]
    if passes:
        checked(lines)
        return
    with pytest.raises(Refused, match="a row in parentheses"):
        checked(lines)


def test_explain_explains_a_query_and_in_a_known_way() -> None:
    below = [f" {line}" for line in SELECT]
    checked(["Explain EXPLAIN SYNTAX (children 1)", *below])
    with pytest.raises(Refused, match="TABLE OVERRIDE"):
        checked(["Explain EXPLAIN TABLE OVERRIDE (children 1)", *below])
    with pytest.raises(Refused):
        checked(["Explain EXPLAIN AST (children 1)", " DropQuery t"])


@pytest.mark.parametrize(
    "text",
    [
        "SELECT count() FROM t WHERE (a IN (1, 2)) AND (b = 'file(x)')",
        "SELECT * FROM numbers(3) SETTINGS max_threads = 2, session_timezone = 'UTC'",
        "EXPLAIN actions = 1, indexes = 1 SELECT 1",
    ],
)
def test_words_that_may_pass(text: str) -> None:
    check_words(tokens(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT file('x')", "the function file()"),
        ("SELECT `file`('x')", "the function file()"),
        ("SELECT 1 INTO OUTFILE 'x'", "INTO OUTFILE"),
        ("SELECT 1 SETTINGS readonly = 0", "the setting readonly"),
        ("SELECT 1 SETTINGS max_threads = 2, readonly = 0", "the setting readonly"),
        ("SELECT 1 SETTINGS max_threads = DEFAULT", "this value of the setting max_threads"),
        ("SELECT 1 SETTINGS max_threads", "this value of the setting max_threads"),
        ("SELECT 1 SETTINGS", "SET "),
        ("EXPLAIN distributed = 1 SELECT 1", "the option distributed"),
    ],
)
def test_words_that_may_not(text: str, said: str) -> None:
    with pytest.raises(Refused) as error:
        check_words(tokens(text))
    assert said in str(error.value)


@pytest.mark.parametrize("name", sorted(allowed.RANGES))
@pytest.mark.parametrize("form", ["SELECT 1 SETTINGS {}", "SELECT * FROM (SELECT 1 SETTINGS {})"])
def test_a_bounded_setting_is_a_plain_number_within_its_bounds(name: str, form: str) -> None:
    least, most = allowed.RANGES[name]
    for value in (least, most, f"'{most}'"):
        check_words(tokens(form.format(f"{name} = {value}")))
    for value in (least - 1, most + 1, f"'{most}0'", "true", "1e3", "0x10", "'auto'", "''", "nan"):
        with pytest.raises(Refused, match=f"this value of the setting {name}"):
            check_words(tokens(form.format(f"final = true, {name} = {value}")))


def test_settings_end_where_no_comma_follows() -> None:
    words = tokens("SET max_threads = 2, final = true FORMAT")
    assert check_settings(words, 1) == len(words) - 1


@pytest.mark.parametrize(
    "text",
    [
        "SHOW TABLES",
        "SHOW FULL TABLES FROM rumor LIKE '%a%' LIMIT 5",
        "SHOW TABLES FROM system",
        "SHOW COLUMNS FROM alerts FROM rumor",
        "SHOW CREATE TABLE rumor.alerts",
        "EXISTS TABLE alerts",
        "EXISTS DATABASE rumor",
        "USE rumor",
    ],
)
def test_listings_that_may_pass(text: str) -> None:
    check_listing(text, "rumor")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SHOW TABLES WHERE 1", "SHOW TABLES"),
        ("SHOW TABLES FROM other", "the database other"),
        ("SHOW GRANTS", "SHOW GRANTS"),
        ("SHOW CREATE TABLE other.t", "the database other"),
        ("SHOW COLUMNS FROM users FROM system", "the table system.users"),
        ("EXISTS TABLE `/etc/passwd`", "the table /etc/passwd"),
        ("USE system", "USE system"),
        ("USE other", "USE other"),
    ],
)
def test_listings_that_may_not(text: str, said: str) -> None:
    with pytest.raises(Refused) as error:
        check_listing(text, "rumor")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("of", "name", "passes"),
    [
        ("rumor", "alerts", True),
        ("rumor", "any_other", True),
        ("rumor", "a.b", False),
        ("rumor", "", False),
        ("other", "alerts", False),
        ("system", "tables", True),
        ("system", "users", False),
        ("SYSTEM", "anything", True),
        ("INFORMATION_SCHEMA", "tables", True),
    ],
)
def test_tables_that_may_be_named(of: str, name: str, passes: bool) -> None:
    """`SYSTEM` is no database of the engine's: it answers itself that there is none."""
    if passes:
        check_table(of, name, "rumor")
        return
    with pytest.raises(Refused):
        check_table(of, name, "rumor")


def test_the_engines_text_is_what_runs() -> None:
    engine = Engine()
    passed = Guard().passed("select a+1 as x from alerts -- x", "grafana", "rumor", engine.ask)
    assert passed == engine.canonical


def test_a_verdict_is_remembered_for_its_database_only() -> None:
    guard = Guard()
    engine = Engine()
    for _ in range(3):
        guard.passed("SELECT 1", "grafana", "rumor", engine.ask)
    assert len(engine.asked) == 3
    engine.canonical = "SELECT x FROM rumor.alerts"
    guard.passed("SELECT 1", "grafana", "other", engine.ask)
    assert len(engine.asked) == 6


def test_a_refusal_is_remembered_too_and_names_who_is_refused() -> None:
    guard = Guard()
    engine = Engine("DROP TABLE alerts")
    for user in ("grafana", "another"):
        with pytest.raises(ServerError, match=f"^{user}: DROP is refused") as error:
            guard.passed("DROP TABLE alerts", user, "rumor", engine.ask)
        assert error.value.code == 164
    assert len(engine.asked) == 1


def test_long_texts_are_not_remembered_and_the_oldest_are_forgotten() -> None:
    guard = Guard()
    engine = Engine()
    long = "SELECT 1" + " " * REMEMBERED_LENGTH
    for _ in range(2):
        guard.passed(long, "grafana", "rumor", engine.ask)
    assert len(engine.asked) == 6
    for number in range(REMEMBERED + 1):
        guard.passed(f"SELECT {number}", "grafana", "rumor", engine.ask)
    engine.asked.clear()
    guard.passed("SELECT 1", "grafana", "rumor", engine.ask)
    assert engine.asked == []
    guard.passed("SELECT 0", "grafana", "rumor", engine.ask)
    assert len(engine.asked) == 3


def test_a_text_that_is_too_long_never_reaches_the_engine() -> None:
    engine = Engine()
    with pytest.raises(ServerError, match="more than 200,000 characters"):
        Guard().passed("x" * (LONGEST + 1), "grafana", "rumor", engine.ask)
    assert engine.asked == []


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ServerError(62, "Multi-statements are not allowed"), 164, "more than one statement"),
        (ServerError(62, "Syntax error: x: In scope SELECT secret"), 62, "Syntax error: x"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), 164, "not UTF-8"),
    ],
)
def test_a_text_that_the_engine_cannot_read(error: Exception, code: int, said: str) -> None:
    engine = Engine()
    engine.canonical = error
    with pytest.raises(ServerError) as raised:
        Guard().passed("SELECT", "grafana", "rumor", engine.ask)
    assert raised.value.code == code
    assert said in str(raised.value)
    assert "secret" not in str(raised.value)


def test_settings_of_a_packet_are_allowed_left_out_or_refused() -> None:
    wanted = {"max_threads": "2", "async_insert": "1"}
    assert settings_passed(wanted, "grafana") == {"max_threads": "2"}
    with pytest.raises(ServerError, match="grafana: the setting profile is refused"):
        settings_passed({"profile": "default"}, "grafana")


def test_the_engines_refusal_is_told_in_the_readers_words() -> None:
    said = "Not enough privileges. It's necessary to have the grant SELECT(text) ON t. (ACCESS)"
    assert "grafana: SELECT(text) ON t is not granted" in str(
        explained(ServerError(497, said), "grafana")
    )
    other = ServerError(60, "Unknown table")
    assert explained(other, "grafana") is other


def test_a_user_needs_a_name_and_its_own_password() -> None:
    users = (User("rumor", "secret"), User("grafana", "pw", read_only=True))
    assert authenticate(users, "grafana", "pw") == users[1]
    for name, password in [("grafana", "secret"), ("rumor", ""), ("", "pw"), ("nobody", "pw")]:
        assert authenticate(users, name, password) is None


def test_nodes_are_told_apart_by_what_they_are_not_by_what_they_hold() -> None:
    """A function and a table of one text are two nodes: places are remembered by identity."""
    assert Node(kind="Function", text="a") == Node(kind="Function", text="a")
    lines = [
        *changed(11, "      Function numbers (children 1)"),
        "       ExpressionList (children 1)",
        "        Function numbers (children 1)",
    ]
    with pytest.raises(Refused, match="the function numbers"):
        checked(lines)
