"""批量登记: several entries in one table."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from meetings.access import CLERKS
from meetings.forms.batch import MOST_ROWS, BatchForm
from meetings.forms.filling import fields_of, told_by
from meetings.models import Entry, Filling
from meetings.selectors.credits import outlook
from meetings.selectors.entries import alike
from meetings.services.batches import RowsError, entries_enter
from meetings.services.contents import EntryContent
from meetings.services.making import records_content
from meetings.services.states import RepeatedEntryError
from meetings.services.stored import content_of
from meetings.views.forms import unit_of
from portal import access
from portal.selectors.vocabulary import vocabulary


@access.roles(*CLERKS)
@require_http_methods(["GET", "POST"])
def entry_batch(request: access.PortalRequest) -> HttpResponse:
    """A table of up to twenty rows; all are entered or none, and what is wrong is said at its row."""
    unit, words = unit_of(request), vocabulary()
    if request.method == "GET":
        return _page(request, BatchForm(unit, words))
    form = BatchForm(unit, words, request.POST)
    if request.POST.get("action") == "more-row":
        form.add_row()
        return _page(request, form)
    contents = {} if form.errors else form.contents
    if not contents and not form.errors:
        form.errors.append("请至少填写一行。")
    if form.valid and _entered(request, form, contents):
        return redirect("entries")
    return _page(request, form, status=422)


def _entered(request: access.PortalRequest, form: BatchForm, contents: dict[int, EntryContent]) -> bool:
    """Whether the rows were entered, now or before; else their faults are in the form."""
    try:
        made = entries_enter(
            actor=request.actor,
            unit=form.unit,
            contents=contents,
            token=form.token,
            told=told_by(request.POST, Filling.Way.TABLE),
        )
    except RepeatedEntryError:
        messages.info(request, "这张表先前已经收到,没有重复登记。")
        return True
    except RowsError as error:
        form.add_faults(error.faults)
        return False
    messages.success(
        request, f"已提交{len(made)}份登记单并计入台账,待责任人确认;纪要和佐证材料可在更正时补充。"
    )
    _warn(request, form, made)
    return True


def _warn(request: access.PortalRequest, form: BatchForm, made: list[Entry]) -> None:
    """Say of each entry for what it does not count, and that another like it was there."""
    for entry in made:
        content = content_of(entry)
        lines = outlook(records_content(form.unit, content), words=form.words).missed
        texts = [f"不计入“{line.obligation.reading.title}”:{line.reason}" for line in lines]
        if alike(form.unit, content, entry):
            texts.append("当日已登记过同类事项,请核对是否重复")
        if texts:
            messages.warning(request, f"{entry.title}:{';'.join(texts)}。")


def _page(request: access.PortalRequest, form: BatchForm, *, status: int = 200) -> HttpResponse:
    filling = fields_of(request.POST if request.method == "POST" else None, Filling.Way.TABLE)
    context = {"form": form, "most_rows": MOST_ROWS, "filling": filling}
    return render(request, "meetings/batch.html", context, status=status)
