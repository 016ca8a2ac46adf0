"""Tokens for other programs: made by who holds the post, shown once, revoked by their owner or the security administrator."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portal import access, clock
from portal.access import Actor
from portal.models import ApiArea, ApiReply, ApiToken, Role
from portal.models.api import NEVER_WRITTEN, READ, WRITE
from portal.selectors.api_tokens import digest_of, working_tokens
from portal.services.changes import log_change

BEGINNING = "dp_"
"""How every token begins, so that one that leaked is recognised by searches for secrets."""
SHOWN = 10
LONGEST = dt.timedelta(days=366)
MOST = 20
"""So many tokens that work an account may have."""
USED_WITHIN = dt.timedelta(minutes=5)
KEPT = dt.timedelta(hours=24)
"""So long an answer is kept for a repeat."""

SCOPES = frozenset(
    {f"{area}:{READ}" for area in ApiArea} | {f"{area}:{WRITE}" for area in set(ApiArea) - NEVER_WRITTEN}
)
"""All that a token may be given."""


@transaction.atomic
def token_make(
    *, actor: Actor, name: str, scopes: Iterable[str], expires_on: dt.date
) -> tuple[ApiToken, str]:
    """Make a token of the actor's account in its present post; gives it with the secret, which nobody can read again.

    Raises PermissionDenied for administrators, ValidationError by field for no scope, for a day that is over or more
    than a year away, and for too many tokens.
    """
    post = access.require(actor, *access.BUSINESS)
    assert actor.account is not None
    asked = sorted(set(scopes) & SCOPES)
    faults = {}
    if not asked:
        faults["scopes"] = "请至少选择一项范围。"
    if not clock.today() <= expires_on <= clock.today() + LONGEST:
        faults["expires_on"] = "有效期从今天起,最长一年。"
    if not name.strip():
        faults["name"] = "请填写用途。"
    if faults:
        raise ValidationError(faults)
    if working_tokens(actor).count() >= MOST:
        raise ValidationError(f"最多同时有 {MOST} 个有效令牌;请先停用不再使用的。")
    secret = BEGINNING + secrets.token_urlsafe(32)
    token = ApiToken(
        account=actor.account,
        role=post.role,
        unit=post.unit,
        name=name.strip(),
        beginning=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=asked,
        made_at=clock.now(),
        expires_on=expires_on,
    )
    token.full_clean()
    token.save(force_insert=True)
    log_change(actor=actor, action="token_make", target=token, unit=post.unit, after=_told(token))
    return token, secret


@transaction.atomic
def token_revoke(*, actor: Actor, token: ApiToken) -> ApiToken:
    """End a token at once; one that is ended already stays as it is.

    Raises PermissionDenied for anyone but its owner and the security administrator.
    """
    if token.account != actor.account and actor.role != Role.SECURITY_ADMIN:
        raise PermissionDenied
    fresh = ApiToken.objects.select_for_update(of=("self",)).select_related("unit").get(pk=token.pk)
    if fresh.revoked_at is not None:
        return fresh
    before = _told(fresh)
    fresh.revoked_at, fresh.revoked_by = clock.now(), actor.account
    fresh.save(update_fields=["revoked_at", "revoked_by"])
    log_change(
        actor=actor, action="token_revoke", target=fresh, unit=fresh.unit, before=before, after=_told(fresh)
    )
    return fresh


def token_used(token: ApiToken) -> None:
    """Keep when a token was last used, to the nearest minutes: not each reading writes."""
    now = clock.now()
    if token.last_used_at is None or token.last_used_at < now - USED_WITHIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def replies_drop() -> int:
    """Drop the answers that are kept no longer; gives how many."""
    return ApiReply.objects.filter(made_at__lt=clock.now() - KEPT).delete()[0]


def _told(token: ApiToken) -> dict[str, object]:
    """What the log keeps of a token: never its digest."""
    return {
        "name": token.name,
        "beginning": token.beginning,
        "role": token.role,
        "scopes": token.scopes,
        "expires_on": token.expires_on.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
    }
