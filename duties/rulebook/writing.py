"""Writing a rulebook as the files that it is read from: identity and words in one, the rules by chapter or article."""

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

from duties.naming import article_name
from duties.rulebook.content import HEAD, RULE_FIELDS, Content
from duties.rulebook.text import RegulationText

FEW = 20
"""A chapter with more rules than this is written as one file an article."""

QUOTED = frozenset({"title", "quote", "read_as"})
WIDE = 100_000
ALL_RULES = "rules.yaml"


def rulebook_files(content: Content, text: RegulationText, comment: str) -> dict[str, str]:
    """The files of a rulebook by name, `text.txt` among them; `comment` stands at the top of `regulation.yaml`."""
    files = {"regulation.yaml": f"{comment}\n{_dump(_head(content))}"}
    for name, rules in _grouped(content["rules"], text).items():
        files[name] = _dump(CommentedMap(rules=CommentedSeq(map(_rule, rules))))
    return files | {"text.txt": text_file(content["title"], text)}


def text_file(title: str, text: RegulationText) -> str:
    """The text of the regulation as it is read: its chapters and articles by their headings."""
    lines, chapter = [title], 0
    for article in text.articles:
        if article.chapter != chapter:
            chapter = article.chapter
            lines.append(f"{article_name(chapter).replace('条', '章')} {article.chapter_title}")
        first, *others = article.paragraphs
        lines += [f"{article_name(article.number)} {first}".rstrip(), *others]
    return "\n".join(lines) + "\n"


def _grouped(rules: Sequence[Mapping[str, Any]], text: RegulationText) -> dict[str, list[Mapping[str, Any]]]:
    """Rules by the name of their file, so that the files in the order of their names have the rules in theirs."""
    chapters = {article.number: article for article in text.articles}
    numbers = [chapters[rule["article"]].chapter for rule in rules]
    width = len(str(max(numbers)))
    articles = max(2, len(str(max(rule["article"] for rule in rules))))
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for rule, chapter in zip(rules, numbers, strict=True):
        part = f"-article-{rule['article']:0{articles}}" if numbers.count(chapter) > FEW else ""
        grouped.setdefault(f"chapter-{chapter:0{width}}{part}.yaml", []).append(rule)
    in_files = [rule for name in sorted(grouped) for rule in grouped[name]]
    return grouped if in_files == list(rules) else {ALL_RULES: list(rules)}


def _head(content: Content) -> CommentedMap:
    head = CommentedMap()
    for name in HEAD[:-1]:
        if name == "version_from" and content[name] == content["effective_on"]:
            continue
        is_day = name in ("effective_on", "version_from")
        head[name] = dt.date.fromisoformat(content[name]) if is_day else content[name]
    head["vocabulary"] = _words(content["vocabulary"])
    return head


def _words(vocabulary: Mapping[str, Any]) -> CommentedMap:
    groups = CommentedMap()
    for group, entries in vocabulary.items():
        groups[group] = CommentedMap()
        for code, entry in entries.items():
            groups[group][code] = _flow(entry)
    return groups


def _rule(rule: Mapping[str, Any]) -> CommentedMap:
    written = CommentedMap()
    for name in RULE_FIELDS:
        if name in rule:
            written[name] = _quoted(rule[name]) if name in QUOTED else _flow(rule[name])
    item = rule["item"]
    written["item"] = int(item) if item.isascii() and item.isdigit() and str(int(item)) == item else item
    written.fa.set_flow_style()
    return written


def _quoted(value: str) -> str:
    quoted: str = DoubleQuotedScalarString(value) if "\n" in value else SingleQuotedScalarString(value)
    return quoted


def _flow(value: Any) -> Any:
    """The value with its lists and mappings on one line."""
    if isinstance(value, dict):
        mapping = CommentedMap((name, _flow(item)) for name, item in value.items())
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq(map(_flow, value))
        sequence.fa.set_flow_style()
        return sequence
    return value


def _dump(tree: CommentedMap) -> str:
    yaml = YAML(typ="rt")
    yaml.width, yaml.allow_unicode = WIDE, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(tree, stream)
    return re.sub(r"[ \t]+$", "", stream.getvalue(), flags=re.MULTILINE)
