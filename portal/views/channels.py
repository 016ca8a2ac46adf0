"""How one wants to be told, endpoints of messaging systems, and what has been delivered."""

import uuid
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import access
from portal.forms.channels import EndpointForm, NewEndpointForm, PreferenceForm
from portal.listings.deliveries import DeliveryList
from portal.lists.pages import list_page
from portal.lists.ticks import ids_of
from portal.models import Account, Endpoint, Role
from portal.selectors.channels import gateways_of, preference_of, readable_endpoints
from portal.selectors.deliveries import backlog, readable_deliveries
from portal.selectors.feeds import token_of
from portal.services.deliveries import deliveries_retry
from portal.services.endpoints import endpoint_add, endpoint_edit, endpoint_test
from portal.services.preferences import CHOSEN, feed_renew, feed_revoke, preference_save
from portal.services.throttle import too_many

PAGE = 30
TRIALS, MINUTE = 10, 60


@access.roles(*Role)
@require_http_methods(["GET", "POST"])
def preferences(request: access.PortalRequest) -> HttpResponse:
    """When and by what ways one is told, and one's calendar feed."""
    account = cast(Account, request.actor.account)
    stored, has_gateway = preference_of(account), bool(gateways_of([account.pk]))
    sent = request.POST if request.method == "POST" else None
    form = PreferenceForm(
        sent, initial={name: getattr(stored, name) for name in CHOSEN}, has_gateway=has_gateway
    )
    if form.is_bound and form.is_valid():
        try:
            preference_save(actor=request.actor, values=form.values(stored))
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, "接收设置已保存。")
            return redirect("preferences")
    token = token_of(stored.feed) if stored.feed else ""
    unit = request.actor.post.unit if request.actor.post and request.actor.role in access.BUSINESS else None
    context = {
        "form": form,
        "preference": stored,
        "site": settings.SITE_URL,
        "token": token,
        # Calendar programs take addresses of this scheme for their own.
        "phone_feed": f"webcal://{urlsplit(settings.SITE_URL).netloc}{reverse('feed', args=[token])}"
        if token
        else "",
        "unit_feed": reverse("unit-feed", args=[token, unit.public_id]) if token and unit else "",
    }
    return render(request, "portal/channels/preferences.html", context, status=422 if form.errors else 200)


@access.roles(*Role)
@require_POST
def feed_change(request: access.PortalRequest) -> HttpResponse:
    """Give one's calendar feed a new address, or end it."""
    if request.POST.get("do") == "revoke":
        feed_revoke(actor=request.actor)
        messages.success(request, "日历订阅已停用,原地址已失效。")
    else:
        feed_renew(actor=request.actor)
        messages.success(request, "已生成新的订阅地址;以前的地址(如有)已失效。")
    return redirect("preferences")


@access.roles(Role.SYSTEM_ADMIN, Role.OFFICE)
@require_GET
def endpoint_list(request: access.PortalRequest) -> HttpResponse:
    """The endpoints: set by the system administrator, seen by the office of the area."""
    page = Paginator(readable_endpoints(request.actor), PAGE).get_page(request.GET.get("page"))
    sets = request.actor.role == Role.SYSTEM_ADMIN
    return render(request, "portal/channels/endpoints.html", {"page": page, "sets": sets})


@access.roles(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def endpoint_new(request: access.PortalRequest) -> HttpResponse:
    """Set a new endpoint; a secret that was made for it is shown once."""
    form = NewEndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            endpoint, made = endpoint_add(
                actor=request.actor, unit=form.cleaned_data["unit"], values=form.cleaned_data
            )
        except ValidationError as error:
            _add_faults(form, error)
        else:
            messages.success(request, f"已设置消息接口“{endpoint.name}”,请发一条测试消息。")
            if made:
                return _endpoint_page(request, endpoint, _form_of(endpoint), made=made)
            return redirect("endpoint", endpoint.public_id)
    return render(
        request, "portal/channels/endpoint.html", {"form": form}, status=422 if form.errors else 200
    )


@access.roles(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "POST"])
def endpoint_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an endpoint."""
    endpoint = _endpoint_or_404(request, public_id)
    form = _form_of(endpoint, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            endpoint_edit(
                actor=request.actor, endpoint=endpoint, version=values.pop("version") or 0, values=values
            )
        except ValidationError as error:
            _add_faults(form, error)
        else:
            messages.success(request, "消息接口已保存。")
            return redirect("endpoint", public_id)
    return _endpoint_page(request, endpoint, form)


@access.roles(Role.SYSTEM_ADMIN)
@require_POST
def endpoint_trial(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a test message and show the answer."""
    endpoint = _endpoint_or_404(request, public_id)
    if too_many(name="endpoint-trial", address=str(public_id), limit=TRIALS, seconds=MINUTE):
        messages.warning(request, "测试太频繁,请一分钟后再试。")
        return redirect("endpoint", public_id)
    trial = endpoint_test(actor=request.actor, endpoint=endpoint)
    return _endpoint_page(request, endpoint, _form_of(endpoint), trial=trial)


def _endpoint_or_404(request: access.PortalRequest, public_id: uuid.UUID) -> Endpoint:
    return get_object_or_404(readable_endpoints(request.actor), public_id=public_id)


def _form_of(endpoint: Endpoint, sent: QueryDict | None = None) -> EndpointForm:
    """The form of an endpoint, without address and secret."""
    names = ("name", "adapter", "hour", "is_active", "version")
    return EndpointForm(sent, initial={name: getattr(endpoint, name) for name in names})


def _endpoint_page(
    request: access.PortalRequest, endpoint: Endpoint, form: EndpointForm, **more: Any
) -> HttpResponse:
    context = {"form": form, "endpoint": endpoint} | more
    return render(
        request,
        "portal/channels/endpoint.html",
        context,
        status=422 if form.is_bound and form.errors else 200,
    )


def _add_faults(form: EndpointForm, error: ValidationError) -> None:
    """Tell a service's faults at their fields, or at the top where the form has no such field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.message_dict.items():
        form.add_error(field if field in form.fields else None, " ".join(faults))


@access.roles(Role.SYSTEM_ADMIN, Role.OFFICE)
@require_GET
def delivery_list(request: access.PortalRequest) -> HttpResponse:
    """What was handed to mail servers and endpoints, with its state."""
    listing = DeliveryList(request.actor, request.GET)
    return list_page(request, listing, "portal/channels/deliveries.html", {"backlog": backlog()})


@access.roles(Role.SYSTEM_ADMIN, Role.OFFICE)
@require_POST
def deliveries_again(request: access.PortalRequest) -> HttpResponse:
    """Let what is ticked, or (`all`) all that is tried no more, be sent again."""
    rows = readable_deliveries(request.actor)
    if not request.POST.get("all"):
        rows = rows.filter(public_id__in=ids_of(request.POST.getlist("delivery")))
    number = deliveries_retry(actor=request.actor, deliveries=rows)
    told = f"已重新排入发送{number}条,几分钟内开始发出。" if number else "没有需要重新发送的。"
    messages.success(request, told)
    return redirect("deliveries")
