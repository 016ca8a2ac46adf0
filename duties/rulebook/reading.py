"""Reading a rulebook strictly: one YAML file, or a folder of files that together are one, each fault with its line."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from duties.rulebook.content import BASED_ON

HEAD_FIELDS = ("regulation", "title", "effective_on", "version_from", "vocabulary")


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong, and where: `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class RulebookError(Exception):
    """A rulebook that is refused, with all its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a rule stands."""

    file: str
    line: int


@dataclasses.dataclass(frozen=True)
class Rulebook:
    """A rulebook as plain data (`content`, days as ISO text) with the place of each rule, by position.

    `based_on` is the digest of the version that an exported file was made of, by its comment; empty without one.
    """

    content: dict[str, Any]
    places: tuple[Place, ...]
    head: Place
    based_on: str = ""

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The rules in the regulation's order."""
        rules: list[dict[str, Any]] = self.content["rules"]
        return rules


def read_rulebook(path: Path) -> Rulebook:
    """Read a file, or the `*.yaml` files of a folder in the order of their names.

    Raises RulebookError for YAML that does not parse, a key given twice, an unknown field at the top, or a missing one.
    """
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise RulebookError([Fault(path.name, 0, "没有 .yaml 文件;请指明规则库文件或其文件夹")])
    content: dict[str, Any] = {"rules": []}
    places: list[Place] = []
    head = Place(files[0].name, 1)
    for file in files:
        tree = _parse(file)
        faults = _take(tree, file.name, content, places)
        if faults:
            raise RulebookError(faults)
        if "regulation" in tree:
            head = Place(file.name, 1)
    missing = [name for name in HEAD_FIELDS if name not in content and name != "version_from"]
    if missing or not content["rules"]:
        raise RulebookError([Fault(head.file, 0, f"缺少 {'、'.join(missing or ['rules'])};请补上")])
    return Rulebook(content, tuple(places), head, _based_on(files))


def _based_on(files: list[Path]) -> str:
    named = (BASED_ON.search(file.read_text(encoding="utf-8")) for file in files)
    return next((found[1] for found in named if found), "")


def _parse(file: Path) -> CommentedMap:
    try:
        tree = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RulebookError([Fault(file.name, line, f"不是规范的 YAML:{error.problem}")]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError([Fault(file.name, 0, "无法读取;请确认文件存在且为 UTF-8 编码")]) from error
    except (ValueError, YAMLError, RecursionError) as error:
        raise RulebookError(
            [Fault(file.name, 0, "有无法解读的值;请核对日期是否存在、层次是否过深")]
        ) from error
    if not isinstance(tree, CommentedMap):
        raise RulebookError([Fault(file.name, 1, "应为“字段: 值”的形式")])
    return tree


def _take(tree: CommentedMap, file: str, content: dict[str, Any], places: list[Place]) -> list[Fault]:
    faults = []
    for name, value in tree.items():
        line = tree.lc.key(name)[0] + 1
        if name == "rules" and not _is_list_of_rules(value):
            faults.append(Fault(file, line, "rules 应为口径的列表,每条写作 - {id: …}"))
        elif name == "rules":
            content["rules"].extend(_plain(value))
            places.extend(Place(file, value.lc.item(index)[0] + 1) for index in range(len(value)))
        elif name not in HEAD_FIELDS:
            faults.append(Fault(file, line, f"未知字段 {name};可用 {'、'.join((*HEAD_FIELDS, 'rules'))}"))
        elif name in content:
            faults.append(Fault(file, line, f"字段 {name} 在另一文件中已有"))
        else:
            content[name] = _plain(value)
    return faults


def _is_list_of_rules(value: Any) -> bool:
    return isinstance(value, CommentedSeq) and all(isinstance(rule, CommentedMap) for rule in value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, str) else value
