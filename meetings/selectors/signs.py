"""Reading questions about entries: lists with a constant number of queries, one question with what it is about."""

import dataclasses
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Count, QuerySet
from django.http import Http404

from meetings.access import visible_entries
from meetings.models import Entry, Evidence, Sign, SignKind, SignState
from meetings.sign_access import READERS, visible_signs
from portal.access import Actor
from portal.marks import Mark
from portal.models import Change, FilePreview, Person
from portal.wording import period_cn

MARKS = {
    SignState.OPEN.value: Mark("due-soon", "◔", "待核"),
    SignState.ANSWERED.value: Mark("upcoming", "◷", "已答复"),
    SignState.CLOSED.value: Mark("met", "✓", "已关闭"),
}

QUESTIONS = {
    SignKind.PICTURE: "两份登记单的照片相近(画面约{agreement}%一致),请核对是否为同一次活动。",
    SignKind.MINUTES: "两份登记单的纪要文字约{common}%相同,请核对是否各有其事。",
    SignKind.PLACES: "两份登记单上{name}在同一时段到了两处(重叠{minutes}分钟),请核对时间、地点和到场人员。",
    SignKind.BURST: "{period}的{of_all}份登记单中有{number}份集中在最后{days}日,请核对是否确在当日开展。",
    SignKind.LATE: "履职{days}日后才提交登记单,请核对补录的原因。",
}
"""Each sign as a question to the office; none says that something was done wrong."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """A question with its words, state and those of its entries that the actor may open; `elsewhere` counts the others."""

    sign: Sign
    question: str
    mark: Mark
    entries: list[Entry]
    elsewhere: int


def signs_of(actor: Actor, kind: str, state: str) -> QuerySet[Sign]:
    """The questions that the actor may read, the latest first, narrowed where a kind or state is named."""
    rows = visible_signs(actor)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(state=state) if state else rows


def counts(actor: Actor, kind: str) -> list[tuple[str, str, int]]:
    """States with their word and how many questions of the kind are in each; one query."""
    rows = signs_of(actor, kind, "").order_by().values("state").annotate(number=Count("pk"))
    numbers = {row["state"]: row["number"] for row in rows}
    return [(value, MARKS[value].label, numbers.get(value, 0)) for value in SignState.values]


def sign_or_404(actor: Actor, public_id: uuid.UUID) -> Sign:
    """The question with this public id, if the actor may read it; raises Http404 otherwise."""
    found = visible_signs(actor).select_related("closed_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def asked(actor: Actor, signs: Iterable[Sign]) -> list[Asked]:
    """The questions in words, with their entries; three queries, however many they are."""
    signs = list(signs)
    links = Sign.entries.through.objects.filter(sign__in=signs).values_list("sign_id", "entry_id")
    of_sign: dict[int, list[int]] = {}
    for sign_id, entry_id in links:
        of_sign.setdefault(sign_id, []).append(entry_id)
    wanted = {pk for held in of_sign.values() for pk in held}
    rows = visible_entries(actor).filter(pk__in=wanted).select_related("unit", "leader")
    entries = {entry.pk: entry for entry in rows.order_by("occurred_on", "pk")}
    people = {sign.detail["person"] for sign in signs if "person" in sign.detail}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    found = []
    for sign in signs:
        held = of_sign.get(sign.pk, [])
        shown = [entry for pk, entry in entries.items() if pk in held]
        words = question(sign, len(held), names)
        found.append(Asked(sign, words, MARKS[sign.state], shown, len(held) - len(shown)))
    return found


def question(sign: Sign, number: int, names: Mapping[int, str]) -> str:
    """The sign as a question."""
    told = sign.detail | {"number": number, "name": names.get(sign.detail.get("person"), "同一人员")}
    if "period" in told:
        told["period"] = period_cn(told["period"])
    return QUESTIONS[SignKind(sign.kind)].format(**told)


def pictures_of(actor: Actor, sign: Sign) -> list[Evidence]:
    """The pictures that a question is about, as far as the actor may open them."""
    files = sign.detail.get("files", [])
    rows = Evidence.objects.filter(public_id__in=files, entry__in=visible_entries(actor))
    rows = rows.filter(
        file__sha256__in=FilePreview.objects.filter(state=FilePreview.State.MADE).values("sha256")
    )
    return list(rows.select_related("file", "entry__unit").order_by("pk")) if files else []


def questions_about(actor: Actor, entry: Entry) -> list[Asked]:
    """What is asked about an entry, for those who may see it; the latest first."""
    if actor.post is None or actor.role not in READERS:
        return []
    signs = list(visible_signs(actor).filter(entries=entry))
    return asked(actor, signs) if signs else []


def last_threshold_change() -> Change | None:
    """Who set the thresholds last, when and why."""
    return Change.objects.filter(action="signs_threshold").order_by("-at", "-pk").first()
