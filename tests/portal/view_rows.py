"""Objects of the access matrix for saved views."""

from typing import Any

from portal import clock
from portal.models import Role, SavedView, Unit
from tests.access_cast import Cast


def saved_view(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A view of the auditor's own, wherever the unit of the place lies."""
    made = SavedView.objects.create(
        owner=cast.accounts[Role.AUDITOR], page="board", title="演示视图", made_at=clock.now()
    )
    return {"public_id": made.public_id}


FACTORIES = {"saved_view": saved_view}
