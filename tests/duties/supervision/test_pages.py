"""Pages of items: the board, its filters and sheet; an item's forms; what is refused keeps what was written."""

import datetime as dt
import io
import uuid
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties.models import SupervisionItem
from duties.services.supervision.moving import Said
from duties.supervision_states import Action, State
from portal.models import Access, Document
from portal.selectors.documents import paper_of, version_of
from tests.access_walk import close, signed_in
from tests.duties.office_world import OfficeWorld, hold
from tests.duties.supervision_world import act, drafted, issued, walked, wording

pytestmark = pytest.mark.django_db
RULES = ("a8.2.leading_group", "a8.2.standing_committee", "a8.2.executive")


def enter(world: OfficeWorld, who: str) -> Client:
    account = world.actors[who].account
    assert account is not None
    return signed_in(account)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def do(world: OfficeWorld, item: SupervisionItem, who: str, action: Action, **sent: object) -> HttpResponse:
    item.refresh_from_db()
    url = reverse("supervision-do", args=[item.public_id, action])
    return enter(world, who).post(url, {"version": item.version} | sent)


def listed(world: OfficeWorld, who: str = "office", **asked: str) -> str:
    return text(enter(world, who).get(reverse("supervision"), asked))


def test_the_board_counts_by_holder_and_state_with_ages(world: OfficeWorld) -> None:
    walked(world, 1)
    drafted(world, cells=[world.cell(rule=RULES[1])])
    client = enter(world, "office")
    lots = dict(client.get(reverse("supervision")).context["lots"])
    counted = {lot.state: (lot.count, lot.late, lot.oldest) for each in lots.values() for lot in each}
    assert counted[State.SIGNED] == (1, 0, 0)
    assert counted[State.DRAFTING] == (1, 0, 0)
    assert sum(count for count, _, _ in counted.values()) == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"state": "signed"}, True),
        ({"state": "closed"}, False),
        ({"state": "all"}, True),
        ({"holder": "unit"}, True),
        ({"holder": "approver"}, False),
        ({"late": "1"}, False),
        ({"waiting": "1"}, False),
        ({"source": "obligation"}, True),
        ({"source": "decision"}, False),
        ({"q": "督2026-001"}, True),
        ({"q": "督2026-2"}, False),
        ({"q": "27团"}, True),
        ({"state": "\x00", "unit": "x", "sort": "none"}, False),
        ({"sort": "days"}, True),
        ({"sort": "number"}, True),
        ({"sort": "unit"}, True),
    ],
)
def test_the_list_is_narrowed_and_sorted(world: OfficeWorld, asked: dict[str, str], found: bool) -> None:
    item = walked(world, 1)
    assert (item.notice.title in listed(world, **asked)) == found


def test_the_list_of_a_unit_and_below(world: OfficeWorld) -> None:
    item = walked(world, 1)
    for code, found in (("师", True), ("团", True), ("邻", False)):
        assert (item.notice.title in listed(world, unit=str(world.units[code].public_id))) == found


def test_made_good_is_shown_as_such(world: OfficeWorld) -> None:
    walked(world, 1)
    assert "已补办" not in listed(world)
    hold(world)
    assert "已补办" in listed(world)


def test_the_sheet_has_the_rows_of_the_list_and_runs_no_formula(world: OfficeWorld) -> None:
    item = walked(world, 1)
    act(world, item, "clerk", Action.PROGRESS, Said("=1+1"))
    shown = "&".join(f"columns={key}" for key in ("number", "state", "holder", "deadline", "words"))
    sent = {"query": f"state=signed&{shown}", "format": "xlsx"}
    answer = enter(world, "office").post(reverse("list-export", args=["supervision"]), sent)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["督办台账"]
    _, heads, row = list(sheet.iter_rows(values_only=True))
    told = dict(zip(heads, row, strict=True))
    assert (told["督办编号"], told["状态"], told["持球方"]) == ("督2026-001", "办理中", "承办单位")
    assert (told["办结期限"].date(), told["最近情况"]) == (dt.date(2026, 12, 9), "'=1+1")
    assert Access.objects.filter(action="list_export", target_ref__startswith="supervision?").exists()


def test_an_item_is_worked_through_on_its_page(world: OfficeWorld) -> None:
    item = issued(world)
    page = reverse("supervision-item", args=[item.public_id])
    assert "签收" in text(enter(world, "clerk").get(page))
    assert do(world, item, "clerk", Action.SIGN)["Location"] == page
    file = SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    missing = do(world, item, "clerk", Action.FEED_BACK, text="已召开。")
    assert missing.status_code == 422
    assert "请上传能证明办结的材料" in text(missing)
    assert "已召开。" in text(missing)
    assert do(world, item, "clerk", Action.FEED_BACK, text="已召开。", evidence=file).status_code == 302
    shown = text(enter(world, "office").get(page))
    assert "会议纪要.pdf" in shown
    stored = item.steps.get(action=Action.FEED_BACK).files.get()
    url = reverse("supervision-file", args=[item.public_id, stored.public_id])
    answer = enter(world, "office").get(url)
    close(answer)
    assert answer.status_code == 200
    assert enter(world, "neighbour").get(url).status_code == 404


def test_a_file_is_kept_when_the_words_are_missing(world: OfficeWorld) -> None:
    item = walked(world, 1)
    file = SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    answer = do(world, item, "clerk", Action.FEED_BACK, text="", evidence=file)
    assert answer.status_code == 422
    ((_, ticket),) = answer.context["kept"]
    assert do(world, item, "clerk", Action.FEED_BACK, text="已召开。", kept=ticket).status_code == 302
    assert item.steps.get(action=Action.FEED_BACK).files.get().name == "会议纪要.pdf"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": "", "day": "2026-12-23"}, "请填写此项"),
        ({"text": "差纪要。", "day": ""}, "请填写日期"),
        ({"text": "差纪要。", "day": "2026-11-24"}, "期限应晚于今天"),
        ({"text": "差纪要。", "day": "明天"}, "请按 2026-12-09 的格式"),
        ({"text": "按机密★件办理。", "day": "2026-12-23"}, "不得录入涉密内容"),
        ({"text": "空\0字符", "day": "2026-12-23"}, "空字符"),
        ({"text": "长" * 1001, "day": "2026-12-23"}, "最多 1000 字"),
    ],
)
def test_a_bad_return_is_told_and_changes_nothing(
    world: OfficeWorld, sent: dict[str, str], message: str
) -> None:
    item = walked(world, 2)
    answer = do(world, item, "office", Action.RETURN, **sent)
    assert answer.status_code == 422
    assert message in text(answer)
    item.refresh_from_db()
    assert item.at == State.FED_BACK


def test_a_stale_page_is_told_and_the_words_are_kept(world: OfficeWorld) -> None:
    item = walked(world, 2)
    act(world, item, "colleague", Action.RETURN)
    url = reverse("supervision-do", args=[item.public_id, Action.REVIEW])
    answer = enter(world, "office").post(url, {"version": 0, "text": "已核对。"})
    assert answer.status_code == 422
    assert "演示-colleague已于" in text(answer)
    assert "已核对。" in text(answer)


def test_superiors_words_stand_on_top(world: OfficeWorld) -> None:
    item = walked(world, 1)
    do(world, item, "leader_above", Action.INSTRUCT, text="请抓紧办结。")
    shown = text(enter(world, "clerk").get(reverse("supervision-item", args=[item.public_id])))
    assert shown.index("请抓紧办结。") < shown.index("<h1")


def test_a_unit_that_helps_reads_item_and_notice(world: OfficeWorld) -> None:
    item = issued(world, partners=[world.units["连"]])
    client = enter(world, "partner")
    assert client.get(reverse("supervision-item", args=[item.public_id])).status_code == 200
    answer = client.get(reverse("supervision-notice", args=[item.public_id]))
    close(answer)
    assert answer.status_code == 200


def test_several_obligations_of_a_unit_go_into_one_notice(world: OfficeWorld) -> None:
    cells = [("cell", world.cell(rule=rule).token) for rule in RULES]
    client = enter(world, "office")
    form = client.get(f"{reverse('supervision-new')}?{urlencode(cells)}").context["form"]
    assert form.initial["title"] == "关于演示27团3项履职事项逾期未完成的督办通知"
    sent = {
        "title": "督办通知",
        "demands": "尽快补办。",
        "deadline": "2026-12-09",
        "token": str(uuid.uuid4()),
    }
    client.post(reverse("supervision-new"), sent | {"cell": [value for _, value in cells]})
    item = SupervisionItem.objects.get()
    assert item.obligations.count() == 3
    body = [block.text for block in paper_of(item.notice).body]
    assert [line for line in body if line.startswith("(")] == [
        "(一)领导小组会议", "(二)党委常委会会议", "(三)行政常务会议",
    ]  # fmt: skip


def test_several_units_get_an_item_each_and_twice_is_once(world: OfficeWorld) -> None:
    cells = [world.cell(unit).token for unit in ("团", "邻")]
    client = enter(world, "office")
    first = client.post(reverse("supervision-new"), {"cell": cells})
    assert "每个单位一份通知" in text(first)
    sent = {
        "title": "关于{单位}履职事项逾期未完成的督办通知",
        "demands": "尽快补办。",
        "deadline": "2026-12-09",
        "token": str(uuid.uuid4()),
        "cell": cells,
    }
    for _ in range(2):
        answer = client.post(reverse("supervision-new"), sent)
        assert answer["Location"] == f"{reverse('supervision')}?state=drafting"
    titles = set(Document.objects.values_list("title", flat=True))
    assert titles == {f"关于演示{name}团履职事项逾期未完成的督办通知" for name in (27, 28)}


def test_a_rectification_notice_has_the_same_layout_and_its_own_words(world: OfficeWorld) -> None:
    item = drafted(world, kind="整改通知书")
    paper = paper_of(item.notice)
    text_ = "".join(block.text for block in paper.body)
    assert (paper.kind, item.notice.kind) == ("整改通知书", "整改通知书")
    assert "现要求限期整改" in text_
    assert "请于2026年12月9日前完成整改" in text_


@pytest.mark.parametrize(
    ("partners", "message"),
    [
        ("无此单位", "本辖区没有这个单位"),
        ("演示27团", "不能是牵头单位本身"),
        ("演示兵团", "本辖区没有这个单位"),
    ],
)
def test_bad_partners_are_named(world: OfficeWorld, partners: str, message: str) -> None:
    sent = {"title": "督办", "demands": "补办。", "deadline": "2026-12-09", "token": str(uuid.uuid4())}
    url = reverse("supervision-new")
    answer = enter(world, "office").post(url, sent | {"cell": world.cell().token, "partners": partners})
    assert answer.status_code == 422
    assert message in text(answer)


def test_a_day_off_is_no_deadline(world: OfficeWorld) -> None:
    sent = {"title": "督办", "demands": "补办。", "deadline": "2026-12-12", "token": str(uuid.uuid4())}
    answer = enter(world, "office").post(reverse("supervision-new"), sent | {"cell": world.cell().token})
    assert "这一天是休息日,请改选工作日,例如12月14日" in text(answer)


def test_withdrawing_asks_for_a_reason(world: OfficeWorld) -> None:
    item = walked(world, 1)
    url = reverse("supervision-give-up", args=[item.public_id])
    sent = {"version": version_of(item.notice)}
    refused = enter(world, "approver").post(url, sent)
    assert refused.status_code == 422
    assert enter(world, "approver").post(url, sent | {"reason": "误发"}).status_code == 302
    item.refresh_from_db()
    assert item.at == State.WITHDRAWN


def test_the_list_and_the_item_take_constant_queries(
    world: OfficeWorld, django_assert_max_num_queries
) -> None:
    item = drafted(world, cells=[world.cell(rule=rule) for rule in RULES], words=wording())
    client = enter(world, "office")
    for url in (reverse("supervision"), reverse("supervision-item", args=[item.public_id])):
        client.get(url)
        with django_assert_max_num_queries(24):
            client.get(url)


@pytest.mark.parametrize(
    ("who", "page", "steps"),
    [("clerk", "mine", 0), ("clerk", "messages", 0), ("office", "messages", 2), ("approver", "messages", 3)],
)
def test_what_waits_is_on_the_pages_of_whoever_has_the_ball(
    world: OfficeWorld, who: str, page: str, steps: int
) -> None:
    item = walked(world, steps)
    shown = text(enter(world, who).get(reverse(page)))
    card = shown.split('id="supervision-part"')[1].split("</section>")[0]
    assert item.notice.title in card
    assert item.number in card
