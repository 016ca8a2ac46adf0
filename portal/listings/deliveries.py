"""送达情况: what was handed to mail servers and endpoints, with its state."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from portal.lists.columns import Column
from portal.lists.filters import DayFilter, ListFilters, PickFilter, WordsFilter
from portal.lists.listing import Listing
from portal.models import Delivery, Role
from portal.selectors.deliveries import SHELVES, readable_deliveries


def _on_shelf(shelf: str) -> Q:
    return SHELVES[shelf][1]


class DeliveryFilters(ListFilters):
    """What the deliveries can be narrowed by; what is tried no more, where nothing is asked for."""

    shelf = PickFilter(
        label="状态", choices=[(name, label) for name, (label, _) in SHELVES.items()], by=_on_shelf
    )
    words = WordsFilter("account__name", "endpoint__name", hint="收件人、接口")
    channel = PickFilter(label="方式", choices=Delivery._meta.get_field("channel").choices)
    first = DayFilter(field_name="made_at", lookup_expr="date__gte", label="日期自")
    last = DayFilter(field_name="made_at", lookup_expr="date__lte", label="日期至")
    defaults: Mapping[str, str] = {"shelf": "given-up"}


def _whom(delivery: Delivery) -> str:
    if delivery.account:
        return delivery.account.name
    return delivery.endpoint.unit.name if delivery.endpoint else ""


SUBJECT = Column[Delivery]("subject", "内容", lambda row: row.subject, width=40)
KIND = Column[Delivery]("kind", "内容", lambda row: "每日摘要" if row.is_digest else "急件", width=12)
COLUMNS: Sequence[Column[Delivery]] = (
    Column("whom", "收件人", _whom, width=20),
    Column("channel", "方式", lambda row: row.get_channel_display(), sort=("channel", "-made_at"), width=12),
    Column("endpoint", "接口", lambda row: row.endpoint.name if row.endpoint else "", shown=False, width=20),
    SUBJECT,
    KIND,
    Column("number", "编号", lambda row: row.number, shown=False, width=14, nowrap=True),
    Column("state", "状态", lambda row: row.get_state_display(), width=12, nowrap=True),
    Column("attempts", "已试次数", lambda row: row.attempts, width=10, numeric=True),
    Column("reason", "原因", lambda row: row.reason, width=40),
    Column(
        "made_at", "提交时间", lambda row: row.made_at, sort=("made_at",), latest=True, width=18, nowrap=True
    ),
    Column(
        "sent_at", "发出时间", lambda row: row.sent_at, sort=("sent_at",), latest=True, width=18, nowrap=True
    ),
    Column(
        "next_try_at", "下次发送", lambda row: row.next_try_at, sort=("next_try_at",), width=18, nowrap=True
    ),
)


class DeliveryList(Listing[Delivery]):
    """What was handed over, the latest first."""

    name = "deliveries"
    title = "送达情况"
    roles = frozenset({Role.SYSTEM_ADMIN, Role.OFFICE})
    columns = COLUMNS
    filters = DeliveryFilters
    order = ("-made_at",)
    quick = "shelf"
    tick = "delivery"
    tick_unit = "条"

    def rows(self) -> QuerySet[Any]:
        """Those that one may read."""
        return readable_deliveries(self.actor)

    def offered(self) -> Sequence[Column[Any]]:
        """The three administrators read no business data, and a subject tells how many duties are late."""
        left_out = KIND if self.actor.role == Role.OFFICE else SUBJECT
        return [column for column in self.columns if column != left_out]

    def ticked(self, row: Delivery) -> tuple[str, str] | None:
        """What is tried no more can be sent again."""
        again = row.next_try_at is None and row.state != Delivery.State.SENT
        return (str(row.public_id), f"{_whom(row)} {row.number}") if again else None
