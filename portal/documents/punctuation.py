"""Full-width punctuation for print: the stored text of a regulation uses ASCII commas, colons and brackets."""

import re

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—]")
_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", ".": "。"}
_BRACKETS = {"(": "（", ")": "）"}
_CODE_MARKS = re.compile(r"(?<=[0-9A-Za-z])[,:;?!.](?=[0-9A-Za-z/])")
_SPACE_AFTER = re.compile(r"(?<=[，：；？！。（）]) +| +(?=[，：；？！。（）])")


def full_width(text: str) -> str:
    """Return `text` with the punctuation of Chinese sentences in full width (GB/T 15834).

    Marks inside numbers, times, dates, codes and addresses (1,000 · 9:30 · 2026.11.23 · GB/T 9704-2012 · https://…) stay
    as they are, and so does a full stop after a digit (1.加强…). A pair of brackets is widened when it holds
    Chinese or stands against it.
    """
    kept = {match.start() for match in _CODE_MARKS.finditer(text)}
    widened = _brackets_to_widen(text)
    characters = [
        _BRACKETS[character]
        if index in widened
        else _FULL[character]
        if character in _FULL and index not in kept and _ends_chinese(text, index)
        else character
        for index, character in enumerate(text)
    ]
    return _SPACE_AFTER.sub("", _straight_quotes("".join(characters)))


def _ends_chinese(text: str, index: int) -> bool:
    """Whether the mark at `index` belongs to a Chinese sentence: by what stands before it, else by what follows."""
    before, after = text[:index].rstrip(" "), text[index + 1 :].lstrip(" ")
    if not before:
        return False
    if _CHINESE.match(before[-1]) or before[-1] in "()":
        return bool(_CHINESE.search(before)) or bool(_CHINESE.match(after))
    if text[index] == ".":
        return False
    return bool(_CHINESE.match(after)) or (not after and bool(_CHINESE.search(before)))


def _brackets_to_widen(text: str) -> set[int]:
    """The positions of all brackets whose pair holds Chinese or touches it."""
    opened: list[int] = []
    positions: set[int] = set()
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            start = opened.pop()
            neighbours = (
                text[start + 1 : index] + text[max(start - 1, 0) : start] + text[index + 1 : index + 2]
            )
            if _CHINESE.search(neighbours):
                positions |= {start, index}
    return positions


def _straight_quotes(text: str) -> str:
    """Turn straight double quotes of a Chinese text into “ and ” in turn."""
    if text.count('"') % 2 or not _CHINESE.search(text):
        return text
    parts = text.split('"')
    return "".join(part + ("”" if index % 2 else "“") for index, part in enumerate(parts[:-1])) + parts[-1]
