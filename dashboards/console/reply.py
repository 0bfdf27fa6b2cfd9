"""The answer to somebody who asked whether a message is true, ready to be sent.

In: what a check found. Out: a few sentences in Chinese or English. A question or a denial that
matches a rumor rated false is not itself called false.
"""

from schemas.api.checks import CheckMatch, CheckRead
from schemas.api.decided import Verdict

RATINGS = {
    "en": {
        "false": "This is false.",
        "misleading": "This is misleading.",
        "unverified": "This has not been verified.",
        "true": "This is true.",
        "satire": "This is satire, not news.",
    },
    "zh": {
        "false": "这是谣言，内容不实。",
        "misleading": "这条消息有误导性。",
        "unverified": "这条消息尚未得到证实。",
        "true": "这条消息属实。",
        "satire": "这是讽刺内容，不是新闻。",
    },
}
ABOUT = {"en": "About “{title}”: ", "zh": "关于“{title}”："}
MORE = {"en": "Read more: {link}", "zh": "详情：{link}"}
KNOWN = {
    "en": "We know of this message ({reports} reports so far) and have not rated it yet. "
    "Please do not pass it on until it is clear.",
    "zh": "我们已注意到这条消息（目前收到 {reports} 次举报），尚在核实。核实之前请不要转发。",
}
UNKNOWN = {
    "en": "We have not seen this message before. Please do not pass it on unless its source is "
    "clear.",
    "zh": "我们此前没有见过这条消息。来源不明时请不要转发。",
}
AGREED = {
    "en": "You are right to doubt it.",
    "zh": "您的怀疑是有道理的。",
}
SETTLED = ("false", "misleading")
PASSAGE = "passage"  # the rule of a match that the message only holds among other things


def reply(found: CheckRead, language: str) -> str:
    """What to send back: of each rumor that the message holds, where there is a rating to tell."""
    held = [match for match in found.matches if match.joins or _is_passage(match)]
    told = [
        _rated(match, match.verdict, language)
        for match in held
        if match.verdict is not None and match.verdict.rating in RATINGS[language]
    ]
    if told:
        return _between(told, language)
    if held:
        return KNOWN[language].format(reports=held[0].reports)
    return UNKNOWN[language]


def _is_passage(match: CheckMatch) -> bool:
    return match.compared is not None and match.compared.rule == PASSAGE


def _rated(match: CheckMatch, verdict: Verdict, language: str) -> str:
    sentences = [ABOUT[language].format(title=match.title) + RATINGS[language][verdict.rating]]
    if match.stance != "carries" and verdict.rating in SETTLED:
        sentences.insert(0, AGREED[language])
    if verdict.summary:
        sentences.append(_ended(verdict.summary.strip(), language))
    if verdict.link:
        sentences.append(MORE[language].format(link=verdict.link))
    return _between(sentences, language)


def _between(sentences: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def _ended(sentence: str, language: str) -> str:
    """A summary as a sentence, for another follows it."""
    if sentence.endswith((".", "!", "?", "。", "！", "？", "…", "”", '"')):
        return sentence
    return sentence + ("。" if language == "zh" else ".")
