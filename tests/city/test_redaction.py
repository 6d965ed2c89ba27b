"""Redaction: many forms in which people write what nobody else should read; all invented."""

import pytest

from city.redaction import redact, redact_address


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("请联系13812345678处理", "请联系138****5678处理"),
        ("手机 138-1234-5678。", "手机 138****5678。"),
        ("手机138 1234 5678或139.1234.5679", "手机138****5678或139****5679"),
        ("我的手机138 123 45678", "我的手机138****5678"),
        ("电话1381 234 5678", "电话1381****5678"),
        ("电话1 3 8 1 2 3 4 5 6 7 8", "电话138****5678"),
        ("电话+86 13912345678", "电话139****5678"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("１３８－１２３４－５６７８", "138****5678"),
        ("tel13812345678", "tel138****5678"),
        ("电话一三八零零一二三四五六", "电话****"),
        ("手机幺三八 零零幺二 三四五六", "手机****"),
        ("13812345678,13912345679", "138****5678,139****5679"),
        ("座机0419-2123456", "座机0419-****3456"),
        ("座机（0419）2123456", "座机（0419）-****3456"),
        ("0419 212 3456 没人接", "0419-****3456 没人接"),
        ("热线400-123-4567", "热线400****4567"),
        ("拨打4001234567", "拨打400****567"),
        ("电话：2123456", "电话：****56"),
        ("信息股电话2123456、2123457都没人接", "信息股电话****56、****57都没人接"),
        ("call (212) 555-0134 now", "call (212) ***-**34 now"),
    ],
)
def test_every_telephone_number_of_a_text_is_masked(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("身份证21100219800101123X，", "身份证211*************3X，"),
        ("身份证 211002 19800101 123X", "身份证 211*************3X"),
        ("身份证２１１００２１９８００１０１１２３Ｘ", "身份证211*************3X"),
        ("旧证211002800101123", "旧证211**********23"),
        ("卡号 6222 0212 3456 7890 123", "卡号 ****123"),
        ("卡号6222021234567890", "卡号****7890"),
    ],
)
def test_identity_and_card_numbers_are_masked(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("辽K·A1234占道", "辽K****占道"),
        ("辽K12345警", "辽K****"),
        ("新能源车辽KD12345堵门", "新能源车辽K****堵门"),
        ("黑色轿车辽k 5b678", "黑色轿车辽k****"),
        ("辽Ｋ１２３４５停在门口", "辽K****停在门口"),
        ("货车辽A1234挂", "货车辽A****"),
        ("车牌号A3760的公交车", "车牌号****的公交车"),
    ],
)
def test_plates_lose_their_number(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("永乐社区3号楼2单元501室漏水", "永乐社区3号楼*室漏水"),
        ("12号楼1-2-301楼上", "12号楼*楼上"),
        ("10栋602房、a栋803业主", "10栋*房、a栋*业主"),
        ("5 栋201 房", "5 栋* 房"),
        ("6栋4401的业主", "6栋*的业主"),
        ("北栋504室噪音", "北栋*室噪音"),
        ("北栋504出租给别人", "北栋*出租给别人"),
        ("住五栋二单元501", "住五栋*"),
        ("大厦1510房，租给别人", "大厦*房，租给别人"),
        ("天下苑26楼10号房业主", "天下苑26楼*号房业主"),
        ("楼顶被1624业主霸占", "楼顶被*业主霸占"),
        ("家住3-2-501", "家住*"),
    ],
)
def test_homes_lose_entrance_and_door_but_keep_the_building(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("发邮件 zhang.san@example.com", "发邮件 z***@example.com"),
        ("发到ｚｓ１２３＠example.com", "发到z***@example.com"),
        ("微信号：abc_1234", "微信号：****"),
        ("加微信wxid2468z", "加微信****"),
        ("QQ12345678", "QQ****"),
        ("QQ群 234567890", "QQ群 ****"),
        ("V信abc123", "V信****"),
        ("微信号是zhangsanfeng", "微信号是****"),
    ],
)
def test_accounts_lose_what_can_be_written_to(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        # behind a label, with or without a sign between them
        ("联系人：张三，已到场", "联系人：张*，已到场"),
        ("联系人：张三已到场", "联系人：张*已到场"),
        ("申请人 赵香兰 联系电话", "申请人 赵* 联系电话"),
        ("举报人，刘云山2018年", "举报人，刘*2018年"),
        ("招标负责人陈春礼收钱", "招标负责人陈*收钱"),
        ("签名：那英（代）", "签名：那*（代）"),
        # somebody introduces himself
        ("本人叫王五，住三楼", "本人叫王*，住三楼"),
        ("我叫解永，反映", "我叫解*，反映"),
        ("我是赵铁柱，今年", "我是赵*，今年"),
        ("是听障人叫易小成，", "是听障人叫易*，"),
        ("储小永，住东市场", "储*，住东市场"),
        ("移民：黎大维 联系电话", "移民：黎* 联系电话"),
        ("本人秦中春，连续几年", "本人秦*，连续几年"),
        # a person with a role, and lists of them
        ("村民罗大军在砍树", "村民罗*在砍树"),
        ("被老板厉小平扣了", "被老板厉*扣了"),
        ("长女杨小南二十二岁", "长女杨*二十二岁"),
        ("我奶奶李小顺去世", "我奶奶李*去世"),
        ("我爸赵小宝生前", "我爸赵*生前"),
        ("拆迁户邓小丙抢建", "拆迁户邓*抢建"),
        ("花一组谭小军等人", "花一组谭*等人"),
        ("职工蔡小楚、彭勇、李小铭", "职工蔡*、彭*、李*"),
        ("村干部梁友小未批先占", "村干部梁*未批先占"),
        ("求助人钟小兆，龙小利，龙贵，龙宇系一家", "求助人钟*，龙*，龙*，龙*系一家"),
        ("夫妇刘大志、罗小艳于去年", "夫妇刘*、罗*于去年"),
        ("本组肖小红，肖小鸿，陈小长四家", "本组肖*，肖*，陈*四家"),
        # officials: the name goes, the office stays
        ("村书记罗大建、村主任谷小海", "村书记罗*、村主任谷*"),
        ("尊敬的毛小飞书记", "尊敬的毛*书记"),
        ("告诉曾小波副局长", "告诉曾*副局长"),
        # the same name again, without anything beside it
        ("业主王建国拒绝。王建国还说", "业主王*拒绝。王*还说"),
    ],
)
def test_names_keep_no_more_than_their_surname(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("张先生、李女士、王大爷反映", "*先生、*女士、*大爷反映"),
        ("刘建国先生来电", "*先生来电"),
        ("欧阳女士来电", "*女士来电"),
        ("对于王女士的诉求", "对于*女士的诉求"),
        ("班主任唐老师收费", "班主任*老师收费"),
        ("邻居张秋田老先生", "邻居*先生"),
    ],
)
def test_nothing_of_a_name_is_left_before_an_honorific(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "垃圾堆放三天无人清理",
        "案卷 E0110202603300031 与 LY12345-20260330-00123 重复",  # case numbers
        "2026-03-30 10:06:42 到场",
        "拨打12345或110反映",
        "井盖编号 0101-0023 破损，长3.5米",
        "C0104202609150012",
        "3室2厅120平，每平方米12000-15000元",
        "总价1234567.56元，2019房价8000",
        "68栋5000余户，3栋105m2户型",
        "微信公众号通知，支持微信支付",
        "业主高度重视，业主张贴通知",
        "各位老师，楼上大爷，照顾老人，班主任老师",
        "感谢胡书记，王主任已知",  # an office is addressed by surname
        "我是安徽人，本人高中毕业",
        "业主代表、村民代表参加，行业主管部门未到",
        "老板何时开门，村民许多人",
        "路线教育，第33周早产，相关老师",
        "A座3楼，B20栋对面",
        "",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    """A redaction that eats case numbers, times and plain words makes the text useless."""
    assert redact(text) == text


def test_redacting_twice_changes_nothing_more() -> None:
    text = "我叫王五，住3号楼2单元501室，电话0419-2123456，辽K12345，张先生"

    assert redact(redact(text)) == redact(text)


def test_an_address_tells_a_building_not_a_home() -> None:
    assert redact_address("永乐社区东四小区3号楼2单元501室") == "永乐社区东四小区3号楼*室"
    assert redact_address("文圣路南三单元") == "文圣路南*单元"
    assert redact_address("民主路银行门口") == "民主路银行门口"
