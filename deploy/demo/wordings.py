"""How people reword a rumor: typos, Traditional script, spaces, homophones, other times and places,
chain letters, questions, refutations.

In: a base wording and a random generator. Out: a wording. Pure and seeded: the same seed gives the
same wordings.
"""

import random

# The characters of the rumors below; a whole table is the matcher's own, and using it here would
# test it against itself.
TRADITIONAL = dict(
    zip(
        "聊记录删则会这个说认为从现时间场开关门园无学区医院车电话钱万亿众发发种转"
        "张图号码银卡领办请让见们过还没对问题处员岁爱岗长东来农药业补贴钟",
        "聊記錄刪則會這個說認為從現時間場開關門園無學區醫院車電話錢萬億眾發髮種轉"
        "張圖號碼銀卡領辦請讓見們過還沒對問題處員歲愛崗長東來農藥業補貼鐘",
        strict=True,
    )
) | dict(zip("群号严国预热传紧赶买", "羣號嚴國預熱傳緊趕買", strict=True))
# What people write to get past filters: the same sound, or nearly the same shape.
HOMOPHONES = dict(
    zip(
        "微信记录删封群号停水补贴否掉毒癌苗孩拐银存款",
        "薇芯纪路山风裙浩婷氺卜帖缶吊独崖喵骇捌吟村宽",
        strict=True,
    )
)
CITIES = ("北京", "上海", "成都", "武汉", "西安", "杭州", "郑州", "长沙", "重庆", "南京")
OPENINGS = (
    "紧急通知！刚接到公安局朋友的内部消息：",
    "各位群友注意了，",
    "【转发】速看，看完马上转：",
    "物业群里刚发的，",
    "我表哥在腾讯上班，他说",
    "重要！重要！",
    "家人们注意，今天单位开会传达：",
    "刚刚从班主任那里听到，",
    "千真万确，朋友亲身经历：",
    "不管真假先转给大家：",
)
ENDINGS = (
    "请大家互相转告！",
    "为了家人安全，转发到每个群。",
    "看到的都转一下，功德无量。",
    "宁可信其有，不可信其无！",
    "现在已经有人被处理了。",
    "收到请回复，不要当儿戏。",
    "赶紧告诉身边的人！！",
    "转给你最在乎的人吧。",
    "群主看到请置顶。",
    "已经有三个群没了，不开玩笑。",
)
QUESTIONS = (
    "请问“{}”是真的吗？",
    "{} 这是真的假的？",
    "群里在传：“{}”有人知道真假吗",
    "求证：{}",
    "想问一下，{}，属实吗？",
    "老妈转给我的：{} 可信吗？",
)
REFUTATIONS = (
    "辟谣：网传“{}”不实",
    "【谣言】“{}”，官方已澄清，请勿传播",
    "{}——这是谣言，别再转了！",
    "网警提醒：“{}”系谣言，不信谣不传谣",
    "又有人传“{}”，假的，没有这回事。",
)
FOREIGN: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "openings": (
            "URGENT: ",
            "Please read! ",
            "My cousin works there and says: ",
            "Forwarded as received: ",
            "Not a joke: ",
        ),
        "endings": (
            " Share with everyone you know!",
            " Pass it on before it's deleted.",
            " Stay safe.",
            " Tell your family now.",
        ),
        "questions": (
            "Is this true? “{}”",
            "{} - can anyone confirm?",
            "Got this from my aunt: {} Real or fake?",
        ),
        "refutations": (
            "Fact-check: “{}” is false.",
            "“{}” - this is a hoax, do not share.",
            "Fake news alert: {}",
        ),
    },
    "es": {
        "openings": (
            "URGENTE: ",
            "Atención familia, ",
            "Me lo manda un amigo que trabaja ahí: ",
            "Reenviado: ",
        ),
        "endings": (
            " ¡Compártelo con todos!",
            " Reenvía antes de que lo borren.",
            " Cuídense mucho.",
        ),
        "questions": ("¿Es verdad esto? “{}”", "{} ¿alguien sabe si es cierto?"),
        "refutations": ("“{}” es falso, no compartas.", "Desmentido: “{}” es un bulo."),
    },
    "ar": {
        "openings": ("عاجل: ", "انتبهوا يا جماعة، ", "وصلني الآن: "),
        "endings": (" انشر قبل الحذف!", " أرسلها لكل من تعرف.", " حفظكم الله."),
        "questions": ("هل هذا صحيح؟ “{}”", "{} هل الخبر صحيح؟"),
        "refutations": ("“{}” هذه شائعة لا صحة لها", "{} خبر كاذب لا تنشروه"),
    },
}
CHINESE = {
    "openings": OPENINGS,
    "endings": ENDINGS,
    "questions": QUESTIONS,
    "refutations": REFUTATIONS,
}


def parts_of(language: str) -> dict[str, tuple[str, ...]]:
    """Openings, endings, questions and refutations of a language."""
    return FOREIGN.get(language, CHINESE)


def typo(text: str, rng: random.Random) -> str:
    """One or two characters swapped, doubled or dropped."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(text) - 1)
        cut = rng.choice((text[at + 1] + text[at], text[at] * 2 + text[at + 1], text[at]))
        text = text[:at] + cut + text[at + 2 :]
    return text


def traditional(text: str, _: random.Random) -> str:
    return "".join(TRADITIONAL.get(c, c) for c in text)


def spaced(text: str, rng: random.Random) -> str:
    """Spaces or dots between characters."""
    mark = rng.choice((" ", ".", "·", " . "))
    return "".join(c + mark if rng.random() < 0.4 else c for c in text)


def homophones(text: str, rng: random.Random) -> str:
    """Some characters replaced by others of the same sound."""
    return "".join(HOMOPHONES[c] if c in HOMOPHONES and rng.random() < 0.5 else c for c in text)


def moved(text: str, rng: random.Random) -> str:
    """Another time and place in front."""
    when = rng.choice(("今晚8点", "明早9点", "本周五", "下月1号", "今天下午3点", "后天零点"))
    return f"{rng.choice(CITIES)}{when}起，{text}"


def reworded(text: str, language: str, rng: random.Random) -> str:
    """The rumor as somebody would pass it on, never questioned or refuted."""
    parts = parts_of(language)
    # Script, spaces and sounds are tricks of Chinese; elsewhere people only mistype.
    if language == "zh" and rng.random() < 0.7:
        text = rng.choice((typo, traditional, spaced, homophones, moved))(text, rng)
    elif rng.random() < 0.3 and len(text) > 20:
        text = typo(text, rng)
    if rng.random() < 0.45:
        text = rng.choice(parts["openings"]) + text
    return text + rng.choice(parts["endings"]) if rng.random() < 0.45 else text


def questioned(text: str, language: str, rng: random.Random) -> str:
    return rng.choice(parts_of(language)["questions"]).format(text)


def refuted(text: str, language: str, rng: random.Random) -> str:
    return rng.choice(parts_of(language)["refutations"]).format(text)
