"""Masking and redaction: many forms in which people write what nobody else should read."""

import pytest

from city.privacy import (
    hide_known,
    mask,
    mask_identity,
    mask_name,
    mask_phone,
    redact,
    redact_address,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张某某", "张*"),
        ("欧阳修远", "欧阳*"),  # compound surname
        ("欧阳", "欧*"),  # surname 欧, given name 阳
        ("王", "王*"),
        ("John Smith", "J* S*"),
        ("  李四 ", "李*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("0086-13812345678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),  # full-width digits
        ("0419-2123456", "041****3456"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_an_identity_number_keeps_five_characters() -> None:
    assert mask_identity("21100219800101123X") == "211" + "*" * 13 + "3X"
    assert mask_identity("1234") == "****"
    assert mask("anything", "text") == "****"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("请联系13812345678处理", "请联系138****5678处理"),
        ("手机 138-1234-5678。", "手机 138****5678。"),
        ("电话+86 13912345678", "电话139****5678"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("１３８－１２３４－５６７８", "138****5678"),
        ("本人叫王五，住三楼", "本人叫王*，住三楼"),
        ("座机0419-2123456", "座机0419-****3456"),
        ("电话：2123456", "电话：****56"),
        ("身份证21100219800101123X，", "身份证211*************3X，"),
        ("旧证211002800101123", "旧证211**********23"),
        ("卡号 6222 0212 3456 7890 123", "卡号 ****123"),
        ("发邮件 zhang.san@example.com", "发邮件 z***@example.com"),
        ("联系人：张三，已到场", "联系人：张*，已到场"),
        ("call (212) 555-0134 now", "call (212) ***-**34 now"),
        ("13812345678,13912345679", "138****5678,139****5679"),
    ],
)
def test_free_text_loses_what_identifies_a_person(text: str, redacted: str) -> None:
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
    ],
)
def test_numbers_of_nobody_stay(text: str) -> None:
    """A redaction that eats case numbers and times makes the text useless."""
    assert redact(text) == text


def test_an_address_tells_a_building_not_a_home() -> None:
    assert redact_address("永乐社区东四小区3号楼2单元501室") == "永乐社区东四小区3号楼*单元*室"


def test_values_that_a_message_names_are_hidden_in_its_text() -> None:
    assert hide_known("张三丰来电称", [("张三丰", "name")]) == "张*来电称"
    assert hide_known("三天", [("三", "name")]) == "三天"  # one character would hide too much
