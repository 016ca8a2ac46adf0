"""The two logs, read by the audit administrator; nobody writes here."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from portal import clock
from portal.admin.desk import CappedPaginator, Desk, yes_no
from portal.admin.site import site
from portal.admin.words import action_word, kind_word, told
from portal.models import Access, Change, Role


class DayFilter(admin.SimpleListFilter):
    """Rows of the last days (days in Asia/Shanghai)."""

    title = "时间"
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Today, a week, a month, half a year."""
        return [("1", "今天"), ("7", "近7天"), ("30", "近30天"), ("180", "近180天")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the rows since the first of these days."""
        days = dict(self.lookups(request, None))
        if self.value() not in days:
            return queryset
        first = clock.today() - dt.timedelta(days=int(str(self.value())) - 1)
        return queryset.filter(at__gte=timezone.make_aware(dt.datetime.combine(first, dt.time.min)))


class LogDesk(Desk):
    """A log: newest first, counted up to a limit."""

    readers = frozenset({Role.AUDIT_ADMIN})
    ordering = ("-at", "-pk")
    paginator = CappedPaginator
    list_filter = [DayFilter]
    search_fields = ["account_label", "post_label", "target_ref"]
    search_help_text = "可按姓名、平台岗位、对象查找;清单最多显示最近2000条,更早的请用条件缩小范围。"
    list_display_links = ["at"]

    @admin.display(description="操作", ordering="action")
    def action_cn(self, row: Any) -> str:
        """What was done, in words."""
        return action_word(row.action)


@admin.register(Change, site=site)
class ChangeDesk(LogDesk):
    """Every write, with before and after."""

    position = 10
    about = "每一次写入:何人、以何岗位、何时、改前改后。"
    list_display = ["at", "account_label", "post_label", "action_cn", "kind_cn", "unit", "reason"]
    list_select_related = ["unit"]
    fields = [
        "at", "account_label", "post_label", "action_cn", "kind_cn", "target_ref",
        "unit", "reason", "before_cn", "after_cn", "request_id", "digest",
    ]  # fmt: skip

    @admin.display(description="对象类别", ordering="target_kind")
    def kind_cn(self, row: Change) -> str:
        """What was written, in words."""
        return kind_word(row.target_kind)

    @admin.display(description="变更前")
    def before_cn(self, row: Change) -> str:
        """The values before, by the names of their columns."""
        return told(row.target_kind, row.before)

    @admin.display(description="变更后")
    def after_cn(self, row: Change) -> str:
        """The values after, by the names of their columns."""
        return told(row.target_kind, row.after)


@admin.register(Access, site=site)
class AccessDesk(LogDesk):
    """Every sign-in, refusal, export and reading of a personal history."""

    position = 11
    about = "每一次登录、拒绝、导出和查阅个人履历。"
    list_display = ["at", "account_label", "action_cn", "target_ref", "address", yes_no("succeeded", "成功")]
    fields = ["at", "account_label", "post_label", "action_cn", "target_ref", "address", "succeeded", "request_id", "digest"]  # fmt: skip
