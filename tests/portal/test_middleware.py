"""What no address holds never reaches a view."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.middleware import without_nul


@pytest.mark.django_db
def test_a_path_with_a_nul_is_not_found() -> None:
    assert Client().get("/verify/a%00b/").status_code == 404


def test_a_nul_in_a_query_is_dropped() -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    without_nul(view)(RequestFactory().get("/board/?rule=a%00b&q=%0012"))
    assert seen[0].GET.dict() == {"rule": "ab", "q": "12"}
