"""What makes the portal an app that works without network: manifest, worker, and whom a device belongs to."""

import json

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal import access, registry
from portal.middleware import SESSION_POST
from portal.services.changes import log_access
from portal.services.device import device_key, owner_of, static_version
from portal.views.background import background
from portal.views.session import SignIn, address_of

NAME, SHORT_NAME = "乡村振兴责任制履职平台", "履职平台"
RED, PAPER = "#9b1c1c", "#ffffff"
DAY = 24 * 3600
WORKER_SCRIPTS = ("vendor/idb.js", "js/offline-store.js", "js/outbox.js", "js/offline-worker.js")
"""What the worker is put together of, in order."""


@access.public
@require_GET
@background
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: name, icons, colours, and where the app begins."""
    icons = [
        {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("img/app-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/app-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("img/app-maskable.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    told = {
        "id": "/",
        "name": NAME,
        "short_name": SHORT_NAME,
        "lang": "zh-CN",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": RED,
        "background_color": PAPER,
        "icons": icons,
        "shortcuts": registry.shortcuts(),
    }
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json; charset=utf-8"
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


@access.public
@require_GET
@background
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that its scope is the portal; browsers ask each time whether it has changed."""
    parts = json.dumps([static(name) for name in WORKER_SCRIPTS])
    body = f'"use strict";\nself.version = "{static_version()}";\nimportScripts(...{parts});\n'
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@access.public
@require_GET
@never_cache
@background
def device(request: access.PortalRequest) -> JsonResponse:
    """Who is signed in as what, with the key of what is unsent and a fresh token for forms; a stranger gets the token."""
    actor = request.actor
    told = {
        "owner": owner_of(actor),
        "posts": [str(post.public_id) for post in request.posts],
        "key": device_key(actor),
        "csrf": get_token(request),
    }
    return JsonResponse(told)


@access.public
@require_POST
def lock(request: access.PortalRequest) -> HttpResponse:
    """End the session of a screen that was locked for want of work; what is on the screen and unsent stays there."""
    if request.user.is_authenticated:
        log_access(actor=request.actor, action="session_lock", address=address_of(request))
    logout(request)
    return HttpResponse(status=204)


class Unlock(SignIn):
    """Sign in again from a locked screen, in the post that was in use; answers in words instead of pages."""

    http_method_names = ["post"]
    redirect_authenticated_user = False

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in and go on in the same post, where the account still holds it."""
        super().form_valid(form)
        self.request.session[SESSION_POST] = self.request.POST.get("post", "")[:36]
        return JsonResponse({"done": True})

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say that the password is wrong."""
        super().form_invalid(form)
        return JsonResponse({"reason": "密码不正确,请重新输入。"}, status=422)


unlock = access.public(never_cache(Unlock.as_view()))
