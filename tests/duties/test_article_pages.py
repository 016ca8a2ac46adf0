"""Every article 1–26 has a page on which a reader sees its text and what the portal does for it."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.html import escape

from duties.article_works import TEXT_ONLY, all_works, works_of
from duties.models import Provision
from duties.rulebook import XPCC_2023
from portal.access import Actor, posts_of
from portal.models import Role
from tests.access_cast import Cast, make_cast
from tests.access_walk import BACKEND
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
ARTICLES = range(1, 27)


def make_readers() -> Cast:
    """One of each role before the loaded rulebook."""
    call_command("load_regulation", XPCC_2023, verbosity=0)
    return make_cast()


made = once(make_readers)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def browser(cast: Cast, role: Role) -> Client:
    found = Client()
    found.force_login(cast.accounts[role], BACKEND)
    return found


def actor(cast: Cast, role: Role) -> Actor:
    account = cast.accounts[role]
    return Actor(account=account, post=posts_of(account)[0])


def test_the_regulation_has_these_articles() -> None:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    assert list(Provision.objects.order_by("article").values_list("article", flat=True)) == list(ARTICLES)


@pytest.mark.parametrize("article", ARTICLES)
def test_page_shows_text_and_what_the_portal_does(cast: Cast, article: int) -> None:
    answer = browser(cast, Role.OFFICE).get(f"/rulebook/{article}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    works = works_of(article, actor(cast, Role.OFFICE))
    assert works, "the portal does nothing for this article"
    assert any(work.url for work in works), "no page leads on from this article"
    for work in works:
        assert escape(work.words) in page
        assert not work.url or f'href="{work.url}"' in page
    first = Provision.objects.get(article=article).text.split("\n", 1)[0].split("。", 1)[0]
    assert escape(first)[:10] in page
    assert ("只作为条文展示" in page) == (article in TEXT_ONLY)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICE, Role.AUDITOR])
def test_every_page_that_is_named_opens(cast: Cast, role: Role) -> None:
    reader, client = actor(cast, role), browser(cast, role)
    urls = {work.url for article in ARTICLES for work in works_of(article, reader)} - {""}
    for url in sorted(urls):
        assert client.get(url).status_code in (200, 302), url


def test_every_work_is_a_sentence_about_articles_that_exist() -> None:
    for work in all_works():
        assert work.words.endswith("。"), work
        assert work.articles <= set(ARTICLES), work


def test_a_page_that_a_post_may_not_open_is_named_without_a_link(cast: Cast) -> None:
    desk = next(work for work in works_of(4, actor(cast, Role.CLERK)) if work.title == "工作台")
    assert (desk.url, desk.figure) == ("", "")


def test_continuous_rule_leads_to_its_tasks(cast: Cast) -> None:
    page = browser(cast, Role.OFFICE).get("/rulebook/5/").content.decode()
    assert "/tasks/serving/?regulation=xpcc-2023&amp;rule=a5.3" in page
    assert "还没有落实本条的任务" in page
