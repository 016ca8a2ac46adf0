"""The description of the interface as its reference page shows it: groups of operations with their tables and examples."""

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

METHODS = ("get", "post", "put")
CHOICE = re.compile(r"\* `([^`]*)` - ([^\n]*)\n?")
"""A choice as the framework describes it."""


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter, or one field of a body or an answer."""

    name: str
    place: str
    type: str
    required: bool
    text: str


@dataclasses.dataclass(frozen=True)
class Told:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: Sequence[Parameter]
    body: Sequence[Parameter]
    answer: Sequence[Parameter]
    asked: str
    given: str


def operations_of(description: Mapping[str, Any]) -> list[tuple[str, list[Told]]]:
    """The operations by what their tag is called, in the order of the description."""
    labels = {tag["name"]: tag["description"] for tag in description["tags"]}
    groups: dict[str, list[Told]] = {label: [] for label in labels.values()}
    for path, methods in description["paths"].items():
        for method in METHODS:
            if method in methods:
                told = methods[method]
                groups[labels[told["tags"][0]]].append(_told(description, path, method, told))
    return list(groups.items())


def _told(whole: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]) -> Told:
    parameters = [_parameter(whole, each) for each in told["parameters"] if each["name"] != "Accept-Language"]
    done = next(iter(told["responses"]))
    body = _content(told.get("requestBody", {}))
    answer = _content(told["responses"][done])
    return Told(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        text=told["description"],
        parameters=parameters,
        body=_fields(whole, body.get("schema", {})),
        answer=_fields(whole, answer.get("schema", {})),
        asked=_example(body),
        given=_example(answer),
    )


def shapes_of(description: Mapping[str, Any]) -> list[tuple[str, list[Parameter]]]:
    """The objects that answers and bodies are made of, by name."""
    schemas: Mapping[str, Mapping[str, Any]] = description["components"]["schemas"]
    return [
        (name, _fields(description, schema)) for name, schema in schemas.items() if not name.endswith("Page")
    ]


def _words(schema: Mapping[str, Any]) -> str:
    """What is said of a field, with its choices in words."""
    text: str = schema.get("description", "")
    choices = ";".join(f"{code} {word}" for code, word in CHOICE.findall(text))
    return "".join((CHOICE.sub("", text).strip(), choices))


def _content(part: Mapping[str, Any]) -> Mapping[str, Any]:
    content: Mapping[str, Mapping[str, Any]] = part.get("content", {})
    return next(iter(content.values()), {})


def _example(content: Mapping[str, Any]) -> str:
    example = next(iter(content.get("examples", {}).values()), None)
    return json.dumps(example["value"], ensure_ascii=False, indent=2) if example else ""


def _parameter(whole: Mapping[str, Any], told: Mapping[str, Any]) -> Parameter:
    text = _words(told)
    return Parameter(
        told["name"], told["in"], type_of(whole, told["schema"]), told.get("required", False), text
    )


def _fields(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> list[Parameter]:
    resolved = resolve(whole, schema)
    if "items" in resolved.get("properties", {}) and "next" in resolved["properties"]:
        resolved = resolve(whole, resolved["properties"]["items"]["items"])
    needed = resolved.get("required", [])
    return [
        Parameter(name, "", type_of(whole, each), name in needed, _words(each))
        for name, each in resolved.get("properties", {}).items()
    ]


def resolve(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a reference names."""
    if "$ref" in schema:
        found: Mapping[str, Any] = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    return schema


def type_of(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The type of a value in short: string, date, UnitShape, [string], a | b."""
    if "$ref" in schema:
        resolved = resolve(whole, schema)
        return type_of(whole, resolved) if "enum" in resolved else str(schema["$ref"]).rsplit("/", 1)[-1]
    for joined in ("oneOf", "anyOf", "allOf"):
        if joined in schema:
            return " | ".join(dict.fromkeys(type_of(whole, each) for each in schema[joined]))
    if "enum" in schema:
        return " | ".join(str(each) if each else '""' for each in schema["enum"])
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return " | ".join(schema.get("format", each) if each == "string" else each for each in kind)
    if kind == "array":
        return f"[{type_of(whole, schema['items'])}]"
    return str(schema.get("format", kind))
