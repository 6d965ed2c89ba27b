"""Masking: values that a source names as personal keep as little as tells them apart."""

import pytest

from city.privacy import (
    hide_known,
    mask,
    mask_identity,
    mask_name,
    mask_phone,
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


def test_values_that_a_message_names_are_hidden_in_its_text() -> None:
    assert hide_known("张三丰来电称", [("张三丰", "name")]) == "张*来电称"
    assert hide_known("三天", [("三", "name")]) == "三天"  # one character would hide too much
