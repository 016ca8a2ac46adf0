"""Pages of readings: revise with preview, versions side by side, history beside the rule."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from duties.models import Reading, RulebookVersion
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=365)
PATH = "/rulebook/xpcc-2023/a8.2.leading_group/revise/"
FORM = {
    "at_least": "2",
    "force": "must",
    "due_kind": "period_end",
    "remind_days": "15",
    "read_as": "每季度至少2次",
    "since": "2028-01-01",
    "reason": "",
    "version": "1",
    "previewed": "",
}


def make_world() -> OfficeWorld:
    """The office's world with a meeting held."""
    world = make_fresh_world()
    hold(world)
    return world


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(LATER, tick=False):
        yield made


def browser(world: OfficeWorld, name: str = "above") -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def previewed(client: Client, **values: str) -> dict[str, str]:
    """The form as the page sends it after a preview."""
    page = client.post(PATH, FORM | values)
    mark = re.search(r'name="previewed" value="([0-9a-f]{64})"', page.content.decode())
    assert page.status_code == 200
    assert mark is not None
    return FORM | values | {"previewed": mark[1]}


def test_the_form_holds_the_reading_as_it_is(world: OfficeWorld) -> None:
    text = browser(world).get(PATH).content.decode()
    assert 'name="at_least" value="1"' in text
    assert "当年某月某日前" not in text
    assert "what-if-title" not in text


def test_a_preview_tells_the_cells_and_writes_nothing(world: OfficeWorld) -> None:
    text = browser(world).post(PATH, FORM).content.decode()
    assert "预演:2026年的台账按新口径" in text
    assert "<b>1</b> 项,共 8 项" in text
    cell = reverse("cell", args=[world.units["团"].public_id, "xpcc-2023", "a8.2.leading_group", "2026Q3"])
    assert f'href="{cell}"' in text
    assert (Reading.objects.count(), RulebookVersion.objects.count()) == (85, 1)


def test_the_changed_cells_are_paged(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duties.views.readings.PAGE", 3)
    text = (
        browser(world)
        .post(PATH, FORM | {"at_least": "1", "force": "unquantified", "page": "2"})
        .content.decode()
    )
    assert "共 7 项,第 2 / 3 页" in text
    assert text.count('<td data-label="新口径">') == 3


def test_adopting_needs_the_preview_of_the_same_and_a_reason(world: OfficeWorld) -> None:
    client = browser(world)
    form = previewed(client)
    assert "请填写修订理由" in client.post(PATH, form | {"act": "adopt"}).content.decode()
    other = form | {"act": "adopt", "reason": "演示", "at_least": "3"}
    assert "内容在预演后有改动" in client.post(PATH, other).content.decode()
    assert RulebookVersion.objects.count() == 1
    done = client.post(PATH, form | {"act": "adopt", "reason": "演示:统一口径"})
    assert (done.status_code, done["Location"]) == (302, "/rulebook/8/?regulation=xpcc-2023")
    assert RulebookVersion.objects.get(number=2).version_from == dt.date(2028, 1, 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"since": "2023-02-25"}, "应晚于现行版本的 2023-02-25"),
        ({"since": "一月"}, "请按 2027-01-01 的格式填写日期"),
        ({"at_least": "0"}, "大于或等于"),
        ({"due_kind": "after"}, "请填写周期结束后多少日"),
        ({"due_kind": "next_year", "due_month": "2", "due_day": "29"}, "该日不是每年都有的日期"),
        ({"due_kind": "next_year", "due_month": "4"}, "请填写。"),
        ({"due_kind": "this_year"}, "选择一个有效的选项"),
        ({"force": "power"}, "选择一个有效的选项"),
        ({"at_least": "1", "read_as": "党政主要负责人任一主持均计入"}, "口径没有改动"),
    ],
)
def test_bad_input_is_said_in_chinese_and_the_form_kept(
    world: OfficeWorld, values: dict[str, str], said: str
) -> None:
    page = browser(world).post(PATH, FORM | values)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "what-if-title" not in page.content.decode()


def test_nobody_else_opens_it(world: OfficeWorld) -> None:
    assert browser(world, "office").get(PATH).status_code == 403
    assert browser(world, "clerk").post(PATH, FORM).status_code == 403
    assert browser(world).get(PATH.replace("leading_group", "none")).status_code == 404


def test_a_rule_without_a_number_is_adopted_without_a_what_if(world: OfficeWorld) -> None:
    path = PATH.replace("a8.2.leading_group", "a8.3")
    values = {name: FORM[name] for name in ("force", "read_as", "since", "reason", "version", "previewed")}
    text = browser(world).post(path, values).content.decode()
    assert "这条口径不计次数" in text
    assert 'name="at_least"' not in text


def adopt(client: Client) -> None:
    client.post(PATH, previewed(client) | {"act": "adopt", "reason": "演示:统一口径"})


def test_versions_are_compared_by_what_they_say(world: OfficeWorld) -> None:
    client = browser(world)
    path = "/rulebook/xpcc-2023/versions/"
    assert "规则库只有一个版本" in client.get(path).content.decode()
    adopt(client)
    text = browser(world, "clerk").get(path).content.decode()
    assert "第 1 版 → 第 2 版,1 条口径不同" in text
    assert "每季度至少1次" in text
    assert "每季度至少2次" in text
    assert "理由:演示:统一口径" in text
    assert "这两个版本没有不同" in client.get(f"{path}?old=2&new=2").content.decode()
    assert client.get(f"{path}?old=9").status_code == 404


def test_the_article_tells_how_the_reading_came_to_be(world: OfficeWorld) -> None:
    client = browser(world)
    assert "历次口径" not in client.get("/rulebook/8/").content.decode()
    adopt(client)
    text = client.get("/rulebook/8/").content.decode()
    assert text.count("历次口径(2)") == 1
    assert "2028-01-01</b> 起(尚未施行)" in text
    assert "数量:每季度至少1次 → 每季度至少2次" in text
    assert "理由:演示:统一口径" in text
    with time_machine.travel(LATER + dt.timedelta(days=60), tick=False):
        text = browser(world, "clerk").get("/rulebook/8/").content.decode()
    assert '每季度至少2次 <span class="quiet">2028-01-01 起</span>' in text
    assert '任一主持均计入 <span class="quiet">2023-02-25 起</span>' in text


def test_only_the_first_office_sees_the_way_to_revise(world: OfficeWorld) -> None:
    assert PATH in browser(world).get("/rulebook/8/").content.decode()
    assert PATH not in browser(world, "office").get("/rulebook/8/").content.decode()
