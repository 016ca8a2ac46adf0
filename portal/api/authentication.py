"""Who asks: the account and post of a token; no session counts here."""

import dataclasses

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from portal.access import Post, posts_of
from portal.api.problems import ProblemError
from portal.models import Account, ApiToken
from portal.selectors.api_tokens import token_with
from portal.services.api_tokens import token_used
from portal.services.throttle import too_many

SCHEME = b"bearer"
REFUSALS, WINDOW = 30, 60
"""So often in so many seconds one address may come with a token that is none."""


@dataclasses.dataclass(frozen=True)
class Caller:
    """A token that works, and the post in which it acts."""

    token: ApiToken
    post: Post


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` with a token that works today."""

    def authenticate(self, request: Request) -> tuple[Account, Caller] | None:
        """The account and the caller; raises AuthenticationFailed for a token that does not work."""
        given = get_authorization_header(request).split()
        if not given:
            return None
        if len(given) != 2 or given[0].lower() != SCHEME:
            raise AuthenticationFailed
        caller = caller_of(given[1].decode("latin-1"))
        if caller is None:
            self._count(request)
            raise AuthenticationFailed
        return caller.token.account, caller

    def _count(self, request: Request) -> None:
        address = request.META.get("REMOTE_ADDR")
        if too_many(name="api-refused", address=address, limit=REFUSALS, seconds=WINDOW):
            raise ProblemError("too-many-requests", headers={"Retry-After": str(WINDOW)})

    def authenticate_header(self, request: Request) -> str:
        """What a stranger is told to send."""
        return 'Bearer realm="api"'


def caller_of(secret: str) -> Caller | None:
    """The caller with this secret: its token works, its account is active and holds the post today."""
    token = token_with(secret)
    if token is None or token.account.must_change_password:
        return None
    held = (post for post in posts_of(token.account) if post.role == token.role)
    post = next((post for post in held if post.unit.pk == token.unit_id), None)
    if post is None:
        return None
    token_used(token)
    return Caller(token, post)
