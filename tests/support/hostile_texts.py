"""Texts that are made to cost, of any length: what a sender who means no good may post.

Out: texts by what they are called. Nothing in them is from a person.
"""

from collections.abc import Iterator

from deploy.demo.scenario import RUMORS

PIECES = {
    "one letter": "a",
    "one capital": "A",
    "one Han": "字",
    "one digit": "7",
    "combining marks": "\u0301\u0323\u0488\u0315",
    "marks out of order": "\u0315\u0301\u0323",
    "letters with marks": "e\u0301\u0323",
    "16 marks a letter": "e" + "\u0301\u0323\u0315\u0327" * 4,
    "17 marks a letter": "e" + "\u0301\u0323\u0315\u0327" * 4 + "\u0301",
    "U+FDFA": "\ufdfa",
    "U+FDFA and a mark": "\ufdfa\u0301",
    "U+FDFA and letters": "\ufdfaa",
    "U+3300 squares": "\u3316",
    "right-to-left overrides": "字\u202e",
    "overrides that end": "\u202eab\u202c",
    "zero width between Han": "字\u200b",
    "zero width between letters": "ab\u200bcd\u200d",
    "zero width between digits": "1\u200b3\u200b",
    "unpaired surrogates": "\ud800",
    "surrogates between letters": "a\ud800字\udfff",
    "Korean in parts": "\u1112\u1161\u11ab",
    "kana with marks apart": "か\u3099ハ\u309a",
    "kana of half width": "ｶﾞﾊﾟ",
    "kana in Han": "字ニ人",
    "Bengali halves": "\u0995\u09c7\u09be",
    "Tamil halves": "க\u0bc6\u0bbe",
    "Myanmar": "\u1019\u103c\u1014\u103a",
    "Thai": "ข่าวปลอม",
    "Arabic with marks": "خَبَرٌ كَاذِبٌ ",
    "Arabic forms": "\ufefb\ufe8e",
    "Hindi": "क्या यह सच है ",
    "look-alikes": "aа ",
    "look-alikes in one word": "aа",
    "Latin looks Greek": "αo ",
    "scripts in turn": "a字бأकか한",
    "words of scripts in turn": "the 这是 это هذا यह ",
    "full width": "Ａｂ１２，",
    "full and half width": "ＶＸ：vx1３8",
    "mathematical letters": "𝐟𝐚𝐤𝐞 ",
    "mathematical digits": "𝟏𝟑𝟖",
    "circled": "①②ⓐ㊀",
    "ligatures": "ﬁﬂßæ",
    "dotted capitals": "İI",
    "split Han": "弓虽米青",
    "aliases": "vx v信 ",
    "Traditional": "闢謠轉發",
    "rare Han": "𠀀𡀀",
    "digits and spaces": "1 3 8 ",
    "digits and dashes": "138-0013-8000 ",
    "phones": "13800138000,",
    "phones with a plus": "+86 138 0013 8000 ",
    "cards": "4111 1111 1111 1111 ",
    "cards in a row": "4111111111111111 ",
    "identity numbers": "11010519491231002X ",
    "Spanish identity": "12345678Z ",
    "Aadhaar": "2341 2341 2346 ",
    "years": "2011-2012 ",
    "groups of seven": "1234567 ",
    "nines": "123456789,",
    "amounts": "100000000元",
    "called": "电话1234567，",
    "digits with dots": "1.2.3.",
    "digits with brackets": "(010)12345678",
    "plus and digits": "+1(2)3-4.5 ",
    "digits with commas": "1,234,567,",
    "WeChat accounts": "微信abcde1 ",
    "accounts asked for": "加vx:abc_1234 ",
    "QQ": "QQ12345678 ",
    "words for accounts": "微信微信",
    "Line": "line ",
    "at signs": "@",
    "mentions": "@name ",
    "mentions in Han": "@张三李四",
    "mentions of everybody": "@所有人",
    "quoted names": "//@名字:",
    "answers": "回复@名字:",
    "mail": "a@b.co ",
    "mail without an end": "a.a@a.",
    "mail of one letter": "a@",
    "mail with wide signs": "ａ＠ｂ.ｃ ",
    "dots": "a.",
    "links": "http://a.com/b ",
    "beginnings of links": "http://",
    "www": "www.",
    "links without scheme": "a.co/b ",
    "a host that goes on": "a.a.a.",
    "slashes": "a/.",
    "parameters": "http://a.com/?b=c&d=e&utm_x=1 ",
    "percent": "%41",
    "brackets": "[a",
    "pictures": "[哈哈]",
    "no pictures": "[标题党]",
    "brackets in brackets": "[[",
    "quotes": "“",
    "quotes that close": "“a”",
    "quotes in quotes": "“「『《",
    "straight quotes": '"a" ',
    "German quotes": "„a“",
    "hashtags": "#a ",
    "hashtags in Han": "#谣言#",
    "question marks": "?",
    "questions": "a? ",
    "questions in Han": "吗？",
    "inverted questions": "¿a? ",
    "cries": "!",
    "cries in Han": "啊！！！",
    "commas": "，",
    "clauses": "a,",
    "clauses in Han": "不，",
    "ellipses": "…",
    "pipes": "|",
    "spaces": "a    ",
    "lines": "a\n",
    "tabs and wide spaces": "a\t\u3000",
    "emoji": "😀",
    "emoji joined": "👨\u200d👩\u200d👧",
    "flags": "🇨🇳",
    "emoji with letters": "😀a",
    "variation selectors": "字\ufe0f",
    "tags": "a\U000e0041",
    "cues": "谣言",
    "cues, Traditional": "謠言",
    "false": "假的",
    "denied": "辟谣不实",
    "denied for short": "官方辟谣，",
    "is it true": "是真的吗",
    "fake": "fake ",
    "is it true that": "is it true that ",
    "it is not true": "this is not true, ",
    "es verdad": "es verdad que es falso ",
    "e verdade": "é verdade que é falso ",
    "benarkah": "benarkah ini hoaks ",
    "pravda": "правда ли что фейк ",
    "sahih": "هل صحيح كاذب ",
    "sach": "क्या झूठ फर्जी ",
    "cues of all languages": "谣言 fake falso boato hoaks фейк كذب झूठ ",
    "insisting": "不是谣言是真的",
    "insisting in English": "they call it fake but it is true ",
    "police deny": "警方否认，专家称",
    "negations": "不",
    "negations in turn": "不没未无",
    "negations of words": "not ",
    "no and not": "no not never dont ",
    "conditions": "如果不就",
    "forward": "转发扩散紧急",
    "forward in English": "forward this urgent ",
    "capitals": "URGENT ",
    "announces": "通知",
    "mistakes": ",,;;",
    "a word twice": " the the",
    "hours": "今晚8点",
    "amounts of money": "5000元三百块",
    "platforms": "抖音快手",
    "places": "北京市朝阳区",
    "numerals": "一二三四",
    "opposites": "买卖治致",
    "stock phrases": "请转发给更多的人",
}


def hostile(length: int) -> Iterator[tuple[str, str]]:
    """What each text is called, and the text: of so many characters."""
    for name, piece in PIECES.items():
        yield name, repeated(piece, length)
    letters = [f"{text}，请转发给更多的人！" for _, text in RUMORS.values()]
    yield "chain letters", repeated("".join(letters), length)
    yield "all of these", repeated("".join(PIECES.values()), length)
    yield "numbered clauses", numbered("第{}条谣言，", length)
    yield "numbered words", numbered("w{} ", length)
    yield "different Han", "".join(chr(0x4E00 + 7 * n % 20_000) for n in range(length))
    yield "different Hangul", "".join(chr(0xAC00 + 7 * n % 11_000) for n in range(length))
    yield (
        "different letters of all scripts",
        "".join(chr(0xA0 + 11 * n % 0x3000) for n in range(length)),
    )
    yield "different phones", numbered("139{:08}，", length, step=7_919)
    yield "different links", numbered("http://a{}.com/b{} ", length)
    yield "different names", numbered("@n{} ", length)


def repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def numbered(form: str, length: int, step: int = 1) -> str:
    """A form filled with one number after another."""
    places = form.count("{")
    whole = "".join(form.format(*(n * step,) * places) for n in range(length // len(form) + 200))
    return repeated(whole, length)
