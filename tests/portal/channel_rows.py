"""Objects of the access matrix for endpoints of messaging systems."""

from typing import Any

from portal import clock
from portal.models import Adapter, Endpoint, Role, Unit
from portal.services.sealing import seal
from tests.access_cast import Cast


def endpoint(cast: Cast, unit: Unit) -> dict[str, Any]:
    """An endpoint of the unit of the place, at a host that is not allowed."""
    made = Endpoint.objects.create(
        unit=unit,
        name="演示工作群",
        adapter=Adapter.WECOM,
        host="robot.example.invalid",
        sealed_url=seal("https://robot.example.invalid/send?key=demo"),
        made_by=cast.accounts[Role.SYSTEM_ADMIN],
        made_at=clock.now(),
    )
    return {"public_id": made.public_id}


FACTORIES = {"endpoint": endpoint}
