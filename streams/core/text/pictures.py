"""The names of pictures that platforms write into texts: Weibo, WeChat, QQ.

In: what stands in brackets. Out: whether it is a picture. A headline in brackets is text, so names
are listed; only those of Weibo's series are known by the letters of their artist.
"""

import re
from functools import lru_cache

LISTED = """
哈哈 呵呵 嘻嘻 嘿嘿 偷笑 吃惊 威武 鼓掌 花心 爱你 抓狂 可怜 给力 围观 思考 馋嘴 害羞 兔子 生病
可爱 浮云 足球 鄙视 亲亲 蜡烛 话筒 委屈 神马 疑问 微风 黑线 熊猫 怒骂 月亮 惊恐 抱抱 伤心 失望
睡觉 猪头 握手 闭嘴 礼花 悲伤 阴险 风扇 太阳 落叶 开心 礼物 飞机 蛋糕 眼泪 干杯 大哭 不要 手套
玫瑰 爱心 花痴 惊讶 强壮 傻笑 给劲 视频 咖啡 害怕 围脖 拳头 噢耶 猴子 崩溃 挤眼 拍手 大笑 祈祷
网球 阳光 小嘴 巨汗 震惊 西瓜 飞吻 音符 乐乐 微笑 问号 脸红 互粉 皇冠 闪电 坏笑 咆哮 冰棍 篮球
哨子 鲜花 音乐 眨眼 公主 愤怒 许愿 红中 加油 好棒 怒吼 白云 妖怪 口罩 叶子 鬼脸 无奈 紧张 胜利
红心 好囧 流泪 羞羞 唱歌 膜拜 天使 红桃 看看 黄心 偷乐 雪人 拜拜 喇叭 青蛙 抠鼻 呲牙 鞭炮 猥琐
吐血 糖果 皱眉 怕怕 叹气 骷髅 气球 狂笑 口水 尴尬 得意 撇嘴 发呆 大兵 调皮 冷汗 难过 白眼 傲慢
饥饿 流汗 奋斗 咒骂 再见 擦汗 糗大了 左哼哼 右哼哼 哈欠 快哭了 菜刀 啤酒 瓢虫 炸弹 便便 拥抱
抱拳 勾引 差劲 爱情 跳跳 发抖 怄火 转圈 磕头 回头 跳绳 投降 激动 乱舞 献吻 嘴唇 凋谢 心碎 示爱
嘿哈 捂脸 奸笑 机智 红包 吃瓜 裂开 苦涩 让我看看 旺柴 社会社会 好的 打脸 翻白眼 666 天啊
加油加油 汗颜 烟花 爆竹 允悲 费解 笑cry 笑而不语 摊手 并不简单 二哈 憧憬 舔屏 作揖 跪了 彩虹屁
喵喵 doge 打call 送花花 太开心 挖鼻屎 挖鼻 奥特曼 啦啦啦啦 笑哈哈 爱心传递 做鬼脸 懒得理你
打哈气 打哈欠 照相机 星星眼 泪流满面 欢欣鼓舞 不好意思 好喜欢 亲一口 哇哈哈 加油啊 爱心发光
爱你哦 绿丝带 温暖帽子 好爱哦 吐舌头 羞嗒嗒 冒个泡 伦敦奥火 传火炬 得意地笑 甩甩手 书呆子
草莓蛋糕 扇子遮面 群体围观 悠闲 真v5 good ok no v5 orz haha hold住 互相膜拜 yeah emm broken wow
smile grimace drool scowl chill shy cry awkward angry tongue surprise sad laugh joyful sob
"""
NAMES = frozenset(LISTED.split())
SERIES = re.compile(
    "(?:lxhx|ali|bofu|din|cai|bed|bobo|xkl|ppb|nono|lb|lt|toto|cc|dx|ala|xb|bm|g|c)"
    "[\u4e00-\u9fff]{1,5}[0-9]?"
)


@lru_cache(maxsize=4_096)  # names of eight characters at most
def is_picture(name: str) -> bool:
    """Whether `[name]` is a picture. One character says nothing else."""
    name = name.lower()
    return len(name) == 1 or name in NAMES or SERIES.fullmatch(name) is not None
