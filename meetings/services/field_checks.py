"""What a visit and a round of households must have before they are submitted, by the names of their forms' fields."""

from collections.abc import Iterator

from duties.household_numbers import personal_fault
from meetings.services.contents import EntryContent


def visit_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    """Where it went; and of each problem a deadline that can be kept, nothing about persons."""
    if not content.targets and not content.place:
        yield "targets", "请选择调研走访的单位;不在任何单位的,请填写地点。"
    for line in content.problems:
        if line.due_on is not None and content.occurred_on is not None and line.due_on < content.occurred_on:
            yield "__all__", f"问题“{line.text[:20]}”的整改时限早于调研走访日期;请核对。"
        if fault := personal_fault(f"{line.text} {line.measure}"):
            yield "__all__", f"问题“{line.text[:10]}”{fault}"


def round_faults(content: EntryContent) -> Iterator[tuple[str, str]]:
    """Which households, and how they were reached; no pictures are taken (docs/field-work.md)."""
    if not content.households:
        yield "households", "请勾选走访或者联系过的户。"
    if not content.details.get("way"):
        yield "way", "请选择是走访还是联系。"
    if content.files:
        yield "__all__", "入户走访联系不附照片和文件;请去掉后再提交。"
