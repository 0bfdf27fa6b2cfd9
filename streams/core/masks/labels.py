"""Accounts that are known by the word before them: WeChat, QQ, Line, Telegram and the like.

In: a text's shadow. Out: where the accounts stand.
"""

import re
from collections.abc import Iterable, Iterator

from streams.core.masks.numbers import is_counted

# Words of WeChat and QQ, and what people write for them. Short forms are said of accounts only.
WECHAT = r"微信|微訊|威信|卫星|[Ww]e ?[Cc]hat|WECHAT|[Ww]eixin"
SHORT = (
    r"薇信|徽信|(?<=[加+])[微薇威徽](?![信訊])"
    r"|(?<![A-Za-z])(?:[Vv][ ]?[Xx]|[Ww][Xx]|[Vv](?:信|(?=号|號|[ ]?:)))"
)
QQ = r"(?<![A-Za-z])(?:[Qq]{2}|[Qq](?=群|号|號|[ ]?:))|扣扣|企鹅|企鵝"
OTHERS = (
    r"(?<![A-Za-z])(?:[Ll]ine|LINE|[Tt]elegram|TG|tg|[Ss]kype|[Ii]nstagram|IG|[Aa]lipay)"
    r"|电报|電報|抖音|快手|小红书|小紅書|支付宝|支付寶"
)
# "is", a colon, "number": what may stand between the word and the account.
LINK = (
    r"[ ]?(?:号码|號碼|账号|賬號|帳號|号|號|群号|群號|群|[Ii][Dd](?![A-Za-z]))?"
    r"[ ]?(?:[:=]|是|为|為|-?>)?[ ]?"
)
ASKS = "加搜扫"  # right before such a word
OWN = r"(?:[A-Za-z][A-Za-z0-9_\-]{4,29}|[1-9]\d{4,11})(?![A-Za-z0-9_])"
ACCOUNT = re.compile(
    rf"(?:(?P<wechat>{WECHAT})|(?P<short>{SHORT})|(?P<qq>{QQ})|(?P<other>{OTHERS}))"
    rf"(?P<link>{LINK})(?P<id>{OWN})"
)
# What the words above begin with, in a text as it came: where none is, nothing is looked for.
# Each begins with one letter: of those `re` makes a set, and skips what is not in it at once.
FIRSTS = (
    r"微(?:[信訊]|(?<=[加+＋]微))|威(?:信|(?<=[加+＋]威))|薇(?:信|(?<=[加+＋]薇))"
    r"|徽(?:信|(?<=[加+＋]徽))|卫星|扣扣|企[鹅鵝]|电报|電報|抖音|快手|小[红紅]|支付"
    r"|V[ ]?[XxＸｘ信号號:：]|v[ ]?[XxＸｘ信号號:：]|Ｖ[XxＸｘ信号號:：]|ｖ[XxＸｘ信号號:：]"
    r"|W[XxEe]|w[Xxe]|Ｗ[Ｘｘ]|ｗ[Ｘｘ]"
    r"|Q[Qq群号號:： ]|q[Qq群号號:： ]|Ｑ[Ｑ群号號:：]|ｑ[ｑ群号號:：]"
    r"|L[iI][nN][eE]|line|T[eG]|t[eg]|S[kK]ype|skype|I[nG]|inst|A[lL]ipay|alipay"
)
MAY_BE_NAMED = re.compile(FIRSTS)
# Of a text that is crowded with them: whatever may be one, and the words behind it.
ANY_ACCOUNT = re.compile(rf"(?:{FIRSTS})[\w\-:=> ]{{5,40}}+")
FIRST_OF_NAMES = "[微威薇徽卫扣企电電抖快小支VvＶｖWwＷｗQqＱｑLlTtSsIiAa]"
LETTERS = re.compile(r"[A-Za-z]+")
DIGITS_OF_AN_ACCOUNT = 4  # at its end: a version or a model has fewer


def may_name(text: str) -> bool:
    """Whether a text may hold a word that names an account, with nothing invisible in it."""
    return MAY_BE_NAMED.search(text) is not None


def words_in(seen: str) -> list[int]:
    """Where a word may stand that names an account."""
    return [found.start() for found in MAY_BE_NAMED.finditer(seen)]


def accounts_in(seen: str, words: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where accounts stand behind some of these words, without the words."""
    end = 0
    for start in words:
        if start < end or (found := ACCOUNT.match(seen, start)) is None:
            continue
        end = found.end()
        if _is_account(found):
            yield found.span("id")


def _is_account(found: re.Match[str]) -> bool:
    """A word or a count may follow the name of a service as well ("Line means", "QQ 10000人")."""
    is_said = found["link"].strip() != ""
    is_asked = found.start() > 0 and found.string[found.start() - 1] in ASKS
    if found["id"].isdigit():
        sure = is_said or found["qq"] or found["short"] or is_asked
        return bool(sure) and not is_counted(found.string, found.start("id"), found.end("id"))
    if found["qq"]:
        return is_said
    if LETTERS.fullmatch(found["id"]):
        return is_said
    if found["wechat"] and _is_nothing_else(found["id"]):
        return True
    return bool(is_said or found["short"] or is_asked)


def _is_nothing_else(name: str) -> bool:
    """Whether a name with digits is an account behind the word alone."""
    return "_" in name or name[-DIGITS_OF_AN_ACCOUNT:].isdigit()
