"""The manual in the portal: its pages, the way between them, and the paper."""

import io
import re

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal import clock
from portal.access import Actor, posts_of
from portal.manual import paper
from portal.manual.book import Book, book
from portal.models import Job, Role
from portal.services.files import file_path
from portal.services.jobs import job_run
from portal.services.manual import manual_ask
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.duties.shared import once

pytestmark = pytest.mark.django_db


cast = once(make_cast)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.accounts[Role.CLERK])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Book:
    """Two chapters of the manual: the whole takes half a minute to print."""
    whole = book()
    chapters = [chapter for chapter in whole.chapters if chapter.slug in {"start", "search"}]
    made = Book(whole.title, whole.foreword, [("人人都要会的", chapters)], whole.version)
    monkeypatch.setattr("portal.services.manual.book", lambda: made)
    return made


def test_the_contents_lead_to_every_chapter(clerk: Client) -> None:
    page = clerk.get(reverse("manual")).content.decode()
    for chapter in book().chapters:
        assert f'href="{chapter.url}"' in page


def test_chapters_lead_on_and_back(clerk: Client) -> None:
    first, second, third = book().chapters[:3]
    page = clerk.get(second.url).content.decode()
    assert f'rel="prev" href="{first.url}"' in page
    assert f'rel="next" href="{third.url}"' in page
    assert re.search(r'<img src="/static/manual/[a-z-]+\.webp" alt="[^"]+" width="\d+" height="\d+"', page)


def test_every_chapter_can_be_shown(clerk: Client) -> None:
    for chapter in book().chapters:
        answer = clerk.get(chapter.url)
        assert answer.status_code == 200
        assert f'<h1 id="{chapter.headings[0].anchor}">{chapter.title}</h1>' in answer.content.decode()


def test_there_is_no_other_chapter(clerk: Client) -> None:
    assert clerk.get(reverse("manual-chapter", args=["none"])).status_code == 404


def test_what_is_looked_for_is_shown_with_its_heading(clerk: Client) -> None:
    page = clerk.get(reverse("manual"), {"q": "密码条"}).content.decode()
    assert 'class="manual-found"' in page
    assert "登不进去怎么办" in page
    assert "没有找到" in clerk.get(reverse("manual"), {"q": "<没有>"}).content.decode()


def test_somebody_without_a_post_reads_it_too(cast: Cast) -> None:
    assert signed_in(cast.without_post).get(reverse("manual-chapter", args=["start"])).status_code == 200


def test_it_is_found_in_the_menu_and_by_searching(clerk: Client) -> None:
    assert f'href="{reverse("manual")}">操作手册</a>' in clerk.get(reverse("manual")).content.decode()
    assert "操作手册" in clerk.get(reverse("search-box"), {"q": "操作手册"}).content.decode()


@time_machine.travel("2026-11-24 10:30 +0800", tick=False)
def test_the_paper_has_cover_contents_and_who_printed_it(cast: Cast, short: Book) -> None:
    account = cast.accounts[Role.CLERK]
    actor = Actor(account=account, post=posts_of(account)[0])
    job = manual_ask(actor=actor)
    assert manual_ask(actor=actor) == job
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    stored = job.files.get()
    assert stored.name == "操作手册.pdf"
    content = file_path(stored).read_bytes()
    pages = texts(content)
    assert f"打印人 {actor.name}" in pages[0]
    assert "打印时间 2026年11月24日 10:30" in pages[0]
    assert "第1章　登录和岗位" in pages[1]
    assert f"第 2 页 共 {len(pages)} 页" in pages[1]
    number = re.search(r"搜索和命令[. ]*(\d+)", pages[1])
    assert number is not None
    assert "搜索和命令" in pages[int(number[1]) - 1]
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["登录和岗位", "搜索和命令"]


def texts(content: bytes) -> list[str]:
    """What stands on each page."""
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def test_a_demonstration_says_so_on_paper(short: Book) -> None:
    imprint = paper.Imprint("演示-甲", clock.now(), demo=True)
    first, second, *_ = texts(paper.render_manual(short, imprint))
    assert "演示数据" in first
    assert "演示数据" in second
