"""Text as it is compared: full-width forms as usual ones, small letters, neither blanks nor signs. Pure."""

import re
import unicodedata

LONGEST_QUERY = 60
"""So many characters of what somebody types are looked for."""
MOST_WORDS = 6
_RUN = re.compile(r"[^\W_]+")


def tidy(text: str) -> str:
    """The text in its usual characters: full-width letters and digits as ordinary ones, blanks as one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def runs(text: str) -> list[str]:
    """The stretches of letters, digits and Chinese characters of a tidy text, in small letters."""
    return _RUN.findall(text.lower())


def squeeze(text: str) -> str:
    """The letters, digits and Chinese characters of a text alone: 演示-甲一 as 演示甲一."""
    return "".join(runs(tidy(text)))


def is_latin(word: str) -> bool:
    """Whether a squeezed word may be pinyin or initials: it is written in plain letters and digits."""
    return word.isascii()


def typed_words(query: str) -> list[str]:
    """The words of what somebody typed, tidy and without repetition; a word of signs alone is left out."""
    words = tidy(query[:LONGEST_QUERY]).lower().replace("ü", "v").replace("'", "").split()
    return list(dict.fromkeys(word for word in words if squeeze(word)))[:MOST_WORDS]
