"""Of what was told and of the house itself: alerts, deliveries, rejects, the system."""

HOUSE = {
    # alerts
    "from": "至少",
    "resolved": "已结束",
    "Told": "已通知",
    "raised": "发出",
    "escalated": "升级",
    "corrected": "更正",
    "taken": "认领",
    "released": "放弃认领",
    "No alerts.": "没有警报。",
    "An alert is raised when the reports of a rumor rise far above its own rate.": (
        "当一条传言的举报远高于其平时水平时，会发出警报。"
    ),
    # deliveries
    "Asked for again, under the same id. What came of it appears here in a moment.": (
        "已请求以同一编号再次发送，结果稍后会显示在这里。"
    ),
    "A ping is on its way. It appears here in a moment.": "测试消息已发出，稍后会显示在这里。",
    "Receivers": "接收方",
    "Sends a ping, nothing else.": "只发送一条测试消息。",
    "Test": "测试",
    "Nobody is told yet. Add [[receivers]] to the config file; it is read again when it changes.": (
        "还没有接收方。请在配置文件中添加 [[receivers]]；修改后会自动重新读取。"
    ),
    "pending": "等待中",
    "failed": "失败",
    "dead": "已放弃",
    "delivered": "已送达",
    "disabled": "已停用",
    "digested": "已并入汇总",
    "withdrawn": "未发出，已结束",
    "waiting": "等待中",
    "all receivers": "全部接收方",
    "When": "时间",
    "Receiver": "接收方",
    "What": "内容",
    "State": "状态",
    "Attempts": "尝试",
    "Send again": "重发",
    "next": "下次",
    "Sends the same body under the same id again.": "以同一编号再次发送同样的内容。",
    "No deliveries fit.": "没有符合的推送。",
    # rejects
    "What could not be used": "无法处理的内容",
    "Step": "步骤",
    "App": "应用",
    "Where on the log": "日志位置",
    "Beginning": "开头",
    "Everything that came could be used.": "收到的内容全部可用。",
    # the system
    "Hardly meant in the config file:": "配置文件中可疑之处：",
    "The config file cannot be used; the last good one stays in force:": (
        "配置文件无法使用，仍沿用上一份有效配置："
    ),
    "Version": "版本",
    "ok": "正常",
    "away": "无法连接",
    "wrong answer": "回答有误",
    "Reads are not available; reports are still taken.": "暂时不能读取；仍可接收举报。",
    "Config file": "配置文件",
    "Disk": "磁盘",
    "used": "已用",
    "free": "可用",
    "log": "日志",
    "with a mistake": "有错误",
    "What each step has not read yet": "各步骤尚未读取的记录",
    "Records behind": "落后记录数",
    "By topic": "按主题",
    "the log does not answer": "日志没有回应",
    "A step that stays behind for minutes: look at its process, then at": (
        "若某一步骤持续落后数分钟：先看其进程，再看"
    ),
}
