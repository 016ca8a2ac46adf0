"""Statistics at the pages: an indicator, the sheet, its faults, its check, the value and its correction."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessment.models import StatisticImport, StatisticIndicator, StatisticValue
from portal.tables import XLSX
from tests.access_walk import signed_in
from tests.assessment.statistics.world import GRAIN, indicator, sheet, take_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def client(world: OfficeWorld, name: str = "office") -> Client:
    account = world.actors[name].account
    assert account is not None
    return signed_in(account)


def upload(browser: Client, content: bytes, period: str = "2026", name: str = "数据.xlsx") -> Any:
    return browser.post(
        reverse("statistics-import-new"),
        {"period": period, "file": SimpleUploadedFile(name, content, XLSX)},
        follow=True,
    )


def test_from_the_indicator_to_the_corrected_value(world: OfficeWorld) -> None:
    browser = client(world)
    page = browser.post(reverse("statistic-indicator-new"), GRAIN | {"lowest": "x"})
    assert page.status_code == 422
    assert "高标准农田面积" in page.text
    browser.post(reverse("statistic-indicator-new"), GRAIN)
    area = StatisticIndicator.objects.get()
    empty = browser.get(reverse("statistics-template"), {"period": "2026", "kind": "regiment"})
    book = load_workbook(io.BytesIO(empty.getvalue()))
    assert [row[0] for row in book["2026"].iter_rows(min_row=2, values_only=True)] == ["团", "邻"]
    book["2026"]["C2"] = 12.5
    stream = io.BytesIO()
    book.save(stream)
    checked = upload(browser, stream.getvalue())
    assert "新增 1 个,修订 0 个" in checked.text
    kept = StatisticImport.objects.get()
    assert not StatisticValue.objects.exists()
    browser.post(reverse("statistics-import", args=[kept.public_id]))
    value = StatisticValue.objects.get()
    figure = reverse("statistic", args=[area.public_id, world.units["团"].public_id, "2026"])
    assert figure in client(world, "official").get(reverse("statistics")).text
    refused = browser.post(figure, {"value": "13", "before": value.value, "reason": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    browser.post(figure, {"value": "13", "before": value.value, "reason": "核定"})
    page = browser.get(figure)
    assert "12.5" in page.text
    assert "核定" in page.text
    assert client(world, "official").post(figure, {"value": "14"}).status_code == 403


def test_faults_are_listed_and_a_wrong_period_is_said(world: OfficeWorld) -> None:
    indicator(world)
    browser = client(world)
    page = upload(browser, sheet([["团", "演示27团", "约12"]]))
    assert page.status_code == 422
    assert "C2" in page.text
    assert "不是数字" in page.text
    page = upload(browser, sheet([["团", "演示27团", 1]]), period="2025")
    assert page.status_code == 422
    assert "工作表名是“2026”" in page.text
    page = upload(browser, b"text", name="数据.csv")
    assert "请选择 XLSX 文件" in page.text
    assert upload(browser, b"text").status_code == 422
    assert not StatisticImport.objects.exists()


def test_a_revision_without_a_reason_stays_on_the_page(world: OfficeWorld) -> None:
    indicator(world)
    take_in(world, sheet([["团", "演示27团", 1]]))
    browser = client(world)
    upload(browser, sheet([["团", "演示27团", 2]]))
    kept = StatisticImport.objects.get(state="ready")
    page = browser.post(reverse("statistics-import", args=[kept.public_id]))
    assert page.status_code == 422
    assert "请写明理由" in page.text
    browser.post(reverse("statistics-import-give-up", args=[kept.public_id]))
    assert StatisticImport.objects.filter(state="given_up").count() == 1
    assert client(world, "above").get(reverse("statistics-import", args=[kept.public_id])).status_code == 404


def test_a_version_that_is_no_number_fits_none(world: OfficeWorld) -> None:
    area = indicator(world)
    page = reverse("statistic-indicator-edit", args=[area.public_id])
    for told in ("", "x", "-1", "9" * 5_000):
        assert client(world).post(page, GRAIN | {"version": told}).status_code == 422
    assert client(world).post(page, GRAIN | {"version": "1"}).status_code == 302
