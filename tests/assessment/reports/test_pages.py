"""The pages of reports, by the people who use them."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessment.models import Report, ReportTemplate
from assessment.report_states import State
from duties.models import Obligation
from portal.models import Job
from portal.services.jobs import job_run
from tests.assessment.reports.ways import again, drafted, received, reviewed, sent, written
from tests.duties.office_world import OfficeWorld
from tests.portal.desk import account_at


@pytest.fixture
def open_as(world: OfficeWorld) -> Any:
    """A browser of one of the people."""

    def opened(name: str) -> Client:
        client = Client()
        client.force_login(world.actors[name].account)
        return client

    return opened


def test_one_click_from_the_list(world: OfficeWorld, open_as: Any) -> None:
    clerk = open_as("bureau_clerk")
    page = clerk.get("/reports/")
    offer = page.context["offers"][0]
    sent_form = {"kind": "half_year_report", "period": offer.due.row.period, "token": str(offer.token)}
    answer = clerk.post("/reports/new/", sent_form)
    report = Report.objects.get()
    assert answer.url == f"/reports/{report.public_id}/"
    assert clerk.post("/reports/new/", sent_form).url == answer.url
    left = [each.due.row.period for each in clerk.get("/mine/").context["report_offers"]]
    assert offer.due.row.period not in left


def test_what_cannot_be_drafted_is_said_on_the_page(world: OfficeWorld, open_as: Any) -> None:
    page = open_as("bureau_clerk").post("/reports/new/", {"kind": "annual_report", "period": "2026"})
    assert (page.status_code, "没有报送年度报告的职责" in page.content.decode()) == (422, True)


def test_the_whole_way_by_the_pages(world: OfficeWorld, open_as: Any) -> None:
    report = written(world, drafted(world))
    clerk, head, office = open_as("bureau_clerk"), open_as("bureau_head"), open_as("above")

    def press(who: Client, deed: str, **data: str) -> int:
        version = again(report).version
        return who.post(f"/reports/{report.public_id}/{deed}/", {"version": version, **data}).status_code

    assert press(clerk, "submit") == 302
    assert press(head, "review") == 302
    assert press(head, "sign") == 302
    job_run(Job.objects.get(kind="report_sign").public_id)
    assert office.get(f"/reports/{report.public_id}/").status_code == 404
    assert press(clerk, "send") == 302
    assert press(office, "return") == 422
    assert press(office, "receive") == 302
    assert State(again(report).state) == State.RECEIVED
    assert "按时完成" in clerk.get(f"/reports/{report.public_id}/").content.decode()


def test_a_stale_form_is_told_who_did_what(world: OfficeWorld, open_as: Any) -> None:
    report = written(world, drafted(world))
    reviewed(world, report)
    page = open_as("bureau_clerk").post(f"/reports/{report.public_id}/submit/", {"version": report.version})
    assert page.status_code == 422
    assert "已于10:00办理「审核通过」" in page.content.decode()


def test_two_who_write_at_once(world: OfficeWorld, open_as: Any) -> None:
    report = drafted(world, "annual_report", "2026", "office")
    path = f"/reports/{report.public_id}/sections/overview/"
    version = report.sections.get(code="overview").version
    assert open_as("office").post(path, {"words": "甲写的。", "version": version}).status_code == 302
    page = open_as("colleague").post(path, {"words": "乙写的。", "version": version})
    text = page.content.decode()
    assert (page.status_code, "甲写的。" in text, "乙写的。" in text, "合并后再保存" in text) == (
        422,
        True,
        True,
        True,
    )
    form = page.context["form"]
    assert (
        open_as("colleague").post(path, {"words": "合并。", "version": form.data["version"]}).status_code
        == 302
    )


def test_saving_by_itself_answers_with_the_next_version(world: OfficeWorld, open_as: Any) -> None:
    report = drafted(world)
    path = f"/reports/{report.public_id}/sections/next/autosave/"
    page = open_as("bureau_clerk").post(path, {"words": "正在写", "version": 1}).content.decode()
    assert 'value="2"' in page
    assert (
        "没有自动保存" in open_as("bureau_clerk").post(path, {"words": "又写", "version": 1}).content.decode()
    )


def test_versions_are_compared_and_restored(world: OfficeWorld, open_as: Any) -> None:
    report = written(world, drafted(world))
    clerk = open_as("bureau_clerk")
    path = f"/reports/{report.public_id}/sections/next/"
    page = clerk.get(f"{path}versions/")
    assert ("added", "演示。") in page.context["lines"]
    clerk.post(f"{path}restore/", {"version": 2, "number": 1})
    assert report.sections.get(code="next").words == page.context["revisions"][1].words


def test_a_figure_opens_what_it_counts(world: OfficeWorld, open_as: Any) -> None:
    report = drafted(world, "annual_report", "2026", "office")
    office = open_as("office")
    items = {item["key"]: item for item in report.sections.get(code="overview").facts[0]["items"]}
    for what in ("expected", "actual", "overdue", "base"):
        page = office.get("/reports/rows/", {"report": str(report.public_id), "what": what})
        assert str(page.context["list"].listing.count()) == items[what]["value"]
    own = office.get(
        "/reports/rows/", {"report": str(report.public_id), "part": "own", "article": "xpcc-2023/18"}
    )
    assert {row.line.obligation.rule.article for row in own.context["list"].lines} == {18}
    assert Obligation.objects.exists()


@pytest.mark.parametrize("query", ["report=x", "what=all", "part=x", "on=x", "article=x/y"])
def test_an_address_that_names_nothing_is_not_there(world: OfficeWorld, open_as: Any, query: str) -> None:
    report = drafted(world, "annual_report", "2026", "office")
    named = "" if query in {"report=x", "what=all"} else f"&report={report.public_id}"
    assert open_as("office").get(f"/reports/rows/?{query}{named}").status_code == 404


def test_the_superior_sees_who_has_reported_and_urges(world: OfficeWorld, open_as: Any) -> None:
    received(world)
    office = open_as("above")
    page = office.get("/reports/reporting/", {"period": "2026H2"})
    (row,) = page.context["list"].lines
    assert (row.row.unit.name, row.report.state) == ("演示农业农村局", "received")
    missing = office.get(
        "/reports/reporting/", {"group": "missing", "kind": "annual_report", "period": "2026"}
    )
    assert [each.row.unit.code for each in missing.context["list"].lines] == ["师"]
    assert "/urgings/new/?cell=" in missing.content.decode()


def test_the_list_of_who_has_reported_is_exported(world: OfficeWorld, open_as: Any) -> None:
    received(world)
    answer = open_as("above").post("/lists/reporting/export/", {"format": "xlsx"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert any("演示农业农村局" in map(str, row) and "已收文" in row for row in rows)


def test_lower_reports_are_merged_on_a_page(world: OfficeWorld, open_as: Any) -> None:
    sent(world, kind="annual_report", period="2026", writer="office", signer="approver")
    page = open_as("above").get("/reports/merged/", {"kind": "annual_report", "period": "2026"})
    text = page.content.decode()
    assert ("下级报告合计" in text, "本级台账数据" in text, page.context["found"].missing) == (True, True, [])


def test_an_office_words_the_template_of_its_area(world: OfficeWorld, open_as: Any) -> None:
    office = open_as("above")
    path = "/reports/templates/half_year_report/"
    form = office.get(path).context["form"]
    data = {f"{part.prefix}-heading": part.initial["heading"] for part in form.parts} | {"version": 0}
    data |= {"next-heading": "下一步打算", "problems-heading": ""}
    assert office.post(path, data).status_code == 302
    report = drafted(world)
    assert list(report.sections.values_list("heading", flat=True))[-1] == "下一步打算"
    assert not report.sections.filter(code="problems").exists()
    assert office.post(path, data).status_code == 422
    assert ReportTemplate.objects.get().version == 1


def test_a_draft_is_its_units_own(world: OfficeWorld, open_as: Any) -> None:
    path = f"/reports/{drafted(world).public_id}/"
    assert {name: open_as(name).get(path).status_code for name in ("member", "bureau_auditor", "above", "clerk")} == {
        "member": 200, "bureau_auditor": 404, "above": 404, "clerk": 404,
    }  # fmt: skip


def test_who_has_two_posts_does_not_sign_what_she_wrote(world: OfficeWorld, open_as: Any) -> None:
    report = reviewed(world, written(world, drafted(world)))
    both = account_at(world.units["局"], "official", "both")
    Report.objects.filter(pk=report.pk).update(drafted_by=both.account)
    client = Client()
    client.force_login(both.account)
    page = client.get(f"/reports/{report.public_id}/")
    assert "须由另一人签发" in page.content.decode()
    answer = client.post(f"/reports/{report.public_id}/sign/", {"version": report.version})
    assert answer.status_code == 422


def test_the_desk_shows_what_waits(world: OfficeWorld, open_as: Any) -> None:
    sent(world)
    assert "演示农业农村局关于2026年下半年" in open_as("above").get("/desk/").content.decode()
    assert "起草报告" in open_as("office").get("/desk/").content.decode()


def test_the_paper_is_corrected_by_the_report(world: OfficeWorld, open_as: Any) -> None:
    report = sent(world, kind="annual_report", period="2026", writer="office", signer="approver")
    page = open_as("approver").get(f"/documents/{report.document.public_id}/")
    assert f"/reports/{report.public_id}/" in page.content.decode()
