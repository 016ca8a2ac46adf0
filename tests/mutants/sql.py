"""Faults in SQL that stands in strings: comparisons at the edge, AND and OR, first and last, inside and outside."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

FAULTS = (
    (r"<=", "<"),
    (r">=", ">"),
    (r"(?<![<>=-])<(?![=>@])", "<="),
    (r"(?<![<>=@-])>(?![=>])", ">="),
    (r"(?<![<>=!:])=(?![=>])", "<>"),
    (r"<>", "="),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r"\bNOT ", ""),
    (r"(?<!IF )(?<!NOT )\bEXISTS\b", "NOT EXISTS"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bIS DISTINCT FROM\b", "IS NOT DISTINCT FROM"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bleast\(", "greatest("),
    (r"\bgreatest\(", "least("),
    (r"\blower\(", "upper("),
    (r"\bupper\(", "lower("),
    (r" - ", " + "),
    (r" \+ ", " - "),
    (r"\b2 \* ", "3 * "),
    (r"(?<= )&&(?= )", "@>"),
    (r"\bLEFT JOIN\b", "JOIN"),
    (r"\bUNION ALL\b", "EXCEPT"),
    (r"\bDISTINCT (?!FROM)", ""),
    (r", 0\)", ", 1)"),
    (r"\bTRUE\b", "FALSE"),
)
IS_SQL = re.compile(
    r"\b[a-z]\w*\.[a-z]\w*\b.*([<>=]|\bAND\b|\bIN\b)|\bSELECT\b|\bEXISTS\b|\bWHERE\b|\bleast\(", re.DOTALL
)


def faulty(source: str) -> Iterator[tuple[int, str, str, str]]:
    """Every fault of `source`: its line, what stands there, what stands there instead, and the whole faulty source."""
    docstrings = _docstring_lines(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.STRING or token.start[0] in docstrings or not IS_SQL.search(token.string):
            continue
        begin = starts[token.start[0] - 1] + token.start[1]
        holes = _holes(token.string)
        for pattern, instead in FAULTS:
            for match in re.finditer(pattern, token.string):
                if any(start <= match.start() < end for start, end in holes) or _assigns(token.string, match):
                    continue
                at = begin + match.start()
                line = source.count("\n", 0, at) + 1
                yield line, match[0], instead, source[:at] + instead + source[begin + match.end() :]


def _assigns(text: str, match: re.Match[str]) -> bool:
    """Whether an = belongs to SET: a fault there is none of counting."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return match[0] == "=" and re.search(r"\bSET\b", line) is not None


def _holes(text: str) -> list[tuple[int, int]]:
    """The parts of an f-string that are Python."""
    if "f" not in text[: text.index(text[-1])].lower():
        return []
    found, depth, start = [], 0, 0
    for position, letter in enumerate(text):
        if letter == "{":
            depth, start = depth + 1, position if not depth else start
        elif letter == "}" and depth:
            depth -= 1
            if not depth:
                found.append((start, position + 1))
    return found


def _docstring_lines(source: str) -> set[int]:
    """Lines on which a string stands alone, as documentation."""
    return {
        node.value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
