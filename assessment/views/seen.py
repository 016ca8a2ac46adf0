"""Which version of a thing a page showed, as the page sends it back."""

from django.http import HttpRequest

LONGEST = 9
"""A version has fewer digits than anybody can make changes."""


def seen_version(request: HttpRequest) -> int:
    """The version that the form showed; -1, which fits none, where it was not sent or is no number."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST else -1
