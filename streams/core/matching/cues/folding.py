"""The form of a text that the patterns expect: a fold of its own, which keeps clauses apart.

Lower case, one sign for each kind of punctuation, simplified characters, no accents, and every
quote one `Q`: what somebody else says is not what the wording says. Every clause has a sign before
and behind it.
"""

import re

HEAD = 600  # characters read of a long text: who denies or asks does so at the beginning ...
TAIL = 200  # ... or at the end

# No sign may stand inside its own quote: then every search is linear, however many are never
# closed.
QUOTED = re.compile(
    '“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|«[^«»]*»|„[^„“”]*[“”]|‹[^‹›]*›|"[^"]*"'
)
QUOTE = "\ue000"
# Only the characters that occur in patterns.
TRADITIONAL = (
    "並亂併來係個們偽傢傳僞內別則剛區卻問單喲嗎噹嚇圖團報場媽學實寶將專對屬幷幾廠廣廳"
    "張彔後從徹惡憑應掃擔據擴敎於時曆會査條業構樣機權歷沒況為烏無熱爲現當發睜瞞確碼種"
    "稱簡糰純紛終結絕給經維網緊編繼續纔罵習聞聯聳聽臉臺與舊華萬藥虛衕裏裡覈視親覺訊記"
    "訛訴詐話該認語誤說説誰調談請論謂講謠謡證譜議讀變豈貨買貼賬趕輕轉辦這連進過還鄰醫"
    "針銀錄錯録鏈門開間關闢隊際隨隱電預頭頻題類顯風飾駡騙驗驚體髮麫麼麽點"
    "駁諮詢護師長複衛輯復聲鑑殺漲寧準營課爺嚴幫運國員錶眾斷隻釣魚"
)
SIMPLIFIED = (
    "并乱并来系个们伪家传伪内别则刚区却问单哟吗当吓图团报场妈学实宝将专对属并几厂广厅"
    "张录后从彻恶凭应扫担据扩教于时历会查条业构样机权历没况为乌无热为现当发睁瞒确码种"
    "称简团纯纷终结绝给经维网紧编继续才骂习闻联耸听脸台与旧华万药虚同里里核视亲觉讯记"
    "讹诉诈话该认语误说说谁调谈请论谓讲谣谣证谱议读变岂货买贴账赶轻转办这连进过还邻医"
    "针银录错录链门开间关辟队际随隐电预头频题类显风饰骂骗验惊体发面么么点"
    "驳咨询护师长复卫辑复声鉴杀涨宁准营课爷严帮运国员表众断只钓鱼"
)
FOLD = (
    dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    | dict.fromkeys("，;；،؛—–", ",")
    | dict.fromkeys("。!！…⋯।\n~～¡", ".")
    | dict.fromkeys("？؟", "?")
    | dict.fromkeys("：", ":")
    | dict.fromkeys("【】[]()（）〔〕〖〗｜丨❌🚫⚠✅#", "|")
    | {QUOTE: "Q"}
    | dict.fromkeys("*_¿\u200b\u200d\ufe0f\u0640\u093c", "")
    | dict.fromkeys(map(chr, range(0x64B, 0x653)), "")  # Arabic vowel signs
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict(zip("áàâãäåéèêëíìîïóòôõöúùûüñç", "aaaaaaeeeeiiiiooooouuuunc", strict=True))
    | dict(zip("أإآٱةىکیё", "اااا" + "هيكيе", strict=True))
)
# Few characters of a text are in the table: finding them is half the work of `str.translate`, which
# looks up each.
FOLDED = re.compile("[" + re.escape("".join(FOLD)) + "]")


def fold(text: str) -> str:
    """The beginning and the end of a text as the patterns expect it; quotes are a `Q` each."""
    text = text.strip()
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    whole = QUOTED.fullmatch(text)
    # A sign of its own: a Q of the text is no quote, and becomes small.
    text = text[1:-1] if whole else QUOTED.sub(QUOTE, text)
    return f".{FOLDED.sub(_folded, text.lower())}."


def _folded(found: re.Match[str]) -> str:
    return FOLD[found[0]]
