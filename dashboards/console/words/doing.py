"""Of what somebody does: decisions, forms, failures, signing in."""

DOING = {
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
    "Summary: what is true, in a sentence or two": "摘要：用一两句话说明事实",
    "Link to the refutation": "辟谣链接",
    "Suggested": "建议",
    "Merge into (id of a rumor, or the address of its page)": "合并到（传言编号或其页面地址）",
    "Move to (id of a rumor, or the address of its page)": "移到（传言编号或其页面地址）",
    "wordings chosen": "种已选说法",
    "and every wording that joined through them before": "以及此前通过它们并入的所有说法",
    "Cancel": "取消",
    "You can undo it afterwards.": "之后可以撤销。",
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
