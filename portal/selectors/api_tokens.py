"""Reading tokens: one's own, and for the security administrator all."""

import hashlib
import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from portal import clock
from portal.access import Actor
from portal.models import ApiToken, Role


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens of the actor's account, of whatever post, the latest first."""
    return ApiToken.objects.filter(account=actor.account).select_related("account", "unit", "revoked_by")


def working_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Those of them that are neither revoked nor expired."""
    return own_tokens(actor).filter(revoked_at__isnull=True, expires_on__gte=clock.today())


def readable_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens that the actor may see: the security administrator all, everyone else one's own."""
    if actor.role == Role.SECURITY_ADMIN:
        return ApiToken.objects.select_related("account", "unit", "revoked_by")
    return own_tokens(actor)


def readable_token_or_404(actor: Actor, public_id: uuid.UUID) -> ApiToken:
    """One of them; raises Http404 for any other."""
    token = readable_tokens(actor).filter(public_id=public_id).first()
    if token is None:
        raise Http404
    return token


def digest_of(secret: str) -> str:
    """What is kept of a token: it has 256 bits of chance, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def token_with(secret: str) -> ApiToken | None:
    """The token with this secret, if it is neither expired nor revoked and its account is active; one query."""
    working = Q(revoked_at__isnull=True, expires_on__gte=clock.today(), account__is_active=True)
    found = ApiToken.objects.select_related("account__person", "unit").filter(
        working, digest=digest_of(secret)
    )
    return found.first()
