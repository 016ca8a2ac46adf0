"""Saved views: which one is offered on a page, which one opens it, and what of an address a view keeps."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, resolve, reverse

from portal import clock
from portal.access import Actor
from portal.models import Area, DefaultView, Role, SavedView

PASSING = frozenset({"page", "rows", "after", "before", "panel", "view"})
"""What an address says of one visit only: no view keeps it. `view` without a value asks for the page as it is."""


def offered_views(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views and those shared with the post's unit from above; each with `opens`, whether its page opens in it."""
    found = Q(owner=actor.account)
    if actor.post is not None:
        shared = Area.objects.filter(
            ancestor=OuterRef("unit"), unit=actor.post.unit, during__contains=clock.today()
        )
        found |= Q(Exists(shared), unit__isnull=False)
    chosen = DefaultView.objects.filter(account=actor.account, view=OuterRef("pk"))
    rows = SavedView.objects.filter(found).annotate(opens=Exists(chosen))
    return rows.select_related("owner", "unit").order_by("page", "title", "pk")


def views_of_page(actor: Actor, page: str) -> list[Any]:
    """The views of one page, by title, each with `opens`; one query."""
    return list(offered_views(actor).filter(page=page))


def view_or_404(actor: Actor, public_id: uuid.UUID) -> SavedView:
    """One view that is offered to the actor; raises Http404 otherwise."""
    found = offered_views(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may_change(actor: Actor, view: SavedView) -> bool:
    """Whether the actor may rename, share or remove a view: the owner, and the office of the unit that shares it."""
    if actor.account is not None and view.owner_id == actor.account.pk:
        return True
    return may_share(actor) and actor.post is not None and view.unit_id == actor.post.unit.pk


def may_share(actor: Actor) -> bool:
    """Whether the actor may share views with the area of the post."""
    return actor.role == Role.OFFICE


def kept(query: QueryDict) -> str:
    """What of an address a view keeps, its parameters in order, so that equal states have equal words."""
    pairs = [(name, values) for name, values in sorted(query.lists()) if name not in PASSING]
    words = QueryDict(mutable=True)
    for name, values in pairs:
        words.setlist(name, [value for value in values if value])
    return words.urlencode()


def address_of_view(view: SavedView) -> str:
    """Where a view leads; a view without conditions asks for its page as it is."""
    return f"{reverse(view.page)}?{view.query or 'view='}"


def opens_for(actor: Actor, page: str) -> bool:
    """Whether `page` is the name of an address without arguments that the actor's role may open."""
    try:
        view = resolve(reverse(page)).func
    except NoReverseMatch:
        return False
    allowed: Any = getattr(view, "allowed_roles", "")
    return not isinstance(allowed, str) and actor.role in allowed
