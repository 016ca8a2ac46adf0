"""A division's year to be packed: sittings entered with evidence, one withdrawn, one imported, a statement, a notice."""

import datetime as dt
from io import BytesIO
from typing import Any

from duties.exports.package import making
from duties.exports.package.making import Order, make_package
from duties.models import Link, Rule
from duties.selectors.cell_key import Cell
from duties.services.audit_export import Asked
from duties.services.statements import statement_make
from duties.statement_states import Kind
from meetings.services.settling import entry_confirm, entry_withdraw
from portal import clock
from portal.access import SYSTEM
from portal.documents.shortcode import new_code
from portal.models import Document, NumberRegister, Unit
from portal.services.changes import log_access
from portal.services.files import file_store
from tests.meetings.world import World, entered, make_world
from tests.portal.desk import make_paper

FIRST, LAST, AS_OF = dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 9, 20)
PHOTO = b"\x89PNG\r\n\x1a\n demonstration"
PDF = b"%PDF-1.7 demonstration"


def make_year() -> World:
    """The world of logging with deeds of all kinds; call it at its NOW."""
    world = make_world()
    clerk = world.actors["clerk"]
    photo = file_store(actor=clerk, name="会议照片.png", content=PHOTO, content_type="image/png")
    held = entered(world, files=[photo])
    entry_confirm(actor=world.actors["secretary"], entry=held)
    entered(world, occurred_on=dt.date(2026, 5, 20), forms=["leading_group"])
    mistaken = entered(world, occurred_on=dt.date(2026, 6, 3), forms=["leading_group"])
    entry_withdraw(actor=clerk, entry=mistaken, reason="登记有误")
    note = file_store(actor=clerk, name="说明.pdf", content=PDF + b" note", content_type="application/pdf")
    statement_make(
        actor=world.actors["secretary"],
        cell=Cell(world.unit, Rule.objects.get(code="a8.2.leading_group"), "", "2026Q1"),
        kind=Kind.EXPLANATION,
        text="受强降雪影响延期召开。",
        files=[note],
    )
    Link.objects.create(
        ref="link", kind="contact_point", unit=world.units["S"], role="administrative_head",
        target=world.unit, started_on=dt.date(2026, 1, 1),
    )  # fmt: skip
    _notice(world)
    log_access(actor=world.actors["auditor"], action="sign_in", target_ref="auditor")
    log_access(actor=SYSTEM, action="ledger_export", target_ref="T 2026-01-01 2026-03-31")
    log_access(actor=SYSTEM, action="ledger_export", target_ref="elsewhere 2026-01-01 2026-03-31")
    return world


def _notice(world: World) -> None:
    """A notice that the division issued to the regiment."""
    paper = make_paper()
    register = NumberRegister.objects.create(issuer=world.units["S"], kind=paper.kind, year=2026)
    file = file_store(actor=SYSTEM, name="通知.pdf", content=PDF, content_type="application/pdf")
    Document.objects.create(
        kind=paper.kind, title=paper.title, issuer=world.units["S"], addressee=world.unit, source=paper.to_json(),
        drafted_by=world.actors["office"].account, drafted_at=clock.now(), register=register, serial=1,
        number="演示〔2026〕1号", state=Document.State.ISSUED, short_code=new_code(), issued_at=clock.now(), file=file,
    )  # fmt: skip


def package_of(unit: Unit, *, log: bool = True, **asked: Any) -> bytes:
    """The package of a unit's year, unless other days are asked for."""
    given = {"first": FIRST, "last": LAST, "as_of": AS_OF} | asked
    order = Order.of(SYSTEM, unit, Asked(**given), within=None, access_log=log)
    stream = BytesIO()
    make_package(order, stream, lambda done, message: None)
    return stream.getvalue()


def unprinted(patch: Any) -> None:
    """Let the report be a stub: printing it takes longer than all else."""
    patch.setattr(making, "render_report", lambda report, progress: PDF + b" report")
