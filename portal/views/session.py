"""Signing in and out, the post in use, and where each role begins."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal import access, registry
from portal.middleware import SESSION_POST
from portal.services.changes import log_access


class SignIn(LoginView):
    """The sign-in page; somebody who is signed in already goes home."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True


@login_required
def home(request: access.PortalRequest) -> HttpResponse:
    """The first page that the present post may open; a page that says what is missing where there is none."""
    pages = registry.navigation(request, request.actor)
    if pages:
        return redirect(pages[0]["url"])
    return render(request, "portal/no_post.html")


@require_POST
@login_required
def switch_post(request: access.PortalRequest) -> HttpResponse:
    """Go on in another of one's posts."""
    chosen = request.POST.get("post", "")
    if any(str(post.public_id) == chosen for post in access.posts_of(request.actor.account)):
        request.session[SESSION_POST] = chosen
    return redirect("home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        log_access(actor=request.actor, action="sign_out", address=request.META.get("REMOTE_ADDR"))  # type: ignore[attr-defined]
    logout(request)
    return redirect("login")
