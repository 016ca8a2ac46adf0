"""The administrators' site: Django's own, opened by posts and not by staff flags. There is no superuser."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal import access
from portal.views import session


class PortalAdminSite(AdminSite):
    """The pages of the three administrators (三员); what each of them sees is said by its desk."""

    site_header = site_title = "平台管理"
    index_title = "管理事项"
    empty_value_display = "—"
    site_url = None
    enable_nav_sidebar = False

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The tables in their order, each with what it holds."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            for entry in app["models"]:
                desk: Any = self._registry[entry["model"]]
                entry |= {"about": desk.about, "position": desk.position}
            app["models"].sort(key=lambda entry: entry["position"])
        return apps

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the present post is one of the three administrators."""
        actor = getattr(request, "actor", None)
        return actor is not None and actor.role in access.ADMINISTRATORS

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Guard a page as every other: a stranger signs in, another post gets 403."""
        return access.roles(*access.ADMINISTRATORS)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page for all."""
        return redirect(f"{reverse('login')}?next={reverse('admin:index')}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one way out for all."""
        return session.sign_out(cast(access.PortalRequest, request))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one page for one's password."""
        return redirect("password-change")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """See `password_change`."""
        return redirect("home")


site = PortalAdminSite(name="admin")
