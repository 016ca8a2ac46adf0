"""What a household number may be: opaque, so that it says nothing of who lives there. Pure: neither Django nor the clock."""

import re
import unicodedata

LONGEST = 40

COUNTED = re.compile(r"演示|[户连号组队排区栋幢第]")
"""Words that number houses and say nothing of who lives there: 户0012, 3连-017号."""

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
HAN = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
IDENTITY = re.compile(r"\d{17}[\dXx]", re.ASCII)
OLD_IDENTITY = re.compile(r"[1-8]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}", re.ASCII)
"""Fifteen digits with a birthday in the middle, as cards had them before 1999."""
PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def plain_number(text: str) -> str:
    """The number as it is kept: full-width letters and digits as plain ones, without space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def number_fault(number: str) -> str:
    """Why `number` cannot stand for a household, in a sentence; empty where it can."""
    text = COUNTED.sub("", number)
    bare = re.sub(r"[._/\s-]", "", text)
    if HAN.search(text):
        return "含有像姓名、地名的汉字;平台不登记居民信息,请填本连队自编的户编号,如 0012 或 A-12。"
    if IDENTITY.search(bare) or OLD_IDENTITY.fullmatch(bare):
        return "像是居民身份号码;平台不登记居民身份信息,请改用自编的户编号。"
    if PHONE.fullmatch(bare):
        return "像是电话号码;平台不登记居民联系方式,请改用自编的户编号。"
    if not NUMBER.fullmatch(text.strip("._/-")):
        return "不是户编号;只能用字母、数字和 - _ . /,不能有空格。"
    if not any(character.isdigit() for character in text):
        return "没有数字;平台不登记姓名,请填本连队自编的户编号,如 0012 或 A-12。"
    if len(number) > LONGEST:
        return f"超过 {LONGEST} 位;请改用较短的户编号。"
    return ""


IN_TEXT = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)", re.ASCII)


def personal_fault(text: str) -> str:
    """Why a text about work cannot be kept, in a sentence: it holds an identity or telephone number; else empty."""
    if IN_TEXT.search(unicodedata.normalize("NFKC", text)):
        return "含有像居民身份号码或电话号码的数字;这里只写工作上的问题,不写个人信息。"
    return ""
