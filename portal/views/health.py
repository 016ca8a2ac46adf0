"""Answers for the load balancer and the operator's watch, and the page that says how the installation does."""

from django.contrib import messages
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from portal import access, clock
from portal.models import Role
from portal.selectors.deliveries import GIVEN_UP, readable_deliveries
from portal.selectors.health import WELL, WRONG, lines, schedules
from portal.services.previews import previews_again, previews_given_up


@access.public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@access.public
def readyz(request: HttpRequest) -> JsonResponse:
    """The process and what it stands on answer; 503 names what does not."""
    checks = {"database": _database(), "redis": _redis()}
    ready = all(checks.values())
    return JsonResponse({"status": "ok" if ready else "unavailable", **checks}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


@access.roles(Role.SYSTEM_ADMIN, Role.OFFICE)
@require_safe
def health_page(request: access.PortalRequest) -> HttpResponse:
    """What runs by itself and what it stands on; without business data, but for the office what failed in its area."""
    plan, looked_at = schedules(), lines()
    failed = readable_deliveries(request.actor).filter(GIVEN_UP)
    operates = request.actor.role == Role.SYSTEM_ADMIN
    context = {
        "schedules": plan,
        "lines": [(line, WELL if line.is_good else WRONG) for line in looked_at],
        "attention": [each.name for each in plan if not each.is_good]
        + [line.name for line in looked_at if not line.is_good],
        "failed": failed.count(),
        "unmade": previews_given_up().count() if operates else 0,
        "operates": operates,
        "at": clock.now(),
    }
    return render(request, "portal/health.html", context)


@access.roles(Role.SYSTEM_ADMIN)
@require_POST
def previews_retry_all(request: access.PortalRequest) -> HttpResponse:
    """Have the previews that were given up tried anew."""
    number = previews_again(actor=request.actor)
    told = f"已重新安排{number}份文件的预览,几分钟内生成。" if number else "没有需要重新生成的预览。"
    messages.success(request, told)
    return redirect("health")
