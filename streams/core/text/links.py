"""Links: where they are in a text, and which of them are the same.

In: a text, a report's `link`. Out: links in one form: host in lower case, no scheme, no `www.`, no
fragment, none of the parameters that say who shared it where.
"""

import re
from itertools import islice

from streams.core.text.patterns import WORDS
from streams.parsing.urls import url_parts

# What a link is made of. Letters of other scripts end it: people write on without a space.
INSIDE = r"[A-Za-z0-9./?=&_%#:~+@!$*;,'-]"
# Marks at its end are the sentence's.
END = r"[A-Za-z0-9/=&_%#~+-]"
# Links without a scheme are known by their ends, and only with a path: "a.com" may be a name.
DOMAINS = (
    "com|net|org|cn|hk|tw|info|tv|cc|me|io|co|be|ly|gl|gd|vn|in|id|ru|br|mx|es|ar|pt|ir|de|fr|uk|us"
    "|eu|jp|kr|sg|my|th|edu|gov"
)
OF_A_HOST = "[A-Za-z0-9-]"
# Its first character first, then what has to stand before that: so `re` knows with what a link may
# begin, and skips the rest of a Chinese text three times as quickly.
LINK = re.compile(
    rf"{OF_A_HOST}(?:(?:(?<=[Hh])(?i:ttps?)|(?<=[Ff])(?i:tp))://{INSIDE}*{END}"
    rf"|(?<![A-Za-z0-9.@-]{OF_A_HOST})(?:(?<=[Ww])(?i:ww\.){INSIDE}*{END}"
    rf"|(?<!/{OF_A_HOST}){OF_A_HOST}{{0,62}}\.(?:{OF_A_HOST}{{1,63}}\.){{0,3}}(?i:{DOMAINS})/"
    rf"(?:{INSIDE}*{END})?))"
)
SCHEME = re.compile(r"(?i:https?|ftp)://")
LONGEST_LINK = 2_000  # characters, as a report's own may have: the work on one is bounded
MOST_LOOKED_AT = 16  # the same one may stand in a text twice
MOST_LINKS = 8  # of one text: a list of links is evidence of nothing

# Parameters that change nothing of what is shown: who shared it, where, and in which campaign.
TRACKING_PREFIXES = ("utm_", "spm", "share_", "sharer_", "mc_", "hsa_", "_hs", "vero_", "oly_")
TRACKING_NAMES = (
    "fbclid gclid dclid gbraid wbraid msclkid twclid ttclid yclid ysclid igshid igsh "
    "igsi mibextid ref_src ref_url nsukey isappinstalled tracking_id _ga _gl "
)
TRACKING = frozenset(TRACKING_NAMES.split())
# Those of one service: elsewhere the same name may choose the page.
TRACKING_NAMES_AT = {
    "weixin.qq.com": (
        "ascene chksm clicktime devicetype enterid exportkey fontscale "
        "from lang pass_ticket poc_token scene sessionid srcid subscene "
        "version wx_header wxfrom "
    ),
    "youtube.com": "ab_channel feature pp si",
    "youtu.be": "feature si",
    "x.com": "s t",
    "twitter.com": "s t",
    "weibo.com": "from mod refer_flag wvr",
    "weibo.cn": "from lfid luicode refer_flag sourcetype wm",
    "bilibili.com": "from_source plat_id unique_k vd_source",
    "tiktok.com": "_r _t is_from_webapp sender_device web_id",
    "facebook.com": "eav paipv rdid ref refsrc",
}
TRACKING_AT = {host: frozenset(names.split()) for host, names in TRACKING_NAMES_AT.items()}
SHORTENERS = frozenset(
    ("t.cn", "url.cn", "dwz.cn", "suo.im", "t.co", "bit.ly", "goo.gl", "tinyurl.com", "ow.ly")
)
# Hosts that answer on a phone under another name, and the same without.
SAME_HOST = re.compile(r"^(?:www|m|mobile|wap)\.(?=[^.]+\.)")
HAS_LABELS = re.compile(r"[^.]+\.[^.]")  # a name is more than a dot
DEFAULT_PORT = re.compile(r":(?:80|443)$")
# Its share button writes another address of the same video.
SHORT_YOUTUBE = "youtu.be"
YOUTUBE = ("youtube.com", "/watch")


def may_hold_links(text: str) -> bool:
    """False for nearly all texts without a link: so cheap that every text is asked."""
    return ("/" in text and "." in text) or "www." in text


def without_links(text: str) -> str:
    """The text with a space in place of every link."""
    return LINK.sub(" ", text)


def apart_from_links(text: str) -> tuple[str, str]:
    """The text without its links; and the link of a message that says nothing else, in one form,
    or an empty string.
    """
    rest, count = LINK.subn(" ", text)
    link = LINK.search(text) if count == 1 and not WORDS.search(rest) else None
    return rest, "" if link is None else normalised(link[0])


def links_of(text: str, link: str = "") -> tuple[str, ...]:
    """The distinct links of a report in one form: its `link` first, then those in its text."""
    found = [link.strip()]
    if may_hold_links(text):
        found += [match[0] for match in islice(LINK.finditer(text), MOST_LOOKED_AT)]
    whole = dict.fromkeys(filter(None, map(normalised, found)))
    return tuple(whole)[:MOST_LINKS]


def normalised(link: str) -> str:
    """One form for all spellings of a link; empty for what is none, or is longer than any."""
    if len(link) > LONGEST_LINK:
        return ""
    parts = url_parts(link if SCHEME.match(link) else f"//{link}")
    if parts is None:
        return ""
    host = SAME_HOST.sub("", DEFAULT_PORT.sub("", parts.netloc.rpartition("@")[2].lower()))
    if not HAS_LABELS.match(host):
        return ""
    path = re.sub("/{2,}", "/", parts.path).rstrip("/")
    fields = {part for part in parts.query.split("&") if part and not _tracks(part, host)}
    if host == SHORT_YOUTUBE:
        fields.add(f"v={path[1:]}")
        host, path = YOUTUBE
    # Pages of some sites are told apart behind the "#" alone.
    page = f"#{parts.fragment}" if parts.fragment[:1] in ("/", "!") else ""
    return host + path + ("?" + "&".join(sorted(fields)) if fields else "") + page


def is_site(link: str) -> bool:
    """Whether a link in one form is that of a whole site: it says nothing of a message."""
    return not re.search(r"[/?#](?!(?:index|home|default)(?:\.\w+)?$).", link)


def is_shortened(link: str) -> bool:
    """Whether a link in one form is that of a service that shortens links.

    Every share of a page makes another one: a common one says much, another one nothing.
    """
    return link.partition("/")[0] in SHORTENERS


def _tracks(field: str, host: str) -> bool:
    """Whether a parameter says nothing of the page."""
    name = field.partition("=")[0].lower()
    if name in TRACKING or name.startswith(TRACKING_PREFIXES):
        return True
    labels = host.split(".")
    return any(name in TRACKING_AT.get(".".join(labels[-size:]), ()) for size in (2, 3))
