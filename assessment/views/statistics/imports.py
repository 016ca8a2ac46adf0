"""Pages of importing values: the sheet to be filled in, its check, and taking it in."""

import io
import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.forms.statistics import PeriodForm, SheetForm, TakeInForm
from assessment.models import StatisticImport
from assessment.selectors.statistics import (
    WRITERS,
    fillable_units,
    import_or_404,
    own_indicators,
    sheet_changes,
    values_of,
    waiting_imports,
)
from assessment.services.statistics import import_give_up, import_keep, import_take_in, sheet_check
from assessment.statistics.checking import Fault
from assessment.statistics.sheet import SheetError, sheet_read, sheet_write_template
from duties.periods import display_name
from portal import access
from portal.models import Word
from portal.selectors.vocabulary import vocabulary
from portal.tables import XLSX

SHOWN = 200
"""So many changes or faults stand on a page."""
WAITING = 20
"""So many sheets that wait are named."""


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def import_new(request: access.PortalRequest) -> HttpResponse:
    """Choose a period, take the sheet away, bring it back filled in; faults are named by cell, nothing is written."""
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    faults: Sequence[Fault] = ()
    if form.is_valid():
        kept, faults = _checked(request, form)
        if kept is not None:
            return redirect("statistics-import", kept.public_id)
    context = {
        "form": form,
        "faults": faults[:SHOWN],
        "more": max(0, len(faults) - SHOWN),
        "number": len(faults),
        "waiting": waiting_imports(request.actor)[:WAITING],
        "has_indicators": own_indicators(request.actor).exists(),
        "kinds": vocabulary().words.get(Word.Group.UNIT, {}).values(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/statistics/import_new.html", context, status=status)


def _checked(
    request: access.PortalRequest, form: SheetForm
) -> tuple[StatisticImport | None, Sequence[Fault]]:
    """The sheet kept where nothing is wrong with it; else its faults, or what is wrong with the file at its field."""
    period, file = form.cleaned_data["period"], form.cleaned_data["file"]
    content = file.read()
    try:
        sheet = sheet_read(content)
        if sheet.period != period.name:
            raise SheetError(
                f"工作表名是“{sheet.period}”,所选周期是 {period.name}({display_name(period.name)});请核对后重选。"
            )
    except SheetError as error:
        form.add_error("file", str(error))
        return None, ()
    found = sheet_check(actor=request.actor, period=period, sheet=sheet)
    if found.faults:
        return None, found.faults
    kept = import_keep(actor=request.actor, period=period, found=found, file_name=file.name, content=content)
    return kept, ()


@access.roles(*WRITERS)
@require_safe
def template(request: access.PortalRequest) -> HttpResponse | FileResponse:
    """The sheet of a period with the units of one kind and all indicators of its frequency, known values filled in."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        messages.warning(request, "请先选择周期,再下载表格。")
        return redirect("statistics-import-new")
    period = form.cleaned_data["period"]
    indicators = list(own_indicators(request.actor, period.kind).order_by("code"))
    if not indicators:
        messages.warning(request, f"还没有按这一周期({display_name(period.name)})报送的指标;请先新建指标。")
        return redirect("statistics-import-new")
    units = fillable_units(request.actor, period)
    kinds = request.GET.getlist("kind")
    chosen = list(units.filter(kind__in=kinds) if kinds else units)
    stream = io.BytesIO()
    sheet_write_template(stream, period.name, indicators, chosen, values_of(indicators, chosen, period.name))
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename=f"统计数据-{period.name}.xlsx", content_type=XLSX
    )


@access.roles(*WRITERS)
@require_http_methods(["GET", "POST"])
def import_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a checked sheet would change; confirmed here, it is taken in."""
    kept = import_or_404(request.actor, public_id)
    form = TakeInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            import_take_in(actor=request.actor, kept=kept, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已导入 {len(kept.cells)} 个数值。")
            return redirect("statistics")
    changes = sheet_changes(kept)
    context = {
        "kept": kept,
        "form": form,
        "changes": changes[:SHOWN],
        "more": max(0, len(changes) - SHOWN),
        "new": sum(change.before is None for change in changes),
        "revised": sum(change.before is not None for change in changes),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/statistics/import.html", context, status=status)


@access.roles(*WRITERS)
@require_POST
def give_up(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Leave a sheet that was not confirmed."""
    kept = import_or_404(request.actor, public_id)
    try:
        import_give_up(actor=request.actor, kept=kept)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, "已放弃这份文件,没有写入任何数值。")
    return redirect("statistics-import-new")
