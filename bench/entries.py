"""Logging: the whole request that sends a meeting's form, the page of the form, and why a cell is red."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.urls import reverse

from bench.figures import Figure, median, p95, times
from bench.ledger import forget_records
from bench.pages import client_of, page
from duties.models import Record
from meetings.models import Entry
from portal import clock
from portal.models import Appointment, Tenure

CLERK = "jingban27"
REPEAT = 100
LIMIT = 0.05
"""What is promised of one request, in seconds at the 95th percentile."""


def run() -> Iterator[Figure]:
    """A meeting sent and counted; its form read."""
    yield one_meeting()
    yield page("form of a meeting", CLERK, reverse("entry-new"))


def one_meeting() -> Figure:
    """From the form sent to the answer: middleware, form, entry, record, ledger rows, notices, commit."""
    client = client_of(CLERK)
    record, entry = Record.objects.latest("pk").pk, Entry.objects.order_by("pk").last()
    values = filled()

    def send() -> None:
        answer = client.post(reverse("entry-new"), values | {"token": str(uuid.uuid4())})
        assert answer.status_code == 302

    took = times(send, REPEAT)
    Entry.objects.filter(pk__gt=entry.pk if entry else 0).delete()
    forget_records(record)
    return Figure("log one meeting, the whole request", median(took), p95=p95(took), limit=LIMIT)


def filled() -> dict[str, str | list[str]]:
    """What a browser sends of a sitting held yesterday under the party secretary, everybody present."""
    post = Appointment.objects.filter(account__username=CLERK).latest("pk")
    seats = Tenure.objects.present().filter(unit=post.unit)
    chair = seats.get(role="party_secretary").person
    others = seats.exclude(person=chair).values_list("person", flat=True)
    return {
        "forms": ["party_standing_committee"],
        "occurred_on": str(clock.today() - dt.timedelta(days=1)),
        "leader": str(chair.pk),
        "starts_at": "09:30",
        "ends_at": "11:00",
        "place": "机关三楼会议室",
        "agenda-0-text": "听取和美连队建设汇报",
        "agenda-0-topic": "on",
        "action": "submit",
        **{f"attendance-{person}": "present" for person in others},
    }
