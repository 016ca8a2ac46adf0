"""The thresholds of signs; apart from the finding itself, which no page needs."""

from meetings.models import SignThreshold
from meetings.signs.defaults import DEFAULTS


def thresholds() -> dict[str, int]:
    """The thresholds that apply now; one query."""
    return DEFAULTS | dict(SignThreshold.objects.values_list("name", "value"))
