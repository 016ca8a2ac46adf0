"""Accounts and their appointments: a role of an account at a unit."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from portal.models.facts import Fact
from portal.models.people import Person
from portal.models.units import Unit


class Role(models.TextChoices):
    """What an account may be at a unit (access.md). Roles of the program, not of a regulation."""

    CLERK = "clerk", "经办人"
    OFFICIAL = "official", "责任人"
    MEMBER = "member", "班子成员"
    OFFICE = "office", "领导小组办公室"
    APPROVER = "approver", "审定人"
    LEADER = "leader", "上级领导"
    AUDITOR = "auditor", "审计/纪检"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Account":
        """A new account; without a password it cannot sign in until a slip is printed."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in. What they may do comes from appointments only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField("用户名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="人员"
    )
    phone = models.CharField("手机", max_length=30, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username


class Appointment(Fact):
    """A role of an account at a unit (平台岗位), for stated days; granted by the security administrator."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments", verbose_name="账号")
    role = models.CharField("平台岗位", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="单位")
    granted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权人"
    )

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "平台岗位"
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "role", "unit"],
                condition=Q(ended_on__isnull=True, known__endswith__isnull=True),
                name="appointment_once",
                violation_error_message="该账号已在该单位任此平台岗位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.unit} {self.get_role_display()}"
