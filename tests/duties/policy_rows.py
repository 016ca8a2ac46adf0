"""What rows of the access matrix about alert policies act on."""

from typing import Any

from duties.models import Regulation
from duties.services.policies import policies_ensure
from portal.models import Unit
from tests.access_cast import Cast
from tests.duties.matrix_rows import regulation_in_force


def policy_of_regulation(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The regulation in force with the policy that comes with it."""
    arguments = regulation_in_force(cast, unit)
    policies_ensure()
    return arguments


def policy(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The first version of that policy."""
    arguments = policy_of_regulation(cast, unit)
    assert Regulation.objects.get(code=arguments["regulation"]).policies.filter(number=1).exists()
    return arguments | {"number": 1}


FACTORIES = {"policy": policy, "policy_of_regulation": policy_of_regulation}
