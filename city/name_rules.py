"""Names of people in free text: after a label or an introduction, beside an honorific or a post."""

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from city.privacy import STAR, mask_name

Find: TypeAlias = Callable[[str, re.Match[str]], str]
"""A text and a word in it -> the name that stands beside the word, `""` for none."""

_FIRM = (
    "王李张刘陈杨赵吴徐孙朱胡郭罗宋唐韩曹彭萧蔡潘袁董余叶蒋杜苏魏吕丁沈姚卢姜崔钟谭陆汪廖贾韦傅"
    "邹孟熊秦邱侯阎薛雷黎贺龚郝邵钱汤尹乔赖邓冯梁谢肖宁蓝覃俞裴翟窦褚卞樊殷聂倪庞詹柯湛桂冉霍阮"
    "符厉储匡佘旷邝鄢晁蔺邢荆臧靳佟闵岑冼栾戚瞿缪娄隋庹粟"
)
"""Surnames that hardly begin any other word."""
_LOOSE = (
    "黄周林何高马许郑程曾夏田范方石任江史顾毛万段龙易常文白金于戴康孔施严温牛向关华祝连安时单管伍游"
    "章柳鲁齐洪凌翁庄焦梅欧辛岳葛包左甘尤武闫付米路莫成简解艾项盛童骆芦喻申涂代司谷仇禹邬候晏"
    "麻蒙阳苗耿郎丘滕桑蒲应穆迟宫敖屈冷沙练幸卿漆占薄尚商燕卜巩"
)
"""Surnames that begin common words too, so that they count in clear places alone."""
_COMMON_LOOSE = "黄周林何高马许郑程曾"
_NO_NAME = (
    "王国|张[贴开扬]|李子|陈[旧述列]|杨[树梅]|胡[乱同]|罗列|叶子|余额|丁字|杜绝|钱[款财]|汤圆|陆[续陆]|谢谢|"
    "梁柱|钟点|贺词|蓝[天色]|宁[愿可静]|孙[子女]|徐徐|唐突|朱红|雷同|董事|秦岭|黎明|"
    "周[早后岁边围末期一二三四五六日天年遭转密全到知]|黄[色金土沙泥线灯昏]|林[地业木区带场立荫]|"
    "何[时况种处必去地以人事谓等不为曾用]|"
    "高[度速层压新中校温峰楼价额考低空大标架质效昂发达级铁声清三二一管消端]|"
    "马[上路桶场达虎力葫]|许[多可久诺]|郑重|程[度序式]|曾[经多几在连]|方[便面式案法向位可]|"
    "石[头材板子油]|任[何务意职命由性]|关[于系心注门闭键]|时[间候常刻]|安[全装排置静]|"
    "单[位元独方行号]|管[理道网线委]|成[为立都功本效员了人]|向[上下您市区有政相物]|文[件明化字]|"
    "代[表课理替交]|解[决释]|任课|殷切|万[分一元]|于[百水今]|童[权联]|安[居宁]|凌晨|石灰|管部|常[性年常]|"
    "时招|路[过线考]|应[付负该当急用]|占[用地道着]|福[感利]|幸[福运]|严[重格禁肃厉]|柳叶|高高|录取|公[布示]|顾问|白天|金[额钱]|米[粉高]|左[右边]|易[于发]|温[度泉]|包[括含]|简[单直]|甘[愿心]"
)
"""Words that begin with a surname and are nobody's name."""
_NEVER_GIVEN = (
    "的是在有了不我们这那个和与为等到将被把就也都还并及而或要会能可已很多对从说称去来做给让请没"
    "上下中内外前后各其此该每两几某于以因由未又再均住打电反投诉举报告向您你"
    "他她它经至拒承私擅收开进出签拿占当叫所之楼号区市县省镇乡村路街副姓带"
)
_TAIL_OF_WORD = (
    "(?!(?<=主)[任管]|(?<=照)顾|(?<=相)关|(?<=语)文|(?<=时)候|(?<=不)许|(?<=老)翁|(?<=[感谢])谢|(?<=经)常|(?<=地)方|(?<=适)应|(?<=[挤侵])占|(?<=[0-9])周|"
    "(?<=[对由至等关属])于)"
)
"""Where the first character would be the end of another word: 主任, 照顾, 对于."""
_SELDOM_GIVEN = (
    "的是在有了不我们这那个和与为等到将被把就也都还并及而或要会能可已很多从说称去来做给让请没"
    "住打电反投诉举报告您你他她它身性系男女拒所副姓带收"
)
_NAMED = rf"[^\W\d_A-Za-z{_SELDOM_GIVEN}]"
"""A character of a given name where something says that a name comes."""
_GIVEN = rf"[^\W\d_A-Za-z{_NEVER_GIVEN}一二三四五六七八九十]"
"""A character of a given name where it is a guess."""
_NOT_A_NAME = rf"{_TAIL_OF_WORD}(?!{_NO_NAME})"
# the one class of characters first: it ends nearly every try
_ANY = rf"(?=[{_FIRM}{_LOOSE}欧司上诸]){_NOT_A_NAME}(?:欧阳|司马|上官|诸葛|[{_FIRM}{_LOOSE}])"
_SURE = rf"(?=[{_FIRM}{_COMMON_LOOSE}欧诸]){_NOT_A_NAME}(?:欧阳|诸葛|[{_FIRM}{_COMMON_LOOSE}])"

_LABEL = (
    "姓名|联系人|来电人|投诉人|举报人|反映人|当事人|报案人|申请人|投诉者|来信人|反映者|求助人|上访人|委托人|"
    "负责人|法人代表|法定代表人|户主|房主|车主|驾驶员|患者|死者|受害人|经办人|收款人|签名|落款"
)
_INTRODUCED = "我叫|我名叫|本人叫|名叫|名字叫|名字是|自称"
_CLAIMED = "我是|本人是|本人"
_HONOUR = "先生|女士|小姐|大爷|大妈|大娘|大叔|大姐|大哥|阿姨|师傅|老师|医生|老太|老人"
_ELDER = "奶奶|爷爷|叔叔|婆婆|伯伯|外公|外婆"
"""Both an honorific behind a surname and a relative whose name may follow."""
_POST = (
    "书记|主任|村长|支书|校长|园长|院长|局长|所长|科长|处长|队长|组长|站长|镇长|乡长|县长|区长|市长|会长|"
    "社长|经理|董事长|总监|厂长|班主任|网格员|店长|律师|教练|同志"
)
_ROLE = (
    "父亲|母亲|爸爸|妈妈|儿子|女儿|丈夫|妻子|老公|老婆|爱人|哥哥|弟弟|姐姐|妹妹|孙女|孙子|岳父|岳母|侄子|"
    "邻居|村民|居民|业主|房东|租客|司机|老板|包工头|法人|会计|出纳|男子|女子|民警|交警|警官|保安|同学|"
    "嫌疑人|被告|原告|职工|夫妇|村霸|党员|群众|护士|教师|乘客|顾客|店主|摊主|起名|取名|改名|"
    "村干部|我爸|我妈|我儿|我女|拆迁户|住户|贫困户|长女|次女|小女|长子|次子|幼子|妹夫|姐夫|外甥|学员|老汉"
)
_NUMBER_OF = "联系电话|联系方式|电话|手机|身份证|微信"
_TOLD_OF = re.compile("[,，(（](?:[男女住系]|现年)")
"""What stands behind the name of somebody who is introduced: his sex, his home, his age."""
_AGED = re.compile(
    r"[,，(（](?:[男女][,，、 ]{0,2}[\d一二三四五六七八九十]{1,3}周?岁"
    r"|[\d一二三四五六七八九十]{1,3}周?岁[,，、 ]{0,2}[男女])"
)
"""Sex and age together stand behind nothing but a name, so that it may be any: 张三（男，45岁）."""
_KINDS = {
    word: kind
    for kind, words in (
        *(("role", _ROLE), ("post", _POST), ("honour", _HONOUR), ("elder", _ELDER)),
        *(("told", _NUMBER_OF), ("group", "组"), ("called", "叫")),
        *(("claimed", _CLAIMED), ("introduced", _INTRODUCED), ("label", _LABEL)),
    )
    for word in words.split("|")
}


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for words, by first characters, so that `re` skips what begins none."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


_WORD = re.compile(_any_of(_KINDS))
_LONGEST_LEAD = 7


def hide_names(text: str) -> str:
    """Return text in which names are masked; before an honorific nothing of them is left."""
    masked = _beside_words(text)
    if _PAUSE.search(text):
        masked |= _told_of(text) | _enumerated(text)
    for name in sorted(masked, key=len, reverse=True):  # wherever else the text has it, too
        text = text.replace(name, masked[name])
    return text


def _beside_words(text: str) -> dict[str, str]:
    """Return the names beside words that say whose they are, and what is left of each."""
    masked: dict[str, str] = {}
    for word in _WORD.finditer(text):
        for find in _NEAR[_KINDS[word[0]]]:
            name = find(text, word)
            if name and find is _honoured:
                masked[name + word[0]] = STAR + word[0]
            elif name:
                masked[name] = mask_name(name)
                masked |= _listed_after(text, word.end())
    return masked


def _told_of(text: str) -> dict[str, str]:
    names = [_told(text, word) for word in _TOLD_OF.finditer(text)]
    names += [_aged(text, word) for word in _AGED.finditer(text)]
    return {name: mask_name(name) for name in names if name}


def _enumerated(text: str) -> dict[str, str]:
    lists = (_BETWEEN.split(found[0]) for found in _ENUMERATION.finditer(text))
    return {name: mask_name(name) for names in lists for name in names}


def _listed_after(text: str, start: int) -> dict[str, str]:
    """Return the further names of a list that begins behind a word."""
    found = _LIST.match(text, start)
    names = _BETWEEN.split(found[0])[1:] if found else []
    return {name: mask_name(name) for name in names}


def _after(pattern: str) -> Find:
    """Return what finds a name behind a word; the name is the pattern's only group."""
    match = re.compile(pattern).match

    def find(text: str, word: re.Match[str]) -> str:
        found = match(text, word.end())
        return found[1] if found else ""

    return find


def _before(pattern: str) -> Find:
    """Return what finds a name right in front of a word; the name is the pattern's only group."""
    search = re.compile(rf"(?:{pattern})\Z").search

    def find(text: str, word: re.Match[str]) -> str:
        found = search(text[max(0, word.start() - _LONGEST_LEAD) : word.start()])
        return found[1] if found else ""

    return find


_NOT_TITLED = rf"(?!{_POST}|{_HONOUR})"
_LIST = re.compile(
    rf"[:： ]?{_SURE}{_NAMED}{{1,2}}"
    rf"(?:[、,，](?:{_ANY}{_NAMED}{{1,2}}(?=[、,，。;；等系）)\n]|$)|{_SURE}{_GIVEN}{{2}}))+"
)
_PAUSE = re.compile("[、,，(（]")
_BETWEEN = re.compile("[、,，]")
_ONE = rf"[{_FIRM}{_COMMON_LOOSE}](?<={_NOT_A_NAME}.){_NOT_TITLED}{_NAMED}{{1,2}}"
_ENUMERATION = re.compile(rf"{_ONE}[、,，]{_ONE}[、,，]{_ONE}(?:[、,，]{_ONE})*(?!{_HONOUR})")
"""Three names on end need no word beside them."""
_STOP = r"[,，。;；、（( \n]"
_NO_PLACE = "(?![镇村县湖])"
_LIKELY = (
    rf"{_SURE}{_NOT_TITLED}{_GIVEN}{{1,2}}{_NO_PLACE}|{_ANY}{_NOT_TITLED}{_GIVEN}{{2}}{_NO_PLACE}"
)
_beside = _after(rf"[:： ]?({_LIKELY})")
_honoured = _before(rf"(?<![各这那一])({_ANY}{_GIVEN}{{0,2}}老?)")
_told = _before(rf"(?<![\u4e00-\u9fff])({_LIKELY})[ ，,:：（(\u3000]{{0,2}}")
_aged = _before(rf"(?:(?<![\u4e00-\u9fff])|(?<=民))({_ANY}{_NAMED}{{1,2}})[ \u3000]?")
_ON_ITS_OWN = rf"(?![\u4e00-\u9fff])|(?={_NUMBER_OF}|{_HONOUR}|反映|来电|投诉|举报|联系|号码)"
_match_spaced = re.compile(
    rf"[:：，, \u3000]{{1,3}}({_ANY}[ \u3000]{{1,2}}{_NAMED})(?:{_ON_ITS_OWN})"
).match
_match_no_name = re.compile(_NO_NAME).match


def _spaced(text: str, word: re.Match[str]) -> str:
    """Return a name of two characters behind a word that a form writes apart: 周　涛."""
    found = _match_spaced(text, word.end())
    if not found or _match_no_name(re.sub(r"\s", "", found[1])):
        return ""
    return found[1]


_NEAR: dict[str, tuple[Find, ...]] = {
    "label": (
        _after(rf"[:：，, \u3000]{{1,3}}({_ANY}{_NAMED}{{1,2}})"),
        _after(rf"\s?[:：]\s{{0,2}}([\u4e00-\u9fff·]{{2,4}})(?={_STOP}|$)"),
        _beside,
        _spaced,
    ),
    "introduced": (_after(rf"[:： ]?({_ANY}{_NAMED}{{1,2}})"),),
    "claimed": (
        _after(rf"[:： ]?({_ANY}{_NAMED}{{1,2}})(?<![人户主员生者民])(?={_STOP}|身份证|系|今年|$)"),
    ),
    "honour": (_honoured,),
    "elder": (_honoured, _beside),
    "called": (_after(rf"({_ANY}{_NAMED}{{1,2}})(?={_STOP}|$)"),),
    "post": (
        _before(rf"({_SURE}{_GIVEN}{{1,2}})(?:常务)?副?"),
        _before(rf"(?:(?<![\u4e00-\u9fff])|(?<=的))({_ANY}{_GIVEN}{{2}})副?"),
        _beside,
    ),
    "role": (_beside,),
    "told": (_told,),
    "group": (_after(rf"((?!{_NO_NAME})[{_FIRM}]{_GIVEN}{{2}})"),),
}
