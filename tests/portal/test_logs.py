"""What log lines leave out."""

import json
import logging

from portal.logs import json_formatter


def test_the_address_of_a_feed_is_not_told() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "x.py", 1, "Too Many Requests: %s", ("/feeds/0123abc.ics",), None
    )
    line = json.loads(json_formatter().format(record))
    assert line["event"] == "Too Many Requests: /feeds/….ics"
