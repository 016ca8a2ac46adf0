"""Keeping when scheduled work ran. The rows say what the schedule did, not what anybody decided: they are not logged."""

from portal import clock
from portal.models import ScheduleRun

FAULT_LENGTH = 300


def run_began(name: str) -> None:
    """A line of the schedule begins; what an earlier run left open is no more."""
    ScheduleRun.objects.update_or_create(
        name=name, defaults={"started_at": clock.now(), "ended_at": None, "fault": ""}
    )


def run_ended(name: str, fault: str = "") -> None:
    """It ended: well, or with `fault`."""
    now = clock.now()
    row = ScheduleRun.objects.filter(name=name)
    if fault:
        row.update(ended_at=now, fault=fault[:FAULT_LENGTH])
    else:
        row.update(ended_at=now, fault="", succeeded_at=now)
