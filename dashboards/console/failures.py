"""Why something was not done, in Chinese: by the code of a problem, never by its English words.

In: a failure, the viewer's language. Out: a sentence; what the API said where a code is not known.
Ids that the API named stay beside it. Of a field of a form it is said in words, not as a program
that calls the API reads it.
"""

import re

from dashboards.console.mistakes import in_words
from schemas.console import Failure

CHINESE = {
    # decisions
    "changed_meanwhile": "此后有人对这条传言作出了决定，请重新查看。",
    "merged": "这条传言已被合并，请对合并后的那条作决定。",
    "target_merged": "所指的传言已被合并，请改用合并后的那条。",
    "same_rumor": "两条是同一条传言。",
    "circle": "所指的传言已经并入这一条。",
    "decided": "这一对已有决定。",
    "not_taken": "还没有人认领这条警报。",
    "taken": "已有人认领这条警报；可以先放弃认领。",
    "resolved": "这条警报已经结束，不必再认领。",
    "undone": "已经撤销过了。",
    "named_later": "之后的决定用到了它产生的传言，须先撤销那些决定：",
    "all_wordings": "选中了全部说法，传言会变空；请改用合并。",
    "no_such_variant": "这条传言没有这种说法。",
    "no_such_decision": "没有这个决定。",
    "no_such_rumor": "没有这条传言。",
    "no_such_alert": "没有这条警报。",
    "no_such_answer": "没有这条答复。",
    "no_such_delivery": "没有这次推送。",
    "no_such_report": "没有这次举报。",
    "no_such_suggestion": "没有这条建议，或者已经判断过了。",
    "no_such_receiver": "没有这个接收方。",
    "nothing_chosen": "请先在传言页面上选择说法。",
    # fields
    "empty": "不能为空。",
    "empty_text": "内容为空，请粘贴看到的消息。",
    "missing": "至少填写一项：时间，或人数。",
    "missing_field": "缺少必填项。",
    "not_in_future": "时间须在将来。",
    "bad_link": "链接须以 http:// 或 https:// 开头。",
    "bad_number": "须为规定范围内的整数。",
    "bad_time": "时间无法识别，或超出范围。",
    "bad_zone": "没有这个时区。",
    "bad_choice": "只能从给出的选项中选择。",
    "bad_rating": "没有这种定性。",
    "bad_field": "填写的内容不符合要求。",
    "bad_language": "语言代码无法识别。",
    "bad_cursor": "翻页位置已失效，请从第一页开始。",
    "too_long": "太长了，请缩短。",
    "text_too_long": "内容太长，请缩短到一万字以内。",
    "nothing_to_match": "内容里没有文字或数字，无法比对。",
    "control_character": "内容含有控制字符，请删去。",
    "lone_surrogate": "内容含有损坏的字符，请重新粘贴。",
    "unknown_field": "有不认识的项目。",
    "unknown_parameter": "网址里有不认识的参数。",
    "repeated_parameter": "网址里有重复的参数。",
    "wrong_type": "填写的类型不对。",
    "bad_step": "时间间隔须为规定的倍数。",
    "bad_range": "开始时间晚于结束时间。",
    "too_many_points": "点太多，请选大一些的时间间隔。",
    "bad_id": "编号无法识别。",
    "bad_position": "实时更新的位置无法识别，请刷新页面。",
    # requests
    "malformed_form": "表单无法读取，请重新提交。",
    "malformed_json": "请求内容无法读取。",
    "not_utf8": "内容不是 UTF-8 编码。",
    "unsupported_encoding": "不支持这种压缩方式。",
    "unsupported_type": "不支持这种内容类型。",
    "unsupported_charset": "只支持 UTF-8。",
    "damaged_gzip": "压缩内容已损坏。",
    "too_large": "内容太大。",
    "too_deep": "内容嵌套太深。",
    "not_an_array": "内容须为列表。",
    "empty_batch": "没有内容。",
    "nothing_usable": "没有一项可以使用。",
    "too_many_factchecks": "一次提交的事实核查太多。",
    "too_many_reports": "举报过于频繁，请稍后再试。",
    "too_many_reads": "查询过于频繁，请稍后再试。",
    "too_many_listeners": "实时更新的连接已满，请稍后再试。",
    "cross_site": "这个表单来自其他网站。",
    "no_such_path": "没有这个页面。",
    "no_such_table": "这个页面没有这样的表。",
    "wrong_method": "不支持这种操作。",
    # keys
    "missing_scope": "此密钥没有所需的权限。",
    "unknown_key": "没有这个密钥。",
    "no_key": "需要密钥。",
    # what is away
    "store_unavailable": "数据库暂时无法读取，请稍后再试。",
    "log_unavailable": "日志暂时无法写入，没有任何更改；请稍后再试。",
    "reads_busy": "查询太多，请稍后再试。",
    "not_ready": "正在启动，请稍后再试。",
    "not_stored": "还没有存好，请稍后再试。",
    "not_matched": "还没有比对完，请稍后再试。",
    "no_config": "正在等待配置文件。",
    "disk_full": "日志所在磁盘将满，没有任何更改；请腾出空间。",
    "defect": "这是 rumor-tracker 的缺陷，详情见接收进程的日志。",
}
UNFIT = "bad_field"  # of many reasons: which one only the message says
# What a sentence may name: rumors and wordings, decisions, alerts, deliveries.
IDS = re.compile(r"\b(?:(?:dec|alr|dlv|ans)_[0-9a-f]+|[0-9a-f]{16})\b")


def said(failure: Failure, language: str) -> str:
    """The reason as the viewer reads it."""
    says_where = failure.code == UNFIT or language == "en"  # with a pointer before it
    if says_where and (wrong := wrong_fields(failure, language)):
        return " ".join(dict.fromkeys(wrong.values()))
    known = CHINESE.get(failure.code) if language == "zh" else None
    if known is None:
        return failure.detail
    ids = "、".join(dict.fromkeys(IDS.findall(failure.detail)))
    return f"{known}（{ids}）" if ids else known


def wrong_fields(failure: Failure, language: str) -> dict[str, str]:
    """What is wrong with each field of a form."""
    codes = dict(failure.codes)
    return {
        name: _wrong(name, codes.get(name, ""), message, language)
        for name, message in failure.fields
    }


def _wrong(field: str, code: str, message: str, language: str) -> str:
    if code == UNFIT and (words := in_words(message, language, field)):
        return words
    return CHINESE.get(code, message) if language == "zh" else message
