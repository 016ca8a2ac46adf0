"""A part of a page is shown with its own context, wherever it stands."""

from django.template import engines

from portal.registry import Part


def test_a_part_sees_its_own_context_and_leaves_none_behind() -> None:
    part = Part(
        "components/waiting.html", {"title": "约谈", "url": "/talks/", "words": "1 件等待签字"}, 1, "约谈"
    )
    page = engines["django"].from_string(
        "{% load portal_ui %}{% for each in parts %}{% part_of_page each %}{% endfor %}|{{ words }}"
    )
    text = page.render({"parts": [part]})
    assert "1 件等待签字" in text
    assert text.endswith("|")
