"""The console's words in Chinese, by their English ones, which stand in the templates.

What decisions and their forms say lies with them, in `schemas.api.decisions`.
"""

from collections.abc import Iterator

from dashboards.console.words.doing import DOING
from dashboards.console.words.house import HOUSE
from dashboards.console.words.rumors import RUMORS
from schemas.api.decisions import DONE, FORMS
from schemas.console import Words

# Names of the API that are no words; all others are shown as they are.
ENGLISH = {
    "urgency": "urges",
    "threat": "threatens",
    "forward_me": "asks to be forwarded",
    "unnamed_authority": "unnamed authority",
    "secrecy": "claims secrecy",
    "money": "money",
    "announces": "announces",
    "no_source": "no source",
    "shouting": "shouts",
    "mistakes": "mistakes",
    "digested": "told in a digest",
    "withdrawn": "over before it was told",
}
EVERYWHERE = {
    # everywhere
    "The connection is lost. Trying again.": "连接已断开，正在重试。",
    "Copied": "已复制",
    "Keyboard shortcuts: on": "快捷键：开",
    "Keyboard shortcuts: off": "快捷键：关",
    "Skip to the content": "跳到正文",
    "Pages": "页面",
    "Desk": "工作台",
    "Rumors": "传言",
    "Suggestions": "待判断",
    "Check": "查询",
    "Alerts": "警报",
    "Deliveries": "推送",
    "Rejects": "无法处理",
    "System": "系统",
    "Search rumors": "搜索传言",
    "Sign out": "退出",
    "Undo": "撤销",
    "Times in": "时区：",
    "API": "接口",
    "/ search · j k next, previous · Enter open · letters on buttons": (
        "/ 搜索 · j k 下一条、上一条 · Enter 打开 · 按钮上的字母"
    ),
    "d": "天",
    "h": "小时",
    "min": "分钟",
    "just now": "刚刚",
    "Next page": "下一页",
    "not rated": "未定性",
    "(without wordings)": "（没有说法）",
    "(not named)": "（未注明）",
    # ratings, levels, stances, flags
    "false": "谣言",
    "misleading": "误导",
    "unverified": "未证实",
    "true": "属实",
    "satire": "讽刺",
    "watch": "关注",
    "surge": "激增",
    "major": "重大",
    "critical": "紧急",
    "carries": "传播",
    "questions": "求证",
    "refutes": "辟谣",
    "all": "全部",
    "other": "其他",
    "urgency": "催促",
    "threat": "恐吓",
    "forward_me": "要求转发",
    "unnamed_authority": "不具名的权威",
    "secrecy": "声称被隐瞒",
    "money": "涉及钱财",
    "announces": "宣布消息",
    "no_source": "没有来源",
    "shouting": "大喊大叫",
    "mistakes": "错字",
}


def _of_decisions() -> Iterator[Words]:
    yield from DONE.values()
    for form in FORMS.values():
        yield from (form.name, form.will)
        yield from (field.label for field in form.fields)


CHINESE = dict(_of_decisions()) | EVERYWHERE | RUMORS | HOUSE | DOING
