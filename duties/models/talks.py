"""Talks (约谈, article 24): the facts that one is proposed for, the decision, the notice, the record, what was promised."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from duties.models.regulation import Rule
from duties.models.supervision import SupervisionItem
from duties.talk_rights import Basis
from duties.talk_states import BEFORE_TALK, Action, Promise, State
from portal.models import Account, Document, Person, StoredFile, Unit
from portal.states import choices

STATES, ACTIONS, PROMISES, BASES = choices(State), choices(Action), choices(Promise), choices(Basis)


class Talk(models.Model):
    """A talk of a unit's party and government with a lower unit or one of its departments.

    `office` is the unit that talks, `unit` the one that is talked to. The program only suggests (`proposed_by` empty):
    what is held is decided by `decided_by`. `version` counts what was done, so that a stale form is told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="talks_held", verbose_name="约谈单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talks", verbose_name="被约谈单位")
    basis = models.CharField("依据", max_length=10, choices=BASES)
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.SUGGESTED.value)
    state_since = models.DateTimeField("进入状态时间")
    version = models.PositiveIntegerField("版本", default=0)
    proposed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    opinion = models.TextField("办公室意见", blank=True)
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报请人"
    )
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision = models.TextField("决定理由", blank=True)
    notice = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="talk", verbose_name="约谈通知书"
    )
    noticed_at = models.DateTimeField("通知时间", null=True, blank=True)
    planned_at = models.DateTimeField("约谈时间", null=True, blank=True)
    place = models.CharField("约谈地点", max_length=100, blank=True)
    talking_roles = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="谈话席位"
    )
    talked_roles = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="谈话对象"
    )
    requirements = models.TextField("要求", blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end_reason = models.TextField("结束理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "约谈"
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["office", "state"], name="talk_office_state"),
            models.Index(fields=["unit", "state"], name="talk_unit_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "unit"],
                condition=Q(state__in=sorted(state.value for state in BEFORE_TALK)),
                name="one_talk_ahead",
                violation_error_message="该单位已有尚未进行的约谈。",
            ),
            models.CheckConstraint(condition=~Q(office=models.F("unit")), name="no_talk_with_oneself"),
            models.CheckConstraint(
                condition=Q(state__in=["suggested", "submitted", "cancelled"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="")),
                name="talk_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "dismissed", "cancelled"], ended_at__isnull=False)
                & ~Q(end_reason="")
                | ~Q(state__in=["closed", "dismissed", "cancelled"])
                & Q(ended_at__isnull=True, end_reason=""),
                name="talk_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}约谈{self.unit}"


class TalkFact(models.Model):
    """What a talk is proposed for, as it stood when it was listed: an overdue obligation, or an overdue supervision item.

    An obligation is named by its natural key, since ledger rows may be rebuilt; its unit is the talk's.
    """

    class Source(models.TextChoices):
        """How it came onto the list."""

        ALERT = "alert", "预警"
        ITEM = "item", "督办逾期"
        HAND = "hand", "人工列出"

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="facts")
    source = models.CharField("来源", max_length=10, choices=Source)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12, blank=True)
    item = models.ForeignKey(
        SupervisionItem, models.PROTECT, null=True, blank=True, related_name="talk_facts"
    )
    title = models.CharField("事项", max_length=200)
    required = models.PositiveIntegerField("应完成", default=0)
    counted = models.PositiveIntegerField("已计入", default=0)
    due_on = models.DateField("到期日")
    added_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="列出人"
    )
    added_at = models.DateTimeField("列出时间")

    class Meta:
        verbose_name = verbose_name_plural = "约谈事实"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["rule", "unit", "role", "period"], name="talk_fact_cell")]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "unit", "rule", "role", "period"],
                condition=Q(rule__isnull=False),
                name="talk_cell_once",
            ),
            models.UniqueConstraint(
                fields=["talk", "item"], condition=Q(item__isnull=False), name="talk_item_once"
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=False, item__isnull=True) | Q(rule__isnull=True, item__isnull=False),
                name="talk_fact_is_one_thing",
            ),
        ]


class TalkRecord(models.Model):
    """What was said (谈话记录): once, after the talk has been held; changed only while nobody has signed for it."""

    talk = models.OneToOneField(Talk, models.CASCADE, related_name="record")
    held_on = models.DateField("谈话日期")
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("谈话地点", max_length=100)
    points = models.TextField("谈话要点")
    minutes = models.TextField("谈话内容", blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "谈话记录"


class TalkPerson(models.Model):
    """Who talked and who was talked to: the holder of a seat on the day of the talk; signs for the record."""

    class Side(models.TextChoices):
        """On which side of the table."""

        TALKING = "talking", "谈话人"
        TALKED = "talked", "谈话对象"

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="people")
    side = models.CharField("一方", max_length=10, choices=Side)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    role = models.CharField("席位", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    title = models.CharField("职务名称", max_length=60, blank=True)
    signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字账号"
    )
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    remark = models.CharField("签字意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "谈话人员"
        ordering = ["-side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "side", "unit", "role", "person"], name="talk_person_once"
            )
        ]


class TalkPromise(models.Model):
    """What was promised (整改承诺): by a seat or a unit, by a day; followed until the office confirms that it is done."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="promises")
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("整改承诺", max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talk_promises", verbose_name="责任单位")
    role = models.CharField("责任席位", max_length=40, blank=True)
    due_on = models.DateField("完成时限")
    state = models.CharField("状态", max_length=10, choices=PROMISES, default=Promise.OPEN.value)
    reported_on = models.DateField("报告完成日", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改承诺"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="talk_promise_unit")]


class TalkStep(models.Model):
    """One thing that was done with a talk or a promise of it, as it was said; rows are only added."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    talk = models.ForeignKey(Talk, models.CASCADE, related_name="steps")
    promise = models.ForeignKey(
        TalkPromise, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="整改承诺"
    )
    action = models.CharField("办理", max_length=10, choices=ACTIONS)
    from_state = models.CharField("原状态", max_length=10, blank=True)
    to_state = models.CharField("现状态", max_length=10)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="材料")

    class Meta:
        verbose_name = verbose_name_plural = "约谈办理"
        ordering = ["at", "pk"]


class TalkLetter(models.Model):
    """A letter about the talk (约谈反馈函): from who talked to who was talked to, or the other way."""

    talk = models.ForeignKey(Talk, models.CASCADE, related_name="letters")
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="talk_letter", verbose_name="约谈反馈函"
    )

    class Meta:
        verbose_name = verbose_name_plural = "约谈反馈函"
