"""The scenario: one hoax that surges, a dozen rumors that simmer, and unrelated background, for the
demo, for tests and for load.

In: a seed. Out: reports in the form of the API, each with a time offset and, apart from it, the
name of its true rumor. Nothing here reads a clock: the same seed gives the same day.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from deploy.demo import wordings

HOAX = "wechat"
RUMORS: dict[str, tuple[str, str]] = {
    HOAX: ("zh", "微信聊天记录要全部删掉，否则会被封群封号"),
    "water": ("zh", "自来水厂被污染了，全市从明天开始停水三天，大家赶快接水"),
    "vaccine": ("zh", "儿童疫苗过期流入本市幼儿园，已有十几个孩子住院，医院不让说"),
    "watermelon": ("zh", "无籽西瓜是打避孕药种出来的，小孩吃了会不育"),
    "subsidy": ("zh", "国家发放电费补贴，身份证尾号是单数的都能领三百元，点开链接登记银行卡"),
    "abduction": ("zh", "白色面包车在小学门口拐卖小孩，昨天下午已经抱走两个，家长注意接送"),
    "garlic": ("zh", "每天空腹喝大蒜水可以溶解血栓，医生都不会告诉你"),
    "bank": ("zh", "某某银行快要倒闭了，门口排长队取不出存款，赶紧去把钱取出来"),
    "microchip": (
        "en",
        "The new bank cards contain a chip that records every conversation near your phone, "
        "wrap yours in foil",
    ),
    "school": (
        "en",
        "All schools in the county will close on Monday because of a gas leak, "
        "the council is hiding it until Sunday night",
    ),
    "airport": (
        "es",
        "Desde el lunes van a cobrar multa en el aeropuerto por llevar comida casera, "
        "ya detuvieron a una señora con empanadas",
    ),
    "whatsapp": (
        "es",
        "WhatsApp empezará a cobrar diez euros al mes a quien no reenvíe este mensaje "
        "a veinte contactos",
    ),
    "sugar": (
        "ar",
        "السكر الجديد في الأسواق مخلوط بمادة كيميائية تسبب الفشل الكلوي للأطفال "
        "فلا تشتروه هذا الشهر",
    ),
}
CHANNELS = ("wechat", "weibo", "douyin", "sms", "hotline")
SUBJECTS = [
    "小区门口",
    "地铁站",
    "菜市场",
    "幼儿园",
    "单位食堂",
    "公交车上",
    "体育馆",
    "图书馆",
    "步行街",
    "火车站",
    "医院大厅",
    "老年大学",
    "停车场",
    "电影院",
    "公园湖边",
    "快递柜",
    "理发店",
    "健身房",
]
EVENTS = [
    "有人在发传单",
    "换了新的保安",
    "排队的人特别多",
    "电梯坏了两天",
    "水管漏了一地",
    "路灯一直没修",
    "新开了一家面馆",
    "猫爬上了树",
    "孩子们在排练节目",
    "堵车堵到晚上",
    "贴了搬迁公告",
    "办了义诊活动",
]
DETAILS = [
    "不知道什么时候能好",
    "大家出门绕着走",
    "物业说下周处理",
    "听说要持续到月底",
    "邻居拍了视频",
    "打了几次电话没人接",
    "老人家都很关心",
    "以前从来没有过",
    "朋友圈里都在聊",
    "明天再去看看",
]
HISTORY_S = 86_400  # seconds: a whole day, so that the surge has a normal to stand out from
# How a wording is carried on or asked about; the rest refutes it.
SIMMERING = (0.75, 0.17)
# The same of the hoax, by how much of the surge is over: refutations come late.
SURGING = ((0.5, (0.9, 0.08)), (0.8, (0.6, 0.25)), (1.0, (0.4, 0.25)))
GROWTH = 0.7  # an exponent below 1: a few reports at first, then ever more of them a second


@dataclass(frozen=True)
class Timed:
    """A report, when it is seen (seconds from the scenario's zero; history is negative), and its
    true rumor (empty: background).
    """

    at_s: float
    rumor: str
    report: dict[str, Any]


def day(
    seed: int = 7, *, history: int = 1_200, surge: int = 240, surge_s: float = 75.0
) -> list[Timed]:
    """A day so far (negative times), then the hoax surging for `surge_s` seconds, in order of time.

    The surge grows: a few reports, then many; it is carried, then asked about, at last refuted.
    """
    rng = random.Random(seed)  # drawn from in this order: another order is another day
    base = RUMORS[HOAX][1]
    # More of the history lies close to now, as in every feed.
    out = [_simmering(rng, -(rng.random() ** 1.3) * HISTORY_S) for _ in range(history)]
    for number in range(surge):
        share = number / surge
        text = _wording(rng, base, "zh", _mood(share))
        report = _report(rng, text, f"hoax-{seed}-{number}")
        out.append(Timed(surge_s * share**GROWTH, HOAX, report))
    for number in range(surge // 8):
        at_s = rng.random() * surge_s
        out.append(Timed(at_s, "", _report(rng, background(rng), f"live-{seed}-{number}")))
    return sorted(out, key=lambda timed: timed.at_s)


def hoax_wordings(seed: int = 7) -> list[str]:
    """The different wordings of the hoax in a day."""
    return list(dict.fromkeys(timed.report["text"] for timed in day(seed) if timed.rumor == HOAX))


def load(seed: int, *, new_share: float = 0.5, rumors: int = 500) -> Iterator[dict[str, Any]]:
    """Endless reports for load: `new_share` of them in wordings never used before, the others
    repeat one of the newest 2,000.

    The rumors share no words, as real ones hardly do; a few are much more frequent than most.
    """
    rng = random.Random(seed)
    bases = ["".join(chr(0x4E00 + rng.randrange(6_000)) for _ in range(30)) for _ in range(rumors)]
    known = [""] * 2_000
    number = 0
    while True:
        number += 1
        if rng.random() < new_share or not known[-1]:
            base = bases[int(rng.random() ** 2 * rumors)]
            text = (
                f"{rng.choice(wordings.OPENINGS)}{base}，第{number}条{rng.choice(wordings.ENDINGS)}"
            )
            known[number % 2_000] = known[-1] = text
        else:
            text = known[rng.randrange(2_000)] or known[-1]
        yield {
            "text": text,
            "external_id": f"load-{seed}-{number}",
            "reporter": f"r{rng.randrange(200_000)}",
            "channel": rng.choice(CHANNELS),
            "place": rng.choice(wordings.CITIES),
        }


def background(rng: random.Random) -> str:
    """Something that is no rumor, and unlike anything else."""
    subject = rng.choice(SUBJECTS)
    event = rng.choice(EVENTS)
    number = rng.randrange(2, 99)
    detail = rng.choice(DETAILS)
    city = rng.choice(wordings.CITIES)
    # The last number keeps two that are drawn alike from being one wording.
    return f"{subject}{event}，{number}号{detail}{city}{rng.randrange(10_000)}"


def _simmering(rng: random.Random, at_s: float) -> Timed:
    """One of the dozen other rumors, or background."""
    number = rng.randrange(1 << 40)
    if rng.random() < 0.35:
        return Timed(at_s, "", _report(rng, background(rng), f"day-{number}"))
    name = rng.choice([name for name in RUMORS if name != HOAX])
    language, base = RUMORS[name]
    text = _wording(rng, base, language, SIMMERING)
    return Timed(at_s, name, _report(rng, text, f"day-{number}"))


def _mood(share: float) -> tuple[float, float]:
    return next(mood for until, mood in SURGING if share < until)


def _wording(rng: random.Random, base: str, language: str, mood: tuple[float, float]) -> str:
    carried, asked = mood
    drawn = rng.random()
    if drawn < carried:
        return wordings.reworded(base, language, rng)
    if drawn < carried + asked:
        return wordings.questioned(base, language, rng)
    return wordings.refuted(base, language, rng)


def _report(rng: random.Random, text: str, external_id: str) -> dict[str, Any]:
    return {
        "text": text,
        "external_id": external_id,
        "reporter": f"person-{rng.randrange(100_000)}",
        "channel": rng.choice(CHANNELS),
        "place": rng.choice(wordings.CITIES),
    }
