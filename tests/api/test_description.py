"""The description of the interface: as the code has it, valid, and with examples that are what it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from portal.views.reference import FILE


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return told


def test_it_is_what_the_code_says(description: dict[str, Any]) -> None:
    """Made anew by `manage.py spectacular --format openapi-json --file portal/api/openapi.json`."""
    told = SchemaGenerator().get_schema(request=None, public=True)
    assert json.loads(json.dumps(told, default=str)) == description


def test_it_is_valid(description: dict[str, Any]) -> None:
    validate_schema(description)


def examples(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example with its schema."""
    for path in description["paths"].values():
        for told in path.values():
            for part in (told.get("requestBody", {}), *told["responses"].values()):
                for content in part.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        yield told["operationId"], content["schema"], example["value"]


def test_every_operation_has_examples_that_fit(description: dict[str, Any]) -> None:
    wrong, seen = [], set()
    for name, schema, value in examples(description):
        seen.add(name)
        whole = schema | {"components": description["components"]}
        wrong += [f"{name}: {fault.message}" for fault in Draft202012Validator(whole).iter_errors(value)]
    files = {"document_file", "job_file", "evidence_file", "brief_file"}
    named = {told["operationId"] for path in description["paths"].values() for told in path.values()}
    assert wrong == []
    assert named - seen - files == set()
