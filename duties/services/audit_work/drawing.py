"""Taking samples: asked for in a page, done by a job that reads the population, draws, and freezes each member's facts."""

import dataclasses
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from duties.audit_sampling import at_random, by_signs, population_digest
from duties.audit_words import SIGNS_OF, Method, State, Subject
from duties.ledger.past import reading
from duties.models import AuditDraw, AuditPaper, AuditWork
from duties.selectors.audit_work.frozen import Part, digest_of, frozen
from duties.selectors.audit_work.population import Member, members, moment_of, pages_of
from duties.services.audit_work.steps import require_auditor, work_locked
from portal import clock
from portal.access import Actor
from portal.models import Job
from portal.services.changes import log_change, state_of
from portal.services.jobs import job_actor, job_ask, job_finish, job_progress

DRAW_JOB = "audit_draw"
MOST = 300
"""So many members may be drawn at once."""
READ, FROZEN = 20, 100
AT_ONCE = 25
"""The facts of so many members are frozen within one past view."""
TITLE = 240


@dataclasses.dataclass(frozen=True)
class Wanted:
    """How samples are to be taken: of what, how, with which seed and signs, how many; by hand, which (keys)."""

    subject: Subject
    method: Method
    size: int = 0
    seed: str = ""
    signs: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """What a job keeps of it."""
        return {**dataclasses.asdict(self), "signs": list(self.signs), "keys": list(self.keys)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Wanted":
        """What a job kept."""
        return cls(
            Subject(kept["subject"]),
            Method(kept["method"]),
            kept["size"],
            kept["seed"],
            tuple(kept["signs"]),
            tuple(kept["keys"]),
        )


def draw_ask(
    *, actor: Actor, work: AuditWork, version: int, wanted: Wanted, token: uuid.UUID | None = None
) -> Job:
    """Ask for samples; raises PermissionDenied for anyone but the auditor, ValidationError where the work is not open."""
    with transaction.atomic():
        work = work_locked(actor, work, State.OPEN, version=version)
        check(wanted)
        return job_ask(
            actor=actor,
            kind=DRAW_JOB,
            title=f"抽样:{work.title}",
            unit=work.unit,
            parameters={
                "work": str(work.public_id),
                "wanted": wanted.parameters,
                "page": reverse("audit-work", args=[work.public_id]),
                "page_label": "审计核查",
            },
            token=token,
        )


def check(wanted: Wanted) -> None:
    """Raise ValidationError, at the field, for what no sample can be taken with."""
    if wanted.method == Method.HAND:
        if not 0 < len(wanted.keys) <= MOST:
            raise ValidationError(f"请选取1至{MOST}项。")
        return
    if not 0 < wanted.size <= MOST:
        raise ValidationError({"size": f"一次抽取1至{MOST}项。"})
    if not wanted.seed:
        raise ValidationError({"seed": "请填写种子。"})
    offered = {sign.value for sign in SIGNS_OF[wanted.subject]}
    if wanted.method == Method.SIGNS and (not wanted.signs or not offered.issuperset(wanted.signs)):
        raise ValidationError({"signs": "请至少选择一种该对象有的迹象。"})


def draw_work(job: Job) -> None:
    """The work of the job."""
    actor = job_actor(job)
    work = AuditWork.objects.select_related("unit", "base").get(public_id=job.parameters["work"])
    require_auditor(actor, work)
    wanted = Wanted.of(job.parameters["wanted"])
    job_progress(job, 0, FROZEN, "读取总体")
    population = members(work, wanted.subject)
    there = set(work.papers.filter(subject=wanted.subject.value).values_list("key", flat=True))
    drawn = chosen(population, wanted, there)
    if not drawn:
        raise ValidationError(_nothing(population, wanted))
    facts: list[list[Part]] = []
    pages = pages_of(work, drawn)
    for start in range(0, len(drawn), AT_ONCE):
        job_progress(job, READ + (FROZEN - READ) * start // len(drawn), FROZEN, "记录抽样时的情况")
        # A past view takes a while to be set up, and progress is told between two of them.
        with reading(moment_of(work)):
            facts += [frozen(work, member) for member in drawn[start : start + AT_ONCE]]
    with transaction.atomic():
        _keep(actor, work, wanted, population, list(zip(drawn, facts, strict=True)), pages)
        job_finish(job)


def chosen(population: Sequence[Member], wanted: Wanted, there: Collection[str]) -> list[Member]:
    """The members drawn, in the order of the draw; those that have a paper already are not drawn a second time.

    A random sample is that of the seed and the whole population: what is there already takes its place in it.
    """
    by_key = {member.key: member for member in population}
    if wanted.method == Method.RANDOM:
        keys = at_random(by_key, wanted.seed, wanted.size)
    elif wanted.method == Method.SIGNS:
        signs = {
            key: [sign for sign in member.signs if sign in wanted.signs] for key, member in by_key.items()
        }
        keys = by_signs(signs, wanted.seed, wanted.size)
    else:
        keys = [key for key in dict.fromkeys(wanted.keys) if key in by_key]
    return [by_key[key] for key in keys if key not in there]


def _nothing(population: Sequence[Member], wanted: Wanted) -> str:
    if not population:
        return f"所选单位和期间没有{wanted.subject.label},请改用别的单位或期间新建核查。"
    if wanted.method == Method.SIGNS:
        return "总体中没有带所选迹象、尚未抽取的项,请改选迹象或改用随机抽样。"
    return "抽到的各项都已有底稿,请换一个种子或加大抽取数。"


def _keep(
    actor: Actor,
    work: AuditWork,
    wanted: Wanted,
    population: Sequence[Member],
    drawn: Sequence[tuple[Member, list[Part]]],
    pages: Mapping[str, str],
) -> None:
    """Write the draw and its papers; raises ValidationError where the work was summed up meanwhile."""
    work = work_locked(actor, work, State.OPEN)
    draw = AuditDraw(
        work=work,
        position=work.draws.count() + 1,
        subject=wanted.subject.value,
        method=wanted.method.value,
        seed=wanted.seed,
        signs=list(wanted.signs),
        asked=wanted.size or len(wanted.keys),
        population=len(population),
        population_sha256=population_digest(member.key for member in population),
        drawn_at=clock.now(),
    )
    draw.full_clean()
    draw.save()
    first = work.papers.count() + 1
    AuditPaper.objects.bulk_create(
        AuditPaper(
            work=work,
            draw=draw,
            position=number,
            subject=wanted.subject.value,
            key=member.key,
            title=member.title[:TITLE],
            unit_id=member.unit,
            url=pages[member.key],
            facts=facts,
            facts_sha256=digest_of(facts),
            signs=list(member.signs),
        )
        for number, (member, facts) in enumerate(drawn, start=first)
    )
    log_change(
        actor=actor,
        action="audit_draw",
        target=work,
        after={**state_of(draw), "papers": [member.key for member, _ in drawn]},
    )
