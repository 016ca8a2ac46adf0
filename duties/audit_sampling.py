"""Taking samples that anyone can take again: the same seed and population give the same sample. Pure.

A member is known by its key (a line of text). Its rank is the SHA-256 of the seed, a line feed and the key, in UTF-8,
written in hexadecimal; the members with the lowest ranks are the sample. So the order in which a population was read
does not matter, a larger sample holds the smaller one, and `printf 'SEED\\nKEY' | sha256sum` checks a single member.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence

ALGORITHM = (
    "每个成员的序值为 SHA-256(种子+换行符+成员标识,UTF-8 编码)的十六进制值;按序值从小到大取前若干个。"
    "种子相同、总体相同,所抽样本必然相同;总体校验值为全部成员标识按码位排序、逐行(每行以换行符结尾)连接后的 SHA-256。"
)
"""The same in the words of the report."""


def new_seed() -> str:
    """A seed that nobody has chosen."""
    return secrets.token_hex(8)


def rank(seed: str, key: str) -> str:
    """The rank of a member."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def at_random(keys: Iterable[str], seed: str, size: int) -> list[str]:
    """The `size` members of lowest rank, lowest first; all where there are fewer."""
    return sorted(set(keys), key=lambda key: (rank(seed, key), key))[:size]


def by_signs(signs: Mapping[str, Sequence[str]], seed: str, size: int) -> list[str]:
    """The `size` members with most signs, those with as many by rank; none without a sign."""
    shown = [key for key, found in signs.items() if found]
    return sorted(shown, key=lambda key: (-len(signs[key]), rank(seed, key), key))[:size]


def population_digest(keys: Iterable[str]) -> str:
    """The SHA-256 of a population: its keys in code-point order, each with a line feed after it."""
    content = hashlib.sha256()
    for key in sorted(set(keys)):
        content.update(f"{key}\n".encode())
    return content.hexdigest()
