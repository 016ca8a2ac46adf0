"""Tokens for other programs: one's own, made and revoked; all of them for the security administrator."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal import access, clock
from portal.forms.tokens import TokenForm, scope_label
from portal.models import ApiToken, Role
from portal.selectors.api_tokens import own_tokens, readable_token_or_404, readable_tokens
from portal.services.api_tokens import token_make, token_revoke

PAGE = 30


@access.roles(*access.BUSINESS)
@require_http_methods(["GET", "POST"])
@never_cache
def tokens(request: access.PortalRequest) -> HttpResponse:
    """One's own tokens and the form of a new one, whose secret is shown this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made = secret = None
    if form.is_bound and form.is_valid():
        try:
            made, secret = token_make(
                actor=request.actor,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_on=form.expires_on,
            )
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            form = TokenForm()
    page = Paginator(own_tokens(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "made": made, "secret": secret, "page": page, "rows": _rows(page)}
    return render(request, "portal/tokens/own.html", context, status=422 if form.errors else 200)


@access.roles(Role.SECURITY_ADMIN)
@require_GET
def all_tokens(request: access.PortalRequest) -> HttpResponse:
    """All tokens: whose they are, what they may, when they were last used."""
    page = Paginator(readable_tokens(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/tokens/all.html", {"page": page, "rows": _rows(page)})


@access.roles(*access.BUSINESS, Role.SECURITY_ADMIN)
@require_POST
def revoke(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a token at once."""
    token = token_revoke(actor=request.actor, token=readable_token_or_404(request.actor, public_id))
    messages.success(request, f"令牌“{token.name}”已停用,使用它的程序从现在起不能再访问。")
    return redirect("tokens-all" if request.actor.role == Role.SECURITY_ADMIN else "tokens")


def _rows(found: Iterable[ApiToken]) -> list[tuple[ApiToken, str, list[str]]]:
    """Tokens with their state in words and their scopes in words."""
    return [(token, _state(token), [scope_label(each) for each in token.scopes]) for token in found]


def _state(token: ApiToken) -> str:
    if token.revoked_at is not None:
        return "已停用"
    return "已过期" if token.expires_on < clock.today() else "有效"
