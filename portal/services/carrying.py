"""What can become of handing one delivery to the outside; the carriers (mail, webhooks) raise it."""

import datetime as dt


class AwayError(Exception):
    """The other side cannot be reached or takes nothing at present; the text says so in words for the office."""


class RefusedError(Exception):
    """The other side does not take this one delivery; `final` where trying again is of no use.

    `again_after` is how long it asks to be left alone.
    """

    def __init__(self, reason: str, *, final: bool = False, again_after: dt.timedelta | None = None) -> None:
        super().__init__(reason)
        self.final = final
        self.again_after = again_after
