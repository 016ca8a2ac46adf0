"""Times of a page: the whole request in the test client, beside its queries alone."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure, alternately, median, p95
from portal.models import Account


def client_of(username: str) -> Client:
    """A signed-in browser of a demo account (`manage.py demo_accounts`)."""
    client = Client()
    client.force_login(Account.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def queries_alone(client: Client, url: str) -> Callable[[], None]:
    """Work that sends the reading queries of one page once more and fetches their rows, and does nothing else."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    texts = [
        query["sql"]
        for query in captured
        if query["sql"].lstrip().upper().startswith(("SELECT", "WITH", "(SELECT"))
    ]

    def again() -> None:
        with connection.cursor() as cursor:
            for text in texts:
                cursor.execute(text)
                cursor.fetchall()

    return again


def page(
    name: str, username: str, url: str, *, target: float | None = None, limit: float | None = None, repeat: int = 30
) -> Figure:  # fmt: skip
    """The figure of one page read by a demo account: its median against the queries alone, and its 95th percentile."""
    client = client_of(username)
    floor = queries_alone(client, url)
    whole, alone = alternately(lambda: client.get(url), floor, repeat)
    return Figure(
        name, median(whole), median(alone), "the page's queries alone", target, p95=p95(whole), limit=limit
    )
