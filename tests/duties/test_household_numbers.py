"""A household number is opaque: what could be a name, an identity or a telephone number is refused."""

import pytest

from duties.household_numbers import number_fault, plain_number

IDENTITY = "110101" + "19900101" + "123X"


@pytest.mark.parametrize(
    "number", ["0012", "A-12", "3.017", "L3/17", "660227010015", "户0001", "演示户-1", "3连-017号"]
)
def test_an_opaque_number_is_taken(number: str) -> None:
    assert number_fault(number) == ""


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("演示户", "不是户编号"),
        ("张某某", "姓名"),
        ("3连张某某", "姓名"),
        ("zhangmoumou", "没有数字"),
        ("户", "不是户编号"),
        (IDENTITY, "身份"),
        (f"H{IDENTITY}", "身份"),
        ("110101 1990 0101 1234", "身份"),
        ("110101900101123", "身份"),
        ("13800000000", "电话"),
        ("138-0000-0000", "电话"),
        ("a b", "不是户编号"),
        ("A;12", "不是户编号"),
        ("A1" * 21, "40 位"),
    ],
)
def test_what_speaks_of_a_person_is_refused_with_the_reason(number: str, why: str) -> None:
    assert why in number_fault(number)


def test_full_width_signs_are_the_same_number() -> None:
    assert plain_number(" A-12 ") == "A-12"
