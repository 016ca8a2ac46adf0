"""The one place where the clock is read, so that every test can freeze it."""

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present instant, aware, in Asia/Shanghai."""
    return dt.datetime.now(tz=SHANGHAI)


def today() -> dt.date:
    """The present calendar day in Asia/Shanghai."""
    return now().date()
