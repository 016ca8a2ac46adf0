"""The administrators' site; importing it registers its desks."""

from portal.admin import accounts, logs, people, units
from portal.admin.site import site

__all__ = ["accounts", "logs", "people", "site", "units"]
