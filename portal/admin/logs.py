"""The two logs, read by the audit administrator; nobody writes here."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from portal import clock
from portal.admin.desk import CappedPaginator, Desk
from portal.admin.site import site
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
    ordering: ClassVar[list[str]] = ["-at", "-pk"]
    paginator = CappedPaginator
    list_filter = [DayFilter]
    search_fields = ["account_label", "post_label", "action", "target_ref"]
    search_help_text = "可按姓名、平台岗位、操作、对象查找;清单最多显示最近2000条,更早的请用条件缩小范围。"
    list_display_links = ["at"]


@admin.register(Change, site=site)
class ChangeDesk(LogDesk):
    """Every write, with before and after."""

    list_display = ["at", "account_label", "post_label", "action", "target_kind", "target_ref", "reason"]


@admin.register(Access, site=site)
class AccessDesk(LogDesk):
    """Every sign-in, refusal, export and reading of a personal history."""

    list_display = ["at", "account_label", "action", "target_ref", "address", "succeeded"]
