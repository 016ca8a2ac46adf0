"""A page shown in Chromium without a server: given answers of the portal, with their headers, and its static files."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Request, Route

ORIGIN = "http://localhost"


def show(page: Page, path: str, answers: Mapping[str, HttpResponse]) -> None:
    """Open `path` as the portal has answered it, with `answers` by path; anything else is answered with nothing."""

    def fulfil(route: Route, request: Request) -> None:
        url = urlsplit(request.url)
        if url.path.startswith(settings.STATIC_URL):
            _static(route, url.path.removeprefix(settings.STATIC_URL))
        elif answer := answers.get(url.path):
            headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
            route.fulfill(status=answer.status_code, headers=headers, body=answer.content)
        else:
            route.fulfill(status=204)

    page.route("**/*", fulfil)
    page.goto(ORIGIN + path)


def _static(route: Route, name: str) -> None:
    found = finders.find(name)
    if found is None:
        route.fulfill(status=404, body="")
    else:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
