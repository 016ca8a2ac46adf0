"""From Markdown to HTML: what is marked, what is escaped, what is refused."""

import pytest

from portal.manual.text import Picture, headings, html_of, tokens_of


class Here:
    """A place that says what it was asked for."""

    def picture(self, name: str) -> Picture:
        return Picture(f"/pictures/{name}", 20, 10)

    def link(self, chapter: str, anchor: str) -> str:
        return f"{chapter}#{anchor}"

    def name(self, anchor: str) -> str:
        return f"h-{anchor}"


def html(text: str) -> str:
    return html_of(tokens_of(text), Here())


def test_words_of_pages_are_marked() -> None:
    assert html("按【提交】。") == '<p>按<b class="press">【提交】</b>。</p>\n'


def test_html_in_the_text_is_shown_and_not_done() -> None:
    assert html("<script>x</script>【<b>】") == (
        '<p>&lt;script&gt;x&lt;/script&gt;<b class="press">【&lt;b&gt;】</b></p>\n'
    )


def test_headings_have_their_words_as_anchors() -> None:
    assert html("## 第 一 步") == '<h2 id="h-第-一-步">第 一 步</h2>\n'
    assert [heading.anchor for heading in headings(tokens_of("# 一\n\n## 二 三"))] == ["一", "二-三"]


def test_links_lead_to_chapters_and_headings() -> None:
    assert '<a href="urging#">' in html("[催办](urging.md)")
    assert '<a href="urging#催办函">' in html("[催办](urging.md#催办函)")
    assert '<a href="#退出">' in html("[退出](#退出)")


@pytest.mark.parametrize(
    "text", ["[x](https://example.org/)", "[x](../README.md)", "![x](https://example.org/x.png)"]
)
def test_nothing_leads_out(text: str) -> None:
    with pytest.raises(ValueError, match="the manual"):
        html(text)


def test_pictures_say_what_they_show() -> None:
    shown = html("![手机上](pictures/mine-phone.webp)")
    assert 'class="figure figure-phone"' in shown
    assert '<img src="/pictures/mine-phone.webp" alt="手机上" width="20" height="10" loading="lazy">' in shown
