"""What a provision is called in Chinese: 第八条第二款(二). Pure: neither Django nor the clock.

A rule names its article and an item: 一, 二 … for numbered items, 1, 2 … for paragraphs. Under which paragraph the
numbered items stand, and whether the article has more than one, is read from the article's text.
"""

import re

_DIGITS = "零一二三四五六七八九"
_NUMBERED = re.compile(r"^[(（][一二三四五六七八九十]+[)）]")


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese: 十, 十一, 二十三. Raises ValueError beyond."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def article_name(article: int) -> str:
    """第八条."""
    return f"第{chinese_number(article)}条"


def provision_name(article: int, item: str = "", text: str = "") -> str:
    """The name of a provision: 第八条第二款(二), 第九条第一款, 第十三条.

    With the article's `text`, paragraphs are named where the article has more than one and left out where it has one;
    without it, numbered items go without their paragraph: 第八条(二).
    """
    paragraphs = _paragraphs(text)
    if not item:
        return article_name(article)
    if item.isascii():
        several = len(paragraphs) != 1
        return article_name(article) + (f"第{chinese_number(int(item))}款" if several else "")
    holders = [number for number, items in enumerate(paragraphs, start=1) if item in items]
    holder = f"第{chinese_number(holders[0])}款" if holders and len(paragraphs) > 1 else ""
    return f"{article_name(article)}{holder}({item})"


def _paragraphs(text: str) -> list[list[str]]:
    """For each paragraph of an article, the numbers of the items under it."""
    paragraphs: list[list[str]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        numbered = _NUMBERED.match(line)
        if numbered and paragraphs:
            paragraphs[-1].append(numbered[0][1:-1])
        else:
            paragraphs.append([])
    return paragraphs
