"""The words of messages to people, in the languages that a receiver may ask for."""

LANGUAGES = ("en", "zh")

LEVELS = {
    "en": {
        "watch": "Watch",
        "surge": "Surge",
        "major": "Major surge",
        "critical": "Critical surge",
    },
    "zh": {"watch": "关注", "surge": "激增", "major": "大规模激增", "critical": "特大规模激增"},
}
KINDS = {
    "en": {
        "surging": "a rumor is surging",
        "still_rising": "a refuted rumor is still rising",
        "resurfaced": "a refuted rumor is back",
    },
    "zh": {
        "surging": "传言正在激增",
        "still_rising": "已辟谣的传言仍在上升",
        "resurfaced": "已辟谣的传言卷土重来",
    },
}
# The same of an alert that is over.
ENDED = {
    "en": {
        "surging": "a rumor was surging",
        "still_rising": "a refuted rumor was still rising",
        "resurfaced": "a refuted rumor was back",
    },
    "zh": {
        "surging": "传言曾激增",
        "still_rising": "已辟谣的传言曾继续上升",
        "resurfaced": "已辟谣的传言曾卷土重来",
    },
}
CHANGES = {
    "en": {
        "raised": "",
        "escalated": "escalated",
        "resolved": "over",
        "corrected": "corrected",
        "taken": "taken",
        "released": "free again",
    },
    "zh": {
        "raised": "",
        "escalated": "升级",
        "resolved": "已平息",
        "corrected": "更正",
        "taken": "已有人处理",
        "released": "待处理",
    },
}
RATINGS = {
    "en": {
        "false": "False",
        "misleading": "Misleading",
        "unverified": "Unverified",
        "true": "True",
        "satire": "Satire",
    },
    "zh": {
        "false": "不实",
        "misleading": "误导",
        "unverified": "待核实",
        "true": "属实",
        "satire": "讽刺",
    },
}
TEXTS = {
    "en": {
        "why": "{observed} reports in {minutes} minutes, normally {baseline}",
        "since": "since {time} UTC",
        "over": "over at {time} UTC",
        "anonymous": "{anonymous} of them without a reporter",
        "independent": "only {independent} of {reporters} reporters are independent",
        "delayed": "told {minutes} minutes late",
        "reporters": "Reporters",
        "reports": "Reports",
        "verdict": "Verdict",
        "no_verdict": "none yet",
        "withdrawn": "No verdict any more",
        "before": "Before",
        "channels": "Channels",
        "places": "Places",
        "taken_by": "Taken by",
        "merged": "Now part of",
        "newest": "Newest wordings",
        "open": "Open the rumor",
        "refutation": "Read the refutation",
        "all": "All alerts",
        "quiet": "{count} still hot after the quiet hours",
        "storm": "{count} alerts at once",
        "more": "and {count} more",
        "ping": "Test of the receiver {receiver}",
        "pinged": "rumor-tracker reaches this place.",
        "failing": "The receiver {receiver} fails",
        "failing_why": "Nothing was delivered to it since {since}. {percent} % of the time for "
        "which it is tried again is over; {waiting} deliveries wait.",
        "recovered": "The receiver {receiver} is back",
        "recovered_why": "It failed since {since}. What waited is on its way.",
        "error": "Last error",
    },
    "zh": {
        "why": "{minutes} 分钟内 {observed} 条报告，平时 {baseline} 条",
        "since": "自 {time} UTC 起",
        "over": "{time} UTC 平息",
        "anonymous": "其中 {anonymous} 条未具名",
        "independent": "{reporters} 名报告人中仅 {independent} 名相互独立",
        "delayed": "迟报 {minutes} 分钟",
        "reporters": "报告人数",
        "reports": "报告数",
        "verdict": "核查结论",
        "no_verdict": "暂无",
        "withdrawn": "结论已撤回",
        "before": "此前",
        "channels": "渠道",
        "places": "地区",
        "taken_by": "处理人",
        "merged": "已并入",
        "newest": "最新说法",
        "open": "查看传言",
        "refutation": "查看辟谣",
        "all": "全部预警",
        "quiet": "静默时段后仍在升温：{count} 条",
        "storm": "短时间内 {count} 条预警",
        "more": "另有 {count} 条",
        "ping": "接收端 {receiver} 测试",
        "pinged": "rumor-tracker 可以送达此处。",
        "failing": "接收端 {receiver} 发送失败",
        "failing_why": "自 {since} 起没有送达。重试时间已过 {percent}%，{waiting} 条等待发送。",
        "recovered": "接收端 {receiver} 已恢复",
        "recovered_why": "自 {since} 起发送失败，积压的消息正在补发。",
        "error": "最近的错误",
    },
}
