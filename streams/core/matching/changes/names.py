"""Names of platforms and places that reports speak of, and what a place's name is known by.

A list of places is never whole. Beside it a place is known by what stands around it: a word for a
kind of place behind it, or, where names are written with capitals, a preposition before it.
"""

from streams.core.matching.changes.lists import words_in

# All names of one platform: the first is what they are compared by.
PLATFORMS = (
    "微信 wechat weixin vx wx 朋友圈 公众号 视频号",
    "qq 扣扣 企鹅号",
    "微博 weibo",
    "抖音 douyin",
    "tiktok ติ๊กต็อก ติ๊กต๊อก ティックトック 틱톡",
    "快手 kuaishou",
    "小红书 xiaohongshu rednote",
    "支付宝 alipay",
    "淘宝 taobao",
    "拼多多 pinduoduo",
    "京东",
    "美团",
    "钉钉 dingtalk",
    "飞书 feishu",
    "百度 baidu",
    "知乎 zhihu",
    "b站 哔哩哔哩 bilibili",
    "whatsapp watsapp wasap вотсап ватсап ватсапе व्हाट्सएप व्हाट्सऐप واتساب 왓츠앱 ワッツアップ",
    "telegram телеграм телеграме टेलीग्राम تيليجرام تلغرام 텔레그램",
    "facebook เฟซบุ๊ก เฟสบุ๊ก フェイスブック fb фейсбук फेसबुक فيسبوك 페이스북",
    "instagram อินสตาแกรม インスタグラム インスタ insta инстаграм इंस्टाग्राम انستغرام 인스타그램",
    "twitter ทวิตเตอร์ ツイッター твиттер ट्विटर تويتر 트위터",
    "youtube ยูทูบ ユーチューブ ютуб यूट्यूब يوتيوب 유튜브",
    "messenger",
    "signal",
    "viber",
    "zalo",
    "kakaotalk 카카오톡 카톡",
    "ライン 라인 ไลน์",
    "snapchat",
    "linkedin",
    "reddit",
    "discord",
    "paypal",
    "gcash",
    "gopay",
    "shopee",
    "grab",
    "gojek",
    "lazada",
    "amazon",
    "google",
    "wechatpay",
    "pix",
    "nubank",
    "bbva",
)
PLATFORM = {name: names.split()[0] for names in PLATFORMS for name in names.split()}

HAN_PLACES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|武汉|成都|杭州|南京|西安|长沙|郑州|沈阳"
    "|大连|青岛|济南|厦门|福州|昆明|贵阳|南宁|哈尔滨|长春|石家庄|太原|合肥|南昌|兰州|西宁|银川|乌鲁木齐|拉萨|海口|三亚"
    "|苏州|无锡|宁波|温州|东莞|佛山|珠海|台北|高雄|台中|台南|新竹|桃园|中国|美国|日本|韩国|英国|法国|德国|俄罗斯|印度"
    "|泰国|越南|缅甸|柬埔寨|菲律宾|马来西亚|新加坡|印尼|乌克兰|以色列|伊朗|东京|大阪|京都|首尔|纽约|伦敦|巴黎|曼谷|全国"
    "|全市|全省|全县|本市|本县|本省|我市|我县"
)
THAI_PLACES = (
    "กรุงเทพ(?:มหานคร|ฯ)?|เชียงใหม่|เชียงราย|ภูเก็ต|ขอนแก่น|นครราชสีมา|โคราช|อุดรธานี|หาดใหญ่|สงขลา|ชลบุรี|พัทยา"
    "|นนทบุรี|ระยอง|ลำปาง|อยุธยา"
)
# Behind a name. What stands before it between two texts is the name of a place.
HAN_PLACE_ENDS = (
    "市|省|县|区|镇|乡|村|州|旗|盟|街|路|巷|里|桥|湾|岛|山|湖|河|江|站|小区|社区|街道|大道|广场|医院|小学|中学|大学"
    "|学校|幼儿园|机场|车站|地铁站|商场|超市|市场|公园|都|府|道|県|区役所|派出所|火车站"
)
PLACE_ENDS = words_in(
    """
    street road avenue county city town village district province state school hospital airport
    station bridge square park river island university market mall church
    calle avenida ciudad barrio provincia municipio escuela hospital colonia
    rua bairro cidade município estado escola
    rue ville quartier école hôpital
    straße strasse stadt dorf schule krankenhaus
    kota kabupaten kecamatan desa jalan provinsi rumah sekolah
    район город улица область школа больница района города
    quận huyện xã phường tỉnh thành
    시 구 동 군 도 역 병원 학교
    जिला ज़िला गांव शहर अस्पताल
    مدينة قرية محافظة شارع مستشفى
    """
)
# Before a name.
PLACE_STARTS = words_in(
    """
    in at near from around outside across to
    en desde hacia cerca
    em no na nos nas de do da
    à au aux dans chez vers
    im am bei aus nach
    di ke dari
    a nel nella
    в на из под во
    ở tại
    في من إلى
    """
)
# Names that are known without either: the largest cities and countries, as each language writes
# them.
PLACES = words_in(
    """
    london paris berlin madrid rome moscow beijing shanghai tokyo delhi mumbai bangalore
    bengaluru
    chennai kolkata hyderabad karachi lahore dhaka jakarta surabaya bandung medan semarang
    makassar
    yogyakarta denpasar manila cebu bangkok hanoi saigon singapore kuala penang johor seoul
    busan
    taipei hongkong sydney melbourne brisbane perth auckland toronto vancouver montreal boston
    chicago
    houston dallas miami seattle atlanta denver detroit phoenix philadelphia manchester
    birmingham
    leeds liverpool glasgow edinburgh dublin bristol sheffield lagos abuja nairobi johannesburg
    cairo
    mexico méxico guadalajara monterrey puebla tijuana bogotá bogota medellín cali lima quito
    santiago
    caracas valencia sevilla barcelona zaragoza málaga bilbao rosario córdoba montevideo
    brasília brasilia salvador recife fortaleza manaus curitiba belém goiânia campinas lisboa
    porto
    lyon marseille toulouse nice nantes lille bordeaux bruxelles genève zürich wien hamburg
    münchen
    köln frankfurt stuttgart dresden leipzig milano napoli torino roma istanbul ankara izmir
    москва москве питере петербурге казани киев киеве минск минске
    china india japan korea russia ukraine france germany spain italy england scotland ireland
    australia canada brazil brasil argentina chile colombia perú peru venezuela españa portugal
    indonesia malaysia thailand vietnam philippines pakistan bangladesh nigeria kenya ghana
    egypt
    israel iran iraq syria turkey texas florida california ohio michigan
    서울 부산 대구 인천 광주 대전 울산 제주
    दिल्ली मुंबई कोलकाता चेन्नई लखनऊ पटना जयपुर भोपाल
    القاهرة الرياض بغداد دمشق بيروت عمان دبي
    """
)
