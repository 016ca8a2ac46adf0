"""规则库 on screen: every article, every rule in words, today's fulfilment in the reader's scope."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client

from duties.models import Reading
from duties.rulebook import XPCC_2023
from duties.selectors.rulebook import rulebook
from duties.wording import amount_words, bearer_words, condition_words, due_words
from portal.access import Actor, posts_of
from portal.models import Role
from portal.selectors.vocabulary import vocabulary
from tests.access_cast import Cast, make_cast
from tests.access_walk import BACKEND
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
QUERIES_OF_A_PAGE = 22


def make_readers() -> Cast:
    """One of each role before the loaded rulebook."""
    call_command("load_regulation", XPCC_2023, verbosity=0)
    return make_cast()


made = once(make_readers)


@pytest.fixture
def cast(made: Cast, db: None) -> Cast:
    return made


def actor(cast: Cast, role: Role) -> Actor:
    account = cast.accounts[role]
    return Actor(account=account, post=posts_of(account)[0])


def browser(cast: Cast, role: Role) -> Client:
    client = Client()
    client.force_login(cast.accounts[role], backend=BACKEND)
    return client


def test_every_article_and_every_rule_is_there(cast: Cast) -> None:
    book = rulebook(actor(cast, Role.OFFICE))
    assert book is not None
    assert [article.provision.article for article in book.articles] == list(range(1, 27))
    assert (len(book.rules), book.countable) == (85, 45)


def test_every_rule_is_said_in_chinese_words(cast: Cast) -> None:
    words = vocabulary()
    for reading in Reading.objects.all():
        said = [
            bearer_words(reading, words),
            amount_words(reading, words),
            due_words(reading),
            *condition_words(reading, words),
        ]
        assert not re.search(r"[A-Za-z_]", "".join(said)), reading.rule.code


@pytest.mark.parametrize(
    ("code", "amount", "due"),
    [
        ("a7.2.standing_committee", "每季度至少1次", "周期末到期"),
        ("a7.1.plan", "每年至少1份", "3月31日前"),
        ("a7.3.contact", "常设至少1个", "周期末到期"),
        ("a8.6.walk", "任期内(5年)覆盖全部连队(村)", "周期末到期"),
        ("a9.2.households", "每年覆盖全部职工群众家庭", "周期末到期"),
        ("a17.assess_divisions", "每年覆盖全部师市", "次年3月31日前"),
        ("a7.4", "持续履行", ""),
    ],
)
def test_amount_and_day_in_words(cast: Cast, code: str, amount: str, due: str) -> None:
    reading = Reading.objects.get(rule__code=code)
    assert (amount_words(reading, vocabulary()), due_words(reading)) == (amount, due)


def test_a_post_that_reads_below_sees_the_whole_area_and_another_its_own_unit(cast: Cast) -> None:
    def rows(role: Role) -> int:
        book = rulebook(actor(cast, role))
        assert book is not None
        return sum(card.fulfilment.total.rows for card in book.rules if card.fulfilment)

    own, area = rows(Role.CLERK), rows(Role.OFFICE)
    assert 0 < own < area


def test_an_article_shows_its_text_marked_and_its_rules(cast: Cast) -> None:
    page = browser(cast, Role.OFFICE).get("/rulebook/8/")
    text = page.content.decode()
    assert "第八条" in text
    assert '<mark class="read">' in text
    assert text.count('class="panel-part rule-card"') == 15


def test_a_figure_opens_the_obligations_behind_it(cast: Cast) -> None:
    client = browser(cast, Role.OFFICE)
    text = client.get("/rulebook/8/").content.decode()
    found = re.search(r'class="rule-figure" href="([^"]+)"', text)
    assert found is not None
    assert client.get(found[1].replace("&amp;", "&"), follow=True).status_code == 200
    assert client.get("/board/bearers/?rule=none").status_code == 404


def test_an_article_that_is_not_there_answers_404(cast: Cast) -> None:
    assert browser(cast, Role.OFFICE).get("/rulebook/27/").status_code == 404


@pytest.mark.parametrize("path", ["/rulebook/", "/rulebook/8/", "/rulebook/1/"])
def test_the_queries_are_as_many_for_few_rules_as_for_many(
    cast: Cast, path: str, django_assert_max_num_queries: object
) -> None:
    client = browser(cast, Role.OFFICE)
    client.get(path)
    with django_assert_max_num_queries(QUERIES_OF_A_PAGE):  # type: ignore[operator]
        client.get(path)


def test_a_later_reading_governs_from_its_day(cast: Cast) -> None:
    book = rulebook(actor(cast, Role.OFFICE), day=dt.date(2023, 2, 24))
    assert book is None
