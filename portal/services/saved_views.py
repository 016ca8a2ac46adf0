"""Keeping, changing, choosing and removing saved views."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict

from portal import clock
from portal.access import Actor
from portal.models import Account, DefaultView, SavedView, Unit
from portal.selectors.saved_views import kept, may_change, may_share, opens_for
from portal.services.changes import log_change, state_of

MOST = 100
"""So many views one account may keep."""
STALE = "视图已被他人修改,请刷新页面后再操作。"


@transaction.atomic
def view_save(*, actor: Actor, page: str, query: str, title: str, shared: bool = False) -> SavedView:
    """Keep the state of a page (`query`, as in its address) under a title; `shared` with the area of the office's post.

    Raises ValidationError for a page without such a state, a title that is taken, more views than one may keep.
    """
    account = actor.account
    assert account is not None, "a person keeps views"
    if not opens_for(actor, page):
        raise ValidationError("本页不能保存为视图。")
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if SavedView.objects.filter(owner=account).count() >= MOST:
        raise ValidationError(f"最多保存{MOST}个视图,请先在「管理视图」中删除不用的。")
    view = SavedView(
        owner=account,
        page=page,
        title=title,
        query=kept(QueryDict(query)),
        unit=_sharing(actor) if shared else None,
        made_at=clock.now(),
    )
    view.full_clean()
    view.save(force_insert=True)
    log_change(actor=actor, action="view_save", target=view, unit=view.unit, after=state_of(view))
    return view


@transaction.atomic
def view_change(*, actor: Actor, view: SavedView, version: int, title: str, shared: bool) -> SavedView:
    """Rename a view and say whether it is shared; what is shared already keeps its area.

    Raises PermissionDenied for a view that is not the actor's to change, ValidationError where somebody was quicker.
    """
    row = _locked(actor, view, version)
    before = state_of(row)
    row.title = title
    if not shared:
        row.unit = None
    elif row.unit is None:
        row.unit = _sharing(actor)
    row.full_clean()
    if state_of(row) != before:
        row.version += 1
        row.save()
        log_change(
            actor=actor, action="view_change", target=row, unit=row.unit, before=before, after=state_of(row)
        )
    return row


@transaction.atomic
def view_remove(*, actor: Actor, view: SavedView, version: int) -> None:
    """Remove a view; pages that opened in it open as they are. Raises as `view_change` does."""
    row = _locked(actor, view, version)
    log_change(actor=actor, action="view_remove", target=row, unit=row.unit, before=state_of(row))
    row.delete()


@transaction.atomic
def view_choose(*, actor: Actor, view: SavedView, opens: bool) -> None:
    """Let the page of a view that is offered to the actor open in it, for this account; or no longer."""
    account = actor.account
    assert account is not None, "a person chooses"
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    chosen = DefaultView.objects.filter(account=account, page=view.page)
    if not opens:
        chosen.filter(view=view).delete()
    elif not chosen.update(view=view):
        DefaultView.objects.create(account=account, page=view.page, view=view)
    action = "view_choose" if opens else "view_leave"
    log_change(actor=actor, action=action, target=view, after={"page": view.page, "title": view.title})


def _locked(actor: Actor, view: SavedView, version: int) -> SavedView:
    row = SavedView.objects.select_for_update(of=("self",)).filter(pk=view.pk).first()
    if row is None or row.version != version:
        raise ValidationError(STALE)
    if not may_change(actor, row):
        raise PermissionDenied
    return row


def _sharing(actor: Actor) -> Unit:
    if not may_share(actor) or actor.post is None:
        raise PermissionDenied
    return actor.post.unit
