"""A leading-group office and whom it writes to: the people that tests of documents and supervision act with."""

import dataclasses
import datetime as dt

from portal import access, clock
from portal.access import Actor
from portal.documents.official import OfficialDocument, Paragraph
from portal.models import Account, Document, Role, Unit
from portal.selectors.documents import version_of
from portal.services.appointments import appointment_grant
from portal.services.documents import document_draft, document_review
from portal.services.structure import unit_found

START = dt.date(2020, 1, 1)


@dataclasses.dataclass(frozen=True)
class Desk:
    """A division with its regiment and company; who works there, by name."""

    corps: Unit
    division: Unit
    regiment: Unit
    company: Unit
    actors: dict[str, Actor]


def account_at(unit: Unit, role: Role, username: str) -> Actor:
    """A new account with one post."""
    account = Account.objects.create(username=username, name=f"演示-{username}")
    appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=START)
    return Actor(account=account, post=access.posts_of(account)[0])


def make_desk() -> Desk:
    """The units and their people."""
    units: list[Unit] = []
    for code, kind, name in (
        ("B", "corps", "演示兵团"),
        ("S", "division", "演示二师"),
        ("T", "regiment", "演示27团"),
        ("L", "company", "演示27团一连"),
    ):
        units.append(
            unit_found(
                actor=access.SYSTEM,
                code=code,
                kind=kind,
                name=name,
                started_on=START,
                parent=units[-1] if units else None,
            )
        )
    corps, division, regiment, company = units
    posts = {
        "office": (division, Role.OFFICE),
        "colleague": (division, Role.OFFICE),
        "approver": (division, Role.APPROVER),
        "auditor": (division, Role.AUDITOR),
        "above": (corps, Role.OFFICE),
        "clerk": (regiment, Role.CLERK),
        "official": (regiment, Role.OFFICIAL),
        "stranger": (company, Role.OFFICIAL),
    }
    return Desk(*units, {name: account_at(unit, role, name) for name, (unit, role) in posts.items()})


def make_paper(**values: object) -> OfficialDocument:
    """A short notice to the regiment."""
    given = {
        "kind": "工作报告",
        "issuer_name": "演示二师党委农村工作领导小组办公室",
        "issuer_mark": "演示二师党委农村工作领导小组办公室",
        "title": "关于督促召开领导小组会议的通知",
        "addressee": "演示27团",
        "body": (Paragraph("请按期召开会议。"),),
        "signatory": "演示二师党委农村工作领导小组办公室",
        "date": clock.today(),
        "draft": True,
    }
    return OfficialDocument(**(given | values))


def make_draft(desk: Desk, **values: object) -> Document:
    """A draft by the office."""
    return document_draft(
        actor=desk.actors["office"], paper=make_paper(**values), issuer=desk.division, addressee=desk.regiment
    )


def make_reviewed(desk: Desk, **values: object) -> Document:
    """A draft that the office has passed on."""
    draft = make_draft(desk, **values)
    return document_review(actor=desk.actors["office"], document=draft, version=version_of(draft))
