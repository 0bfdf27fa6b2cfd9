"""Disguises that a fold of single characters cannot undo: letters that look like those of another
script, Chinese characters written as two, text written backwards.

In: words. Out: the words as they were meant, as far as it is certain. Looks are undone only where a
text mixes scripts: in its own script a letter is what it is.
"""

import re

# Letters that look like those of the Latin alphabet (Unicode's confusables, those that are used).
CYRILLIC = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝкмтвн",
        "ABESIJKMHOPCTYXaeopcyxsijhdqwkmtbh",
        strict=True,
    )
)
GREEK = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχωηγ",
        "ABEZHIKMNOPTYXaeikvoptuxwny",
        strict=True,
    )
)
TO_LATIN = str.maketrans(CYRILLIC | GREEK)
# The other way round the first one wins: of two letters that look alike the more frequent.
TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in reversed(CYRILLIC.items())})
TO_GREEK = str.maketrans({latin: letter for letter, latin in reversed(GREEK.items())})

# Whole words of such letters, in a text that is Latin for the most part.
LOOKS_LATIN = re.compile(f"(?<![\u0370-\u052f])[{''.join(CYRILLIC | GREEK)}]++(?![\u0370-\u052f])")

LATIN_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f]")
CYRILLIC_LETTERS = re.compile(r"[\u0400-\u052f]")
GREEK_LETTERS = re.compile(r"[\u0370-\u03ff]")
GREEK_OR_CYRILLIC = re.compile(r"[\u0370-\u052f]")
# From the beginning of a word only: every other letter of a long one would be tried in vain.
MIXED_WORD = re.compile(
    r"(?<![A-Za-z\u00c0-\u024f\u0370-\u052f])(?:"
    r"[A-Za-z\u00c0-\u024f]++[\u0370-\u052f][A-Za-z\u00c0-\u024f\u0370-\u052f]*+"
    r"|[\u0370-\u052f]++[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f\u0370-\u052f]*+)"
)

# Kana alone among Han letters: Japanese writes no such word.
KANA = dict(zip("ニタトカハエロチミー", "二夕卜力八工口千三一", strict=True))
# The letter first: `re` then skips what is none.
OF_KANA = f"[{''.join(KANA)}]"
KANA_IN_HAN = re.compile(f"{OF_KANA}(?<=[\u4e00-\u9fff]{OF_KANA})(?=[\u4e00-\u9fff])")

# Of one text: whoever disguises more than so many words is read without, in bounded time.
MOST_DISGUISES = 200
LONGEST_WORD = 200  # letters: what is longer is no word

# Between these signs a screen shows the text from right to left.
BACKWARDS = re.compile("\u202e([^\u202c\u202e\n]*)\u202c?")

# Characters pulled apart into halves, as they are seen where a filter looks for the whole. Only
# pairs that no sentence has: the first is a radical that never stands alone, or no word at all.
SPLIT = {
    "弓虽": "强",
    "米青": "精",
    "走召": "超",
    "走己": "起",
    "疒丙": "病",
    "疒正": "症",
    "疒嵒": "癌",
    "疒殳": "疫",
    "氵去": "法",
    "氵台": "治",
    "氵每": "海",
    "氵又": "汉",
    "氵亏": "污",
    "氵肖": "消",
    "氵酉": "酒",
    "氵工": "江",
    "氵夬": "决",
    "亻言": "信",
    "亻门": "们",
    "亻本": "体",
    "亻牛": "件",
    "亻介": "价",
    "亻寸": "付",
    "亻呆": "保",
    "讠正": "证",
    "讠兑": "说",
    "讠舌": "话",
    "讠皇": "谎",
    "讠乍": "诈",
    "扌丁": "打",
    "扌卜": "扑",
    "扌召": "招",
    "扌殳": "投",
    "扌戈": "找",
    "扌爪": "抓",
    "扌廷": "挺",
    "扌非": "排",
    "钅戋": "钱",
    "钅艮": "银",
    "钅肖": "销",
    "纟工": "红",
    "纟合": "给",
    "纟及": "级",
    "饣反": "饭",
    "忄青": "情",
    "忄不": "怀",
    "忄夬": "快",
    "艹约": "药",
    "艹化": "花",
    "犭句": "狗",
    "礻兄": "祝",
    "衤皮": "被",
    "车专": "转",
    "车仑": "轮",
    "车俞": "输",
    "贝者": "赌",
    "贝兼": "赚",
    "贝武": "赋",
    "禾中": "种",
    "禾兑": "税",
    "女乃": "奶",
    "月巴": "肥",
    "王见": "现",
    "木几": "机",
    "木又": "权",
    "土也": "地",
    "土成": "城",
    "石皮": "破",
    "火暴": "爆",
    "火乍": "炸",
    "口乞": "吃",
    "口加": "咖",
    "足包": "跑",
    "足各": "路",
    "马奇": "骑",
    "马扁": "骗",
    "马佥": "验",
    "古攵": "故",
    "云力": "动",
    "彳亍": "行",
    "阝方": "防",
    "阝急": "隐",
}


def undisguised(text: str) -> str:
    """The text with such disguises undone, but for split characters: those go with aliases."""
    if "\u202e" in text:
        text = BACKWARDS.sub(lambda found: found[1][::-1], text, count=MOST_DISGUISES)
    text = KANA_IN_HAN.sub(lambda found: KANA[found[0]], text, count=MOST_DISGUISES)
    if GREEK_OR_CYRILLIC.search(text) is None:
        return text
    text = MIXED_WORD.sub(_in_one_script, text, count=MOST_DISGUISES)
    if 2 * len(LATIN_LETTERS.findall(text)) > len(text):
        text = LOOKS_LATIN.sub(
            lambda found: found[0].translate(TO_LATIN), text, count=MOST_DISGUISES
        )
    return text


def _in_one_script(found: re.Match[str]) -> str:
    """A word of several alphabets in the one that has most of its letters."""
    word = found[0]
    if len(word) > LONGEST_WORD:
        return word
    latin = len(LATIN_LETTERS.findall(word))
    cyrillic = len(CYRILLIC_LETTERS.findall(word))
    greek = len(GREEK_LETTERS.findall(word))
    if latin >= max(cyrillic, greek):
        return word.translate(TO_LATIN)
    return word.translate(TO_CYRILLIC if cyrillic >= greek else TO_GREEK)
