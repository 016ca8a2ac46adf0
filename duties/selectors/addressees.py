"""To whom one turns about an obligation: who answers for it by the rules, the clerk, or the office above in their stead."""

import dataclasses
from collections.abc import Iterable, Sequence

from duties.models import Obligation, UrgedPerson
from duties.selectors.cell_key import CellKey, key_at
from duties.selectors.ledger import answering_seats, answering_tenures
from portal import clock
from portal.models import Account, Appointment, Area, Role, Tenure, Unit, Word
from portal.selectors.vocabulary import Vocabulary, vocabulary

Why = UrgedPerson.Why


@dataclasses.dataclass(frozen=True)
class Addressee:
    """One person by seat and name; without an account nothing can be sent."""

    account: Account | None
    name: str
    seat: str
    why: UrgedPerson.Why


@dataclasses.dataclass(frozen=True)
class Addressed:
    """To whom an obligation goes, and what is to be said where somebody is missing."""

    people: tuple[Addressee, ...]
    missing: str = ""


def addressees(rows: Sequence[Obligation], *, sender: Unit | None = None) -> dict[CellKey, Addressed]:
    """To whom each obligation goes today; constant queries for any number of rows.

    Those who answer for it and the clerks of its unit. Where none of them has an account it goes to the nearest
    office above the unit, if that is not the `sender` itself.
    """
    tenures, asked, words = answering_tenures(rows), answering_seats(rows), vocabulary()
    accounts = _accounts_of({tenure.person_id for each in tenures.values() for tenure in each})
    clerks = _posts({row.unit_id for row in rows}, Role.CLERK)
    people = {
        row.pk: [*_answering(tenures[row.pk], accounts, words), *_clerks(clerks.get(row.unit_id, ()))]
        for row in rows
    }
    unreached = {row.unit_id for row in rows if not any(each.account for each in people[row.pk])}
    offices = _offices_above(unreached, sender)
    found = {}
    for row in rows:
        told = people[row.pk]
        instead = offices.get(row.unit_id, []) if row.unit_id in unreached else []
        missing = _missing(
            tenures[row.pk], told, [words.name(Word.Group.ROLE, role) for role in asked[row.pk]]
        )
        found[key_at(row)] = Addressed(
            (*told, *instead), f"{missing}{_instead(told, instead)}" if missing else ""
        )
    return found


def _answering(
    tenures: Iterable[Tenure], accounts: dict[int, list[Account]], words: Vocabulary
) -> Iterable[Addressee]:
    """Each person once, with all seats through which he or she answers."""
    seats: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for tenure in tenures:
        acting = "(主持工作)" if tenure.acting else ""
        seats.setdefault(tenure.person_id, []).append(f"{words.name(Word.Group.ROLE, tenure.role)}{acting}")
        names[tenure.person_id] = tenure.person.name
    for person, held in seats.items():
        own: list[Account | None] = [*accounts.get(person, ())]
        for account in own or [None]:
            yield Addressee(account, names[person], "、".join(held), Why.ANSWERS)


def _clerks(posts: Iterable[Appointment]) -> Iterable[Addressee]:
    for post in posts:
        yield Addressee(post.account, post.account.name, Role.CLERK.label, Why.CLERK)


def _accounts_of(people: set[int]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = {}
    for account in Account.objects.filter(person__in=people, is_active=True).order_by("pk"):
        found.setdefault(account.person_id or 0, []).append(account)
    return found


def _posts(units: set[int], role: Role) -> dict[int, list[Appointment]]:
    """The appointments of active accounts to `role` today, by unit."""
    posts: dict[int, list[Appointment]] = {}
    held = Appointment.objects.present().filter(unit__in=units, role=role, account__is_active=True)
    for post in held.select_related("account", "unit").order_by("pk"):
        posts.setdefault(post.unit_id, []).append(post)
    return posts


def _offices_above(units: set[int], sender: Unit | None) -> dict[int, list[Addressee]]:
    """For each of `units` the office at the nearest unit above it that has one; two queries, none without units."""
    if not units:
        return {}
    above = Area.objects.filter(unit__in=units, depth__gt=0, during__contains=clock.today()).order_by("depth")
    chain = list(above.values_list("unit_id", "ancestor_id"))
    posts = _posts({ancestor for _, ancestor in chain}, Role.OFFICE)
    found: dict[int, list[Addressee]] = {}
    for unit, ancestor in chain:
        if unit not in found and ancestor in posts:
            found[unit] = [
                Addressee(
                    post.account, post.account.name, f"{post.unit.name} {Role.OFFICE.label}", Why.OFFICE
                )
                for post in posts[ancestor]
                if sender is None or ancestor != sender.pk
            ]
    return found


def _missing(tenures: Sequence[Tenure], told: Sequence[Addressee], asked: Sequence[str]) -> str:
    """Who cannot be told, in words; empty where all can."""
    if not tenures:
        return f"{'、'.join(asked) or '责任人'}今日无人在任"
    silent = dict.fromkeys(each.name for each in told if each.account is None)
    return f"{'、'.join(silent)}未开通账号" if silent else ""


def _instead(told: Sequence[Addressee], instead: Sequence[Addressee]) -> str:
    """To whom it goes in their stead, in words."""
    if instead:
        return f",改送{instead[0].seat}转告"
    if any(each.why == Why.CLERK for each in told):
        return ",由经办人转告"
    return "" if any(each.account for each in told) else ",没有可送达的人,请另行通知"
