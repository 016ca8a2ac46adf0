"""Signing in and out, the password, the post in use, and where each role begins."""

import uuid
from typing import cast

from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal import access, registry
from portal.middleware import SESSION_POST
from portal.models import Account
from portal.services.changes import log_access
from portal.services.passwords import password_change


def address_of(request: HttpRequest) -> str | None:
    """The address the request came from, as the access log keeps it."""
    return request.META.get("REMOTE_ADDR") or None


class SignIn(LoginView):
    """The sign-in page; somebody who is signed in already goes home. Every attempt is in the access log."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in and keep who did."""
        response = super().form_valid(form)
        account = form.get_user()
        self._log(account, "sign_in", account.username, succeeded=True)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Keep the failed attempt, or that the lock refused it; the page never says which of the two fields is wrong."""
        refused = getattr(self.request, "axes_locked_out", False)
        name = form.data.get("username", "")[:200].replace("\x00", "")
        self._log(None, "sign_in_refused" if refused else "sign_in", name, succeeded=False)
        return super().form_invalid(form)

    def _log(self, account: Account | None, action: str, name: str, *, succeeded: bool) -> None:
        actor = access.Actor(account=account, post=None, request_id=uuid.uuid4())
        log_access(
            actor=actor, action=action, target_ref=name, address=address_of(self.request), succeeded=succeeded
        )


sign_in = access.public(SignIn.as_view())


@access.signed_in
def home(request: access.PortalRequest) -> HttpResponse:
    """The first page that the present post may open; a page that says what is missing where there is none."""
    if request.actor.role in access.ADMINISTRATORS:
        return redirect("admin:index")
    pages = registry.navigation(request, request.actor)
    if pages:
        return redirect(pages[0]["url"])
    return render(request, "portal/no_post.html")


@access.signed_in
@require_POST
def switch_post(request: access.PortalRequest) -> HttpResponse:
    """Go on in another of one's posts."""
    chosen = request.POST.get("post", "")
    posts = access.posts_of(cast(Account, request.user))
    if any(str(post.public_id) == chosen for post in posts):
        request.session[SESSION_POST] = chosen
    return redirect("home")


@access.signed_in
@require_http_methods(["GET", "POST"])
def change_password(request: access.PortalRequest) -> HttpResponse:
    """Set a password of one's own; the only page of an account that was given its password on a slip."""
    account = cast(Account, request.user)
    form = PasswordChangeForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        password_change(actor=request.actor, account=account, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, account)
        return redirect("home")
    return render(request, "registration/password_change.html", {"form": form})


@access.public
@require_POST
def sign_out(request: access.PortalRequest) -> HttpResponseRedirect:
    """End the session; pages kept by the browser go with it, unsent entries stay."""
    if request.user.is_authenticated:
        log_access(actor=request.actor, action="sign_out", address=address_of(request))
    logout(request)
    response = HttpResponseRedirect(reverse("login"))
    response["Clear-Site-Data"] = '"cache"'
    return response
