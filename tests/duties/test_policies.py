"""Changing the policy: who may, what it asks for, versions that stay, two at once; its pages."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from duties.models import Alert, AlertPolicy, Regulation
from duties.policy_draft import DEFAULT, ExceptionDraft, PolicyDraft
from duties.selectors.policies import draft_of, present_version, versions_of
from duties.services.alerts import flag_overdue
from duties.services.policies import policies_ensure, policy_change
from portal.models import Change
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

TOMORROW = NOW.date() + dt.timedelta(days=1)
FEWER = PolicyDraft([step for step in DEFAULT.steps if step.code != "near"])
EDIT = "/policies/xpcc-2023/edit/"


def make_world() -> OfficeWorld:
    """The world with the policy that comes with the portal."""
    world = make_fresh_world()
    policies_ensure()
    return world


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def adopt(world: OfficeWorld, draft: PolicyDraft = FEWER, **values: object) -> AlertPolicy:
    given = {"since": TOMORROW, "reason": "演示:减少提醒", "based_on": 1} | values
    return policy_change(
        actor=world.actors["above"], regulation=Regulation.objects.get(), draft=draft, **given  # type: ignore[arg-type]
    )  # fmt: skip


def browser(world: OfficeWorld, name: str = "above") -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def sent_form(**values: str) -> dict[str, object]:
    """The form of the default policy as a browser sends it."""
    form: dict[str, object] = {"since": str(TOMORROW), "reason": "", "version": "1", "previewed": ""}
    for step in DEFAULT.steps:
        form |= {
            f"{step.code}-taken": "on",
            f"{step.code}-addressees": list(step.addressees),
            f"{step.code}-channels": ["mail", "webhook"],
            f"{step.code}-cap": str(step.cap),
        }
        if step.days:
            form[f"{step.code}-days"] = str(abs(step.days))
    for number in range(3):
        form |= {
            f"exception{number}-subject": "",
            f"exception{number}-code": "",
            f"exception{number}-days": "",
        }
    return form | {"talk-at_once": "3"} | values


def test_every_regulation_begins_with_the_policy_of_the_portal(world: OfficeWorld) -> None:
    policy = versions_of(Regulation.objects.get())[0]
    assert (policy.number, policy.adopted_by, policy.since) == (1, None, dt.date(2023, 2, 25))
    assert draft_of(policy) == PolicyDraft(list(DEFAULT.steps), [])
    policies_ensure()
    assert AlertPolicy.objects.count() == 1


def test_a_change_is_a_version_with_reason_and_the_old_one_stays(world: OfficeWorld) -> None:
    exceptions = [ExceptionDraft("supervise", 30, force="in_principle")]
    policy = adopt(world, PolicyDraft(list(FEWER.steps), exceptions))
    new, old = versions_of(policy.regulation)
    assert draft_of(new) == PolicyDraft(list(FEWER.steps), exceptions)
    assert draft_of(old) == PolicyDraft(list(DEFAULT.steps), [])
    assert present_version([new, old]) == old
    assert present_version([new, old], TOMORROW) == new
    change = Change.objects.get(action="policy_change")
    assert change.reason == "演示:减少提醒"


@pytest.mark.parametrize("name", ["office", "clerk", "official"])
def test_only_the_office_that_interprets_the_regulation_may(world: OfficeWorld, name: str) -> None:
    with pytest.raises(PermissionDenied):
        policy_change(
            actor=world.actors[name], regulation=Regulation.objects.get(), draft=FEWER, since=TOMORROW,
            reason="演示", based_on=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"since": NOW.date()}, "最早自明天起施行"),
        ({"reason": " "}, "请填写修改理由"),
        ({"draft": DEFAULT}, "没有改动"),
        ({"draft": PolicyDraft([])}, "请至少保留一个步骤"),
    ],
)
def test_what_is_missing_is_said_and_nothing_written(
    world: OfficeWorld, values: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        adopt(world, **values)  # type: ignore[arg-type]
    assert AlertPolicy.objects.count() == 1


def test_of_two_who_change_at_once_the_second_is_told(world: OfficeWorld) -> None:
    adopt(world)
    with pytest.raises(ValidationError, match="已有新的第 2 版"):
        adopt(world, PolicyDraft(DEFAULT.steps[:4]))


def test_what_was_sent_stays_and_what_comes_follows_the_new_version(world: OfficeWorld) -> None:
    flag_overdue()
    before = set(Alert.objects.values_list("pk", "settled_at"))
    adopt(world, PolicyDraft(DEFAULT.steps[:1]))
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        flag_overdue()
        assert before <= set(Alert.objects.values_list("pk", "settled_at"))
        steps = Alert.objects.filter(step_on__gte=TOMORROW).values_list("step", flat=True)
        assert set(steps) <= {"remind"}


def test_the_page_says_what_holds_and_what_comes(world: OfficeWorld) -> None:
    adopt(world)
    text = browser(world, "clerk").get("/policies/").content.decode()
    assert "到期后45天,或同一责任主体同时有3项逾期" in text
    assert "第 2 版自 2026-11-25 起施行" in text
    assert "演示:减少提醒" in text
    assert EDIT not in text
    assert EDIT in browser(world).get("/policies/").content.decode()
    version = browser(world, "clerk").get("/policies/xpcc-2023/2/").content.decode()
    assert "尚未施行" in version
    assert "临期再提醒" not in version


def test_two_versions_are_compared(world: OfficeWorld) -> None:
    adopt(world, PolicyDraft(DEFAULT.steps, [ExceptionDraft("talk", None, force="in_principle")]))
    text = browser(world, "clerk").get("/policies/xpcc-2023/compare/").content.decode()
    assert "1 个步骤不同" in text
    assert "约束为“原则上”的口径:不执行" in text
    for query in ("?old=9", "?new=x"):
        assert browser(world, "clerk").get(f"/policies/xpcc-2023/compare/{query}").status_code == 404


def test_a_preview_counts_and_writes_nothing(world: OfficeWorld) -> None:
    client = browser(world)
    assert 'name="supervise-days" value="15"' in client.get(EDIT).content.decode()
    answer = client.post(EDIT, sent_form(**{"supervise-days": "20"}))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "预览:过去一年会发出多少条预警" in text
    assert "收件人数" in text
    assert AlertPolicy.objects.count() == 1
    assert not Alert.objects.exists()


def test_adopting_needs_the_preview_of_the_same_and_a_reason(world: OfficeWorld) -> None:
    client, form = browser(world), sent_form(**{"supervise-days": "20"})
    form |= {"exception0-subject": "force:in_principle", "exception0-code": "talk"}
    mark = re.search(r'name="previewed" value="([0-9a-f]{64})"', client.post(EDIT, form).content.decode())
    assert mark is not None
    form |= {"previewed": mark[1], "act": "adopt"}
    assert "请填写修改理由" in client.post(EDIT, form).content.decode()
    other = form | {"reason": "演示", "supervise-days": "25"}
    assert "内容在预览后有改动" in client.post(EDIT, other).content.decode()
    done = client.post(EDIT, form | {"reason": "演示:督办放宽"})
    assert (done.status_code, done["Location"]) == (302, "/policies/")
    adopted = draft_of(versions_of(Regulation.objects.get())[0])
    assert [step.days for step in adopted.steps] == [None, -7, 0, 1, 20, 45]
    assert adopted.exceptions == [ExceptionDraft("talk", None, force="in_principle")]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"urge-days": "20"}, "督办应晚于催办"),
        ({"urge-days": ""}, "请填写天数"),
        ({"urge-days": "x"}, "请填写整数"),
        ({"talk-cap": "99"}, "小于或等于"),
        ({"remind-addressees": "nobody"}, "选择一个有效的选项"),
        ({"due-addressees": ""}, "选择一个有效的选项"),
        ({"exception0-subject": "force:must"}, "请选择步骤"),
        ({"exception0-subject": "rule:0", "exception0-code": "urge"}, "选择一个有效的选项"),
        ({"exception0-subject": "force:must", "exception0-code": "near", "exception0-days": "400"}, "365"),
        ({"since": str(NOW.date())}, "最早自明天起"),
        ({"since": "一月"}, "请按 2027-01-01 的格式"),
        ({}, "没有改动"),
    ],
)
def test_bad_input_is_said_in_chinese_and_the_form_kept(
    world: OfficeWorld, values: dict[str, str], said: str
) -> None:
    answer = browser(world).post(
        EDIT, sent_form(**{"supervise-cap": "5"}) | values if values else sent_form()
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert not values or 'name="supervise-cap" value="5"' in text
    assert AlertPolicy.objects.count() == 1


def test_another_office_may_not_open_the_form(world: OfficeWorld) -> None:
    assert browser(world, "office").get(EDIT).status_code == 403
    assert browser(world).get("/policies/none/edit/").status_code == 404
