"""What a browser asks by itself, without anybody at work."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def background(view: View) -> View:
    """Decorate a view that a device asks by itself: its answers neither lengthen the session nor write it.

    So a screen that nobody works at still ends in time, and a post that was just switched is not put back by an answer
    that was under way meanwhile.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        request.session.save = _nothing  # type: ignore[method-assign]
        return response

    return cast(View, answer)


def _nothing(must_create: bool = False) -> None:
    """Leave the stored session as it is."""
