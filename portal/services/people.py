"""Officials: added, and renamed; never removed."""

from django.db import transaction

from portal.access import Actor
from portal.models import Person
from portal.services.changes import log_change, state_of


@transaction.atomic
def person_add(*, actor: Actor, person: Person) -> Person:
    """Add an official; raises ValidationError where the code is taken."""
    person.full_clean()
    person.save(force_insert=True)
    log_change(actor=actor, action="person_add", target=person, after=state_of(person))
    return person


@transaction.atomic
def person_change(*, actor: Actor, person: Person, name: str) -> Person:
    """Change the name of an official; the code stays."""
    row = Person.objects.select_for_update().get(pk=person.pk)
    before = state_of(row)
    row.name = name
    row.full_clean()
    row.save(update_fields=["name"])
    log_change(actor=actor, action="person_change", target=row, before=before, after=state_of(row))
    return row
