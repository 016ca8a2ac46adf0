"""A reorganisation under way: facts closed and added as of one day, each noted in words; nothing of the past rewritten."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from portal import access
from portal.access import ADMINISTRATORS, Actor
from portal.models import (
    Appointment,
    Existence,
    Fact,
    Name,
    Placement,
    Role,
    Succession,
    Tag,
    Tenure,
    Unit,
    Word,
)
from portal.reorganising import Consequence, reorganisation_parts
from portal.selectors.vocabulary import Vocabulary, vocabulary
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change, state_of
from portal.services.consistency import fact_check
from portal.services.facts import fact_add, fact_change, fact_drop
from portal.services.structure import unit_found
from portal.wording import date_cn

AnyFact = TypeVar("AnyFact", bound=Fact)

LOCK = 7422
"""The advisory lock that lets one reorganisation follow the other: two moves at once could close a circle."""

NAMED = 3
"""So many units are named in a message; of more, their number is told."""


@dataclasses.dataclass(frozen=True)
class Line:
    """One fact closed or added, in words: of which unit, what, and from or up to when."""

    unit: str
    fact: str
    change: str


@dataclasses.dataclass
class Deed:
    """What is done as of `day`, and what was written for it."""

    actor: Actor
    day: dt.date
    reason: str
    words: Vocabulary
    facts: list[Line] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    counted: Counter[tuple[str, str, str]] = dataclasses.field(default_factory=Counter)
    consequences: list[Consequence] = dataclasses.field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """All that was written; facts that the administrator does not read are told by their number."""
        return self.facts + [
            Line(unit, f"{noun}{number}条", change) for (unit, noun, change), number in self.counted.items()
        ]

    @property
    def digest(self) -> str:
        """What tells a deed that was looked at from another: it writes the same."""
        return hashlib.sha256(repr(self.lines).encode()).hexdigest()

    def found(self, *, code: str, kind: str, name: str, parent: Unit | None) -> Unit:
        """A unit that begins on the day. Raises ValidationError by the fields of a unit."""
        if parent is None and self.words.data(Word.Group.UNIT, kind).get("under"):
            raise ValidationError({"parent": f"{self.words.name(Word.Group.UNIT, kind)}须填上级单位。"})
        unit = unit_found(
            actor=self.actor, code=code, kind=kind, name=name, started_on=self.day, parent=parent,
            reason=self.reason,
        )  # fmt: skip
        under = f",隶属{parent.name}" if parent else ""
        self.facts.append(Line(name, f"新设单位{code}{under}", f"自{date_cn(self.day)}起"))
        return unit

    def place(self, unit: Unit, parent: Unit) -> None:
        """Let `unit` stand under `parent` from the day on."""
        require_standing(parent, self.day, "parent")
        present = self.reaching(Placement.objects.filter(unit=unit)).first()
        if present is not None and present.parent_id == parent.pk:
            raise ValidationError({"parent": f"{unit.name}此日已隶属于{parent.name}。"})
        self._follow_on(present, Placement(unit=unit, parent=parent, started_on=self.day), unit)

    def rename(self, unit: Unit, name: str) -> None:
        """Let `unit` be called `name` from the day on; a name that was never entered as a fact is entered up to it."""
        present = self.reaching(Name.objects.filter(unit=unit)).first()
        if (present.name if present else unit.name) == name:
            raise ValidationError({"name": f"此日该单位已叫“{name}”。"})
        if present is None and not Name.objects.known().filter(unit=unit).exists():
            before = Name(unit=unit, name=unit.name, ended_on=self.day)
            fact_add(actor=self.actor, fact=before, unit=unit, reason=self.reason)
            self._note(before, unit, f"终止于{date_cn(self.day)}")
        self._follow_on(present, Name(unit=unit, name=name, started_on=self.day), unit)
        Unit.objects.filter(pk=unit.pk).update(name=name)

    def succeed(self, unit: Unit, successor: Unit, kind: str) -> None:
        """Note that `successor` goes on for `unit`; it changes no count."""
        row = Succession(unit=unit, successor=successor, kind=kind, on=self.day)
        row.full_clean()
        row.save(force_insert=True)
        log_change(
            actor=self.actor, action="succession_add", target=row, unit=unit, after=state_of(row),
            reason=self.reason,
        )  # fmt: skip
        line = Line(
            unit.name, f"沿革:{row.get_kind_display()},由{successor.name}承接", f"于{date_cn(self.day)}"
        )
        self.facts.append(line)

    def abolish(self, unit: Unit) -> None:
        """End a unit with all that lies within its life. Raises ValidationError where others still stand under it."""
        life = require_standing(unit, self.day, "unit")
        if life.started_on and life.started_on >= self.day:
            raise ValidationError(
                {"day": f"{unit.name}于{date_cn(life.started_on)}成立,撤销日期须晚于此日。"}
            )
        if life.ended_on:
            raise ValidationError({"unit": f"{unit.name}已登记于{date_cn(life.ended_on)}撤销。"})
        children = self.children(unit)
        if children:
            raise ValidationError({"children": f"{unit.name}下还有{named(children)},须先改隶或撤销。"})
        if self.reaching(Appointment.objects.filter(unit=unit, role__in=ADMINISTRATORS)).exists():
            raise ValidationError(
                {"unit": f"平台的管理员岗位设在{unit.name},请先由安全管理员把管理员岗位改授到别的单位。"}
            )
        for part in reorganisation_parts():
            part.check_end(unit, self.day)
            for owner, fact in part.facts_of(unit):
                self.end(fact, owner)
        for model in (Tag, Tenure, Appointment, Placement):
            for fact in model.objects.known().filter(unit=unit):
                self.end(fact, unit)
        self.end(life, unit)

    def children(self, unit: Unit) -> list[Unit]:
        """The units under `unit` on the day or later, whose life goes on."""
        placed = self.reaching(Placement.objects.filter(parent=unit)).values("unit")
        later = Placement.objects.known().filter(parent=unit, started_on__gt=self.day).values("unit")
        lives = self.reaching(Existence.objects.all()).values("unit")
        return list(Unit.objects.filter(Q(pk__in=placed) | Q(pk__in=later), pk__in=lives).order_by("code"))

    def add(self, fact: AnyFact, unit: Unit) -> AnyFact:
        """Add a fact that begins on the day."""
        fact_check(fact)
        added = fact_add(actor=self.actor, fact=fact, unit=unit, reason=self.reason)
        self._note(added, unit, f"自{date_cn(self.day)}起")
        return added

    def end(self, fact: Fact, unit: Unit) -> None:
        """Let a fact hold up to the day; one that would begin only then will not come, one that is over stays.

        One that was left open and ended with a unit before ends on that unit's last day (rules.md, "Words").
        """
        if fact.ended_on is not None and fact.ended_on <= self.day:
            return
        end = self._end_of(fact)
        if fact.started_on is not None and fact.started_on >= end:
            fact_drop(actor=self.actor, fact=fact, unit=unit, reason=self.reason)
            self._note(fact, unit, "取消,不再生效")
            return
        fact_change(actor=self.actor, fact=fact, unit=unit, reason=self.reason, ended_on=end)
        self._note(fact, unit, f"终止于{date_cn(end)}")

    def _end_of(self, fact: Fact) -> dt.date:
        """The day, or the end of one of the fact's units where that came before."""
        units = [getattr(fact, name, None) for name in ("unit_id", "parent_id", "target_id")]
        ended = Existence.objects.known().filter(unit__in=filter(None, units), ended_on__lt=self.day)
        ends: list[dt.date] = list(ended.values_list("ended_on", flat=True))
        return min([self.day, *ends])

    def reaching(self, facts: Any) -> Any:
        """Of `facts` those, as known now, that hold on the day."""
        return facts.known().on(self.day)

    def _follow_on(self, present: Fact | None, new: Any, unit: Unit) -> None:
        """Put `new` in the place of what holds on the day; what is entered for later days stands against it."""
        model = type(new)
        later = (
            model.objects.known().filter(unit=unit, started_on__gt=self.day).order_by("started_on").first()
        )
        if later is not None:
            noun, start = model._meta.verbose_name, date_cn(later.started_on)
            raise ValidationError({"day": f"{unit.name}已登记自{start}起的{noun},日期须不早于此日。"})
        if present is not None:
            self.end(present, unit)
        self.add(new, unit)

    def _note(self, fact: Fact, unit: Unit, change: str) -> None:
        told = self._told(fact)
        if told:
            self.facts.append(Line(unit.name, told, change))
        else:
            self.counted[unit.name, str(fact._meta.verbose_name), change] += 1

    def _told(self, fact: Fact) -> str:
        """A fact of the tree or of a seat in words; nothing for what the system administrator does not read."""
        match fact:
            case Existence():
                return "存续"
            case Name():
                return f"名称:{fact.name}"
            case Placement():
                return f"隶属:{fact.parent.name}"
            case Tag():
                return f"属性:{self.words.name(Word.Group.TAG, fact.tag)}"
            case Tenure():
                role = fact.title or self.words.name(Word.Group.ROLE, fact.role)
                return f"任职:{role} {fact.person.name}{'(主持工作)' if fact.acting else ''}"
        return ""


def require_standing(unit: Unit, day: dt.date, field: str) -> Existence:
    """The life of a unit that exists on `day`. Raises ValidationError at the day before it, at `field` after it."""
    life: Existence | None = Existence.objects.known().filter(unit=unit).first()
    if life is None:
        raise ValidationError({field: f"{unit.name}没有登记存续,请先在“存续”中登记。"})
    if life.started_on and day < life.started_on:
        raise ValidationError({"day": f"{unit.name}于{date_cn(life.started_on)}才成立,日期不能早于此日。"})
    if life.ended_on and day >= life.ended_on:
        raise ValidationError({field: f"{unit.name}已于{date_cn(life.ended_on)}撤销。"})
    return life


def named(units: Sequence[Unit]) -> str:
    """The first of some units by name: 甲、乙、丙等5个单位."""
    names = "、".join(unit.name for unit in units[:NAMED])
    return f"{names}等{len(units)}个单位" if len(units) > NAMED else names


@contextmanager
def reorganising(*, actor: Actor, day: dt.date, reason: str) -> Iterator[Deed]:
    """One reorganisation in one transaction: what is derived from the facts follows at its end.

    Raises PermissionDenied for anyone but the system administrator or the system.
    """
    if actor.account is not None:
        access.require(actor, Role.SYSTEM_ADMIN)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        deed = Deed(actor, day, reason, vocabulary())
        with ExitStack() as stack:
            changes = [stack.enter_context(part.together()) for part in reorganisation_parts()]
            yield deed
            rebuild_areas()
        deed.consequences = [told for told in (change() for change in changes) if told is not None]


def preview(work: Callable[[], Deed]) -> Deed:
    """Carry out and take back: what it would write and what would follow. Raises what `work` raises."""
    return carry_out(work, digest=None)[0]


def carry_out(work: Callable[[], Deed], *, digest: str | None) -> tuple[Deed, bool]:
    """Carry out what was looked at, by its `digest`; where it would write anything else now, take it back: False."""
    with transaction.atomic():
        deed = work()
        kept = deed.digest == digest
        if not kept:
            transaction.set_rollback(True)
    return deed, kept
