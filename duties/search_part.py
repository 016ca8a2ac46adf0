"""What of the duties is found by searching: articles, the rules read from them, supervision items, talks, tasks."""

from collections.abc import Collection, Iterator

from django.db.models import F, Q
from django.urls import reverse

from duties.models import Provision, Reading, Regulation, RulebookVersion, SupervisionItem, Talk, Task
from duties.naming import article_name, provision_name
from duties.selectors.annual_tasks.rights import visible_tasks
from duties.selectors.talks.reading import readable_talks
from duties.supervision_access import visible_items
from duties.talk_states import State
from duties.wording import FORCE
from portal import access, clock, registry
from portal.access import Actor
from portal.models import Role
from portal.search.sources import Found, Source, addresses, only, own_key

OFFICE = frozenset({Role.OFFICE})


def join() -> None:
    """Register them, and what an office begins; called once, when the app is ready."""
    readers = access.BUSINESS - {Role.MEMBER}
    articles = Source(
        "article", "条文", 30, article_rows, in_force, access.BUSINESS, thorough=True,
        follows={"duties.regulation": articles_of, "duties.rulebookversion": articles_of},
    )  # fmt: skip
    rules = Source(
        "rule", "口径", 35, rule_rows, governing, access.BUSINESS, thorough=True,
        follows={"duties.regulation": readings_of, "duties.rulebookversion": readings_of},
    )  # fmt: skip
    items = Source(
        "supervision", "督办件", 40, item_rows, items_seen, access.BUSINESS,
        follows={"duties.supervisionitem": own_key}, recent=True,
    )  # fmt: skip
    talks = Source(
        "talk", "约谈", 50, talk_rows, talks_seen, readers, follows={"duties.talk": own_key}, recent=True
    )
    tasks = Source(
        "task",
        "任务",
        55,
        task_rows,
        tasks_seen,
        access.BUSINESS,
        follows={"duties.task": own_key},
        recent=True,
    )
    for source in (articles, rules, items, talks, tasks):
        registry.add_search_source(source)
    registry.add_command("催办、拟督办通知单", "overdue", roles=OFFICE, words=["逾期", "督办", "通知单"])
    registry.add_command("提出约谈建议", "talk-new", roles=OFFICE, words=["约谈"])
    registry.add_command(
        "提出情况说明、豁免申请", "statements", roles={Role.OFFICIAL, Role.CLERK}, words=["豁免"]
    )


def _regulation_of(written: Regulation | RulebookVersion) -> int:
    return written.pk if isinstance(written, Regulation) else written.regulation_id


def articles_of(written: Regulation | RulebookVersion) -> Collection[int]:
    """The articles of a regulation that was loaded or read anew."""
    return Provision.objects.filter(regulation=_regulation_of(written)).values_list("pk", flat=True)


def readings_of(written: Regulation | RulebookVersion) -> Collection[int]:
    """All its readings, earlier ones too."""
    return Reading.objects.filter(rule__regulation=_regulation_of(written)).values_list("pk", flat=True)


def _book() -> dict[int, str]:
    """By regulation, what names it in an address of the rulebook; the one loaded first needs no name."""
    codes = list(Regulation.objects.order_by("pk").values_list("pk", "code"))
    return {key: f"?regulation={code}" if number else "" for number, (key, code) in enumerate(codes)}


def article_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """The articles of all regulations by number; found by their words."""
    books = _book()
    for each in only(Provision.objects.order_by("pk"), refs).select_related("regulation").iterator():
        yield Found(
            ref=each.pk,
            unit=None,
            title=article_name(each.article),
            names=(f"第{each.article}条",),
            note=f"{each.regulation.title} · {each.chapter_title}",
            text=each.text,
            url=reverse("rulebook-article", args=[each.article]) + books[each.regulation_id],
        )


def in_force(actor: Actor) -> Q:
    """Those of regulations that have a version in force today, as the rulebook shows them."""
    books = RulebookVersion.objects.filter(version_from__lte=clock.today()).values("regulation")
    return Q(ref__in=Provision.objects.filter(regulation__in=books).order_by().values("pk"))


def rule_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """The readings known now, each by its title; found by the quoted words and the interpretation."""
    books = _book()
    texts = {(each.regulation_id, each.article): each.text for each in Provision.objects.all()}
    rows = only(Reading.objects.filter(known__endswith__isnull=True).order_by("pk"), refs)
    for each in rows.select_related("rule").iterator():
        rule = each.rule
        named = provision_name(rule.article, rule.item, texts.get((rule.regulation_id, rule.article), ""))
        address = reverse("rulebook-article", args=[rule.article]) + books[rule.regulation_id]
        yield Found(
            ref=each.pk,
            unit=None,
            title=each.title,
            note=f"{named} · {FORCE.get(each.force, each.force)}",
            text=f"{each.quote} {each.read_as}",
            url=f"{address}#{rule.code}",
        )


def governing(actor: Actor) -> Q:
    """The readings that govern today."""
    today = Reading.objects.filter(known__endswith__isnull=True, governs__contains=clock.today())
    return Q(ref__in=today.values("pk"))


def item_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Supervision items by the title of the notice and their number; found by what they demand."""
    address = addresses("supervision-item")
    rows = only(SupervisionItem.objects.order_by("pk"), refs).select_related("notice", "unit", "office")
    for each in rows.iterator():
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=each.notice.title,
            names=(each.number,) if each.number else (),
            note=" · ".join(filter(None, (each.number, f"{each.office.name}督办", each.at.label))),
            text=f"{each.unit.name} {each.demands}",
            day=each.made_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def items_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=visible_items(actor).order_by().values("pk"))


def talk_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Talks by who talks to whom; found by the number of the notice."""
    address = addresses("talk")
    rows = only(Talk.objects.order_by("pk"), refs).annotate(notice_number=F("notice__number"))
    for each in rows.select_related("office", "unit").iterator():
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=f"约谈{each.unit.name}",
            names=(each.notice_number,) if each.notice_number else (),
            note=f"{each.office.name} · {each.get_basis_display()} · {State(each.state).label}",
            text=f"{each.office.name}约谈{each.unit.name}",
            day=each.proposed_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def talks_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_talks(actor).order_by().values("pk"))


def task_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Annual tasks by their title; found by measures, target and who leads."""
    address = addresses("task")
    for each in only(Task.objects.order_by("pk"), refs).select_related("unit", "lead").iterator():
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=each.title,
            note=f"{each.unit.name} · {each.year} 年度 · {each.due_on:%Y-%m-%d} 前完成",
            text=f"{each.lead.name} {each.measures} {each.target}",
            day=each.made_at.astimezone(clock.SHANGHAI).date(),
            url=address(each.public_id),
        )


def tasks_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=visible_tasks(actor).order_by().values("pk"))
