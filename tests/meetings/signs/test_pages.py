"""The pages of questions about entries, as offices, clerks and others see them."""

from meetings.models import Entry, Sign, SignKind
from portal import clock
from tests.meetings.conftest import As
from tests.meetings.signs.cases import entry_of
from tests.meetings.world import World


def _sign(world: World, kind: SignKind = SignKind.MINUTES, **detail: int) -> Sign:
    sign = Sign.objects.create(
        kind=kind, key=f"{kind}:{Sign.objects.count()}", found_at=clock.now(), detail=detail or {"common": 92}
    )
    account = world.actors["clerk"].account
    sign.entries.set([entry_of(world.unit, account), entry_of(world.units["T2"], account)])
    return sign


def test_the_list_asks_and_can_be_narrowed(world: World, as_: As) -> None:
    _sign(world)
    _sign(world, SignKind.PLACES, person=world.people["书记"].pk, minutes=40)
    page = as_("office").get("/signs/").content.decode()
    assert "约92%相同,请核对是否各有其事" in page
    assert f"{world.people['书记'].name}在同一时段到了两处(重叠40分钟)" in page
    narrowed = as_("office").get("/signs/?kind=places&state=all").content.decode()
    assert "重叠40分钟" in narrowed
    assert "约92%相同" not in narrowed
    assert "没有需要核对的登记单" in as_("office").get("/signs/?state=closed").content.decode()


def test_another_unit_entry_is_counted_and_not_named(world: World, as_: As) -> None:
    page = as_("clerk").get(f"/signs/{_sign(world).public_id}/").content.decode()
    assert "另有其他单位的1份" in page
    assert world.units["T2"].name not in page


def test_the_entry_page_shows_it_to_those_who_may_see(world: World, as_: As) -> None:
    sign = _sign(world)
    entry = Entry.objects.get(signs=sign, unit=world.unit)
    for name, sees in (("office", True), ("clerk", True), ("member", False), ("auditor", False)):
        page = as_(name).get(f"/entries/{entry.public_id}/").content.decode()
        assert (f"/signs/{sign.public_id}/" in page) is sees


def test_answer_and_close(world: World, as_: As) -> None:
    sign = _sign(world)
    empty = as_("clerk").post(f"/signs/{sign.public_id}/answer/", {"text": " "})
    assert empty.status_code == 422
    assert "请写明情况。" in empty.content.decode()
    as_("clerk").post(f"/signs/{sign.public_id}/answer/", {"text": "同一议题分两次研究。"})
    as_("office").post(f"/signs/{sign.public_id}/close/", {"note": "确为两次会议。"})
    page = as_("clerk").get(f"/signs/{sign.public_id}/").content.decode()
    assert "同一议题分两次研究。" in page
    assert "确为两次会议。" in page
    late = as_("clerk").post(f"/signs/{sign.public_id}/answer/", {"text": "再补充。"})
    assert "已关闭" in late.content.decode()


def test_thresholds_are_set_by_the_office_at_the_top(world: World, as_: As) -> None:
    page = as_("office").get("/signs/thresholds/").content.decode()
    assert "提交距履职日期超过" in page
    values = {
        "picture_bits": 10, "picture_agreement": 75, "minutes_whole": 85, "minutes_own": 35, "overlap_minutes": 15,
        "sitting_minutes": 60, "burst_days": 3, "burst_least": 5, "burst_share": 50, "late_days": "一",
    }  # fmt: skip
    refused = as_("office").post("/signs/thresholds/", values | {"reason": "农忙。"})
    assert "请填写8至365的整数。" in refused.content.decode()
    as_("office").post("/signs/thresholds/", values | {"late_days": 45, "reason": "农忙。"})
    assert 'value="45"' in as_("office").get("/signs/thresholds/").content.decode()
    assert "统一调整" in as_("foreign_office").get("/signs/thresholds/").content.decode()
    assert as_("foreign_office").post("/signs/thresholds/", values).status_code == 403
