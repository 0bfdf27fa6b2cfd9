"""The console's words in Chinese, by their English ones, which stand in the templates."""

from schemas.api.decisions import DONE

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
CHINESE = {done.english: done.chinese for done in DONE.values()} | {
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
    # the desk
    "What rises now": "正在上升",
    "Rumor": "传言",
    "Last 6 hours": "近 6 小时",
    "Reports of the last 6 hours": "近 6 小时的举报",
    "Last hour": "近 1 小时",
    "Growth": "增长",
    "Level": "级别",
    "Rating": "定性",
    "Who": "负责人",
    "reports": "次举报",
    "people": "人",
    "wordings": "种说法",
    "waits": "已等待",
    "Take": "认领",
    "Release": "放弃认领",
    "You are shown as the one who works on it; others see that at once.": (
        "您会显示为负责人，其他人立即可见。"
    ),
    "Nothing rises now.": "目前没有上升的传言。",
    "Rumors appear here as soon as reports of them come in.": "收到举报后，传言会立即出现在这里。",
    "See all rumors": "查看全部传言",
    "How to send reports": "如何提交举报",
    "Rising, not rated yet": "正在上升，尚未定性",
    "Reported in the last hour, no alert": "近 1 小时有举报，无警报",
    "Rated, still spreading": "已定性，仍在传播",
    "Rumors with an open alert that are not shown here:": "有未结束警报而未显示的传言：",
    "See all of them": "查看全部",
    "The first of each: the most growth × people × time waiting.": (
        "各组内按增长 × 人数 × 等待时间排序。"
    ),
    # the search
    "Words": "词语",
    "any": "不限",
    "Alert": "警报",
    "open": "进行中",
    "none": "无",
    "Channel": "渠道",
    "Place": "地点",
    "Assigned to": "负责人",
    "Order": "排序",
    "last hour": "近 1 小时",
    "newest": "最新",
    "growth": "增长",
    "Show": "显示",
    "Reports": "举报",
    "People": "人数",
    "Wordings": "说法",
    "Last seen": "最近出现",
    "No rumor fits.": "没有符合的传言。",
    "Take a word or a filter away, or ask with the whole message:": (
        "去掉一个词或条件，或用整条消息查询："
    ),
    # a rumor
    "This rumor was merged. It shows as": "这条传言已被合并，现显示为",
    "the counts below are of the whole.": "下面是合计数。",
    "taken by": "认领人",
    "not taken": "无人认领",
    "assigned to": "负责人",
    "due": "截止",
    "muted": "已静音",
    "until": "至",
    "or": "或",
    "until {count} more people reported it": "再有 {count} 人举报为止",
    "Rate": "定性",
    "Merge": "合并",
    "Rename": "改标题",
    "Assign": "指派",
    "Mute": "静音",
    "Note": "备注",
    "Spread": "传播",
    "by stance": "按立场",
    "by channel": "按渠道",
    "by place": "按地点",
    "by language": "按语言",
    "Reports over time": "举报随时间变化",
    "at most": "最多",
    "in one step": "（每格）",
    "No reports yet.": "尚无举报。",
    "added": "新增",
    "gone": "删去",
    "characters": "字",
    "The whole wording": "完整说法",
    "compared with the wording it joined through": "与它所并入的说法相比",
    "Choose this wording": "选择这种说法",
    "Its wordings are being stored; reload in a moment.": "说法正在存储，请稍后刷新。",
    "No wordings here any more: they were moved or merged.": "这里已没有说法：已被移走或合并。",
    "Chosen wordings:": "所选说法：",
    "Split off": "拆分出去",
    "Move to another rumor": "移到另一条传言",
    "Which came from which": "说法来源",
    "Each stands below the wording it joined through, and says what it changed in it.": (
        "每种说法列在它归入时所比对的说法之下，并注明改了什么。"
    ),
    "Channels": "渠道",
    "Places": "地点",
    "None were named.": "均未注明。",
    "May be the same": "可能相同",
    "Decide on pairs": "逐对判断",
    "Nothing is suggested.": "没有建议。",
    "History": "历史",
    "undone": "已撤销",
    "given to": "所定性的传言：",
    "The whole note": "完整备注",
    "The newest": "最新的",
    "Before these": "更早的",
    "Nothing was decided yet.": "尚无决定。",
    # what was done, beside `schemas.api.decisions.DONE`
    "Assigned to nobody.": "已取消指派。",
    "Undone, as if never made: “{undone}”": "已撤销，视同从未作出：“{undone}”",
    "Undone, and the two are kept apart from now on: “{undone}”": (
        "已撤销，且这两条今后保持分开：“{undone}”"
    ),
    "Alert: {level}.": "警报：{level}。",
    "The rating was withdrawn.": "定性已撤回。",
    # forms
    "Somebody was faster. Nothing was changed by you. Below is how it is now; send again to decide "
    "on that.": "有人比您先作出了决定，您的操作没有生效。下面是现在的状态；再次提交即以此为准。",
    "Not available now. Nothing was changed; what you typed is kept. Try again in a moment.": (
        "暂时不可用。没有任何更改，您输入的内容已保留，请稍后重试。"
    ),
    "Not done.": "没有完成。",
    "Now:": "现在：",
    "What will change: everybody who looks at this rumor sees the rating; open alerts are "
    "corrected, and later ones say so; apps that reported it are told.": (
        "将会改变：所有人都会看到这一定性；进行中的警报会更正，以后的警报会注明；举报过它的应用会收到通知。"
    ),
    "Summary: what is true, in a sentence or two": "摘要：用一两句话说明事实",
    "Link to the refutation": "辟谣链接",
    "What will change: this rumor shows as the other one, with its title, rating and mute; counts "
    "become those of the whole. Later reports of either are counted there.": (
        "将会改变：这条传言显示为另一条，采用其标题、定性和静音；计数合并，以后两者的举报都计入那里。"
    ),
    "Suggested": "建议",
    "Merge into (id of a rumor, or the address of its page)": "合并到（传言编号或其页面地址）",
    "Why": "原因",
    "What will change: these wordings become a rumor of their own, without rating, title or "
    "assignee; counts of both are made anew.": (
        "将会改变：这些说法成为一条新的传言，没有定性、标题和负责人；两边重新计数。"
    ),
    "What will change: these wordings and their reports belong to the other rumor; counts of both "
    "are made anew.": "将会改变：这些说法及其举报归入另一条传言；两边重新计数。",
    "Move to (id of a rumor, or the address of its page)": "移到（传言编号或其页面地址）",
    "wordings chosen": "种已选说法",
    "and every wording that joined through them before": "以及此前通过它们并入的所有说法",
    "What will change: lists, alerts and messages show this title. The wordings stay as they "
    "are.": ("将会改变：列表、警报和消息显示这个标题。说法保持不变。"),
    "Title": "标题",
    "What will change: nobody is told of this rumor until the time, or until so many more people "
    "report it. What is still hot then is told. It stays on the desk.": (
        "将会改变：在该时间之前，或再有这么多人举报之前，不通知任何人。届时仍热的会通知。它仍留在工作台上。"
    ),
    "For so many hours": "时长（小时）",
    "Or until so many more people report it": "或直到再有这么多人举报",
    "What will change: lists show who works on this rumor. Leave the name empty to assign it to "
    "nobody.": "将会改变：列表显示由谁处理。姓名留空即取消指派。",
    "Name": "姓名",
    "Until": "截止",
    "What will change: the note stands in the history, for everybody who may read this rumor.": (
        "将会改变：备注写入历史，所有能看这条传言的人都可见。"
    ),
    "Cancel": "取消",
    "You can undo it afterwards.": "之后可以撤销。",
    # pairs
    "Are these one rumor?": "这是同一条传言吗？",
    "marked": "标出的",
    "stands in both": "两者都有",
    "alike": "相似度",
    "wordings between them": "连接两者的说法",
    "Join": "合为一条",
    "Apart": "保持分开",
    "The younger shows as the older one from now on.": "较新的从此显示为较早的那条。",
    "They stay two, and are not suggested again.": "仍是两条，不再建议。",
    "Join: the younger shows as the older one. Apart: they stay two, and are not suggested "
    "again.": ("合为一条：较新的显示为较早的。保持分开：仍是两条，不再建议。"),
    "Nothing to decide.": "没有需要判断的。",
    "Pairs appear here when two rumors share a passage and are not alike enough to be joined.": (
        "当两条传言有相同段落但不足以合并时，会出现在这里。"
    ),
    # a check
    "Is this known?": "这条消息见过吗？",
    "Paste a message. Nothing of it is stored.": "粘贴一条消息。内容不会被保存。",
    "Answer to send back": "可以回复的内容",
    "Copy": "复制",
    "The message": "这条消息",
    "joins": "属于",
    "resembles": "相似",
    "last seen": "最近出现",
    "No rumor matches. If it is new to you, report it: what others report, too, will rise on the "
    "desk.": "没有匹配的传言。如果是新的，请举报：别人也举报时，它会出现在工作台上。",
    "Red flags": "可疑特征",
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
    "It will be sent again, under the same id. The attempt appears here in a moment.": (
        "将以同一编号再次发送，稍后会显示在这里。"
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
    # failures
    "There is no such thing": "没有找到",
    "This key may not do that": "此密钥无权这样做",
    "Not available now": "暂时不可用",
    "Not done": "没有完成",
    "That did not work": "操作失败",
    "Sign out and in with a key that has the scope, or ask whoever made the keys.": (
        "请退出并用有此权限的密钥登录，或联系密钥管理员。"
    ),
    "The link may be old, or of another tenant. Search for it above.": (
        "链接可能已过期，或属于其他租户。可在上方搜索。"
    ),
    "Nothing was changed. Load the page again in a moment.": "没有任何更改。请稍后刷新页面。",
    "Nothing was done. If you meant it, do it on a page of the console.": (
        "没有执行。如确要执行，请在本站页面上操作。"
    ),
    "Nothing was changed. Go back; what you typed is still there.": (
        "没有任何更改。请返回，您输入的内容还在。"
    ),
    "To the desk": "回到工作台",
    # signing in
    "Sign in": "登录",
    "Your session has ended. Sign in again.": "会话已结束，请重新登录。",
    "This session is not valid here. Sign in again.": "此会话在这里无效，请重新登录。",
    "Your key was taken out of the config file. Sign in with another.": (
        "您的密钥已从配置文件中移除，请换一个登录。"
    ),
    "There is no such key. Keys begin with rk_.": "没有这个密钥。密钥以 rk_ 开头。",
    "This key may not read: it lacks the scope read. Use another.": (
        "此密钥没有 read 权限，请换一个。"
    ),
    "This link was used already, or is too old. Sign in with a key; `rumor-tracker sign-in` prints "
    "a new link.": "此链接已用过或已过期。请用密钥登录；`rumor-tracker sign-in` 可打印新链接。",
    "This page was open for too long. Try again.": "页面打开过久，请重试。",
    "You are signed out.": "您已退出。",
    "What you typed is kept, and comes back after you have signed in.": (
        "您输入的内容已保留，登录后会再次出现。"
    ),
    "API key": "接口密钥",
    "A key is made with": "创建密钥：",
    "One moment": "请稍候",
    "Go on": "继续",
    "Send it now?": "现在提交吗？",
    "You are signed in again": "您已重新登录",
    "This is what you had typed. It was not sent yet.": "这是您之前输入的内容，尚未提交。",
    "Send it now": "现在提交",
    "This page was made before you signed in again": "这个页面是您重新登录之前打开的",
    "This is what you had typed. Nothing was changed.": "这是您之前输入的内容。没有任何更改。",
    "Send it again": "再次提交",
    "Drop it": "放弃",
}
