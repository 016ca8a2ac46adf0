import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("drafting", "拟稿中"), ("approving", "待签发"), ("issued", "待签收"), ("signed", "办理中"), ("asked", "申请延期"),
    ("fed_back", "待复核"), ("returned", "退回重办"), ("reviewed", "待销号"), ("closed", "已销号"),
    ("cancelled", "已作废"), ("withdrawn", "已撤销"),
]
ACTIONS = [
    ("submit", "送签"), ("reword", "退改"), ("issue", "印发"), ("cancel", "作废"), ("sign", "签收"), ("join", "协办签收"),
    ("progress", "报告进展"), ("feed_back", "反馈办结"), ("ask", "申请延期"), ("grant", "同意延期"),
    ("refuse", "不同意延期"), ("review", "复核通过"), ("return", "退回"), ("close", "销号"), ("withdraw", "撤销"),
    ("transfer", "移交承办"), ("instruct", "批示"), ("comment", "留言"),
]


def read_states(apps, schema_editor):
    """Items made before they had states of their own stand where their notice stands; issued ones are numbered in order."""
    Item = apps.get_model("duties", "SupervisionItem")
    SupervisedUnit = apps.get_model("duties", "SupervisedUnit")
    last = {}
    for item in Item.objects.select_related("notice").order_by("notice__issued_at", "pk"):
        notice = item.notice
        if notice.number:
            year = notice.issued_at.year
            last[(item.office_id, year)] = last.get((item.office_id, year), 0) + 1
            item.year, item.serial = year, last[(item.office_id, year)]
            item.state = "withdrawn" if notice.state == "void" else "issued"
        elif notice.state == "void":
            item.state = "cancelled"
        else:
            item.state = "approving" if notice.state == "reviewed" else "drafting"
        item.state_since = notice.issued_at or item.made_at
        item.save()
        SupervisedUnit.objects.create(item=item, unit_id=item.unit_id, part="lead")
        item.obligations.update(unit_id=item.unit_id)
    Register = apps.get_model("portal", "NumberRegister")
    for (office, year), number in last.items():
        Register.objects.create(issuer_id=office, kind="督办件", year=year, last=number)


def account(verbose_name):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to=settings.AUTH_USER_MODEL, verbose_name=verbose_name,
    )


def unit(verbose_name, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.unit",
        verbose_name=verbose_name, **options,
    )


def item(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="duties.supervisionitem"
    )


def key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    # Rows are read and tables altered: each in a transaction of its own, since PostgreSQL refuses both in one.
    atomic = False

    dependencies = [
        ("duties", "0011_alert_policies"),
        ("portal", "0004_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("supervisionitem", "state", models.CharField(choices=STATES, default="drafting", max_length=10, verbose_name="状态")),
        migrations.AddField("supervisionitem", "state_since", models.DateTimeField(null=True, verbose_name="进入状态时间")),
        migrations.AddField("supervisionitem", "version", models.PositiveIntegerField(default=0, verbose_name="版本")),
        migrations.AddField("supervisionitem", "year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="编号年份")),
        migrations.AddField("supervisionitem", "serial", models.PositiveIntegerField(blank=True, null=True, verbose_name="顺序号")),
        migrations.AddField("supervisionitem", "asked_deadline", models.DateField(blank=True, null=True, verbose_name="申请延至")),
        migrations.AddField("supervisionitem", "fed_back_by", account("反馈人")),
        migrations.AddField("supervisionitem", "fed_back_on", models.DateField(blank=True, null=True, verbose_name="反馈日期")),
        migrations.AddField("supervisionitem", "reviewed_by", account("复核人")),
        migrations.AlterField("supervisionitem", "notice", models.OneToOneField(
            on_delete=django.db.models.deletion.PROTECT, related_name="supervision_item", to="portal.document", verbose_name="通知单",
        )),
        migrations.AddField("supervisedobligation", "unit", unit("责任单位", null=True)),
        migrations.CreateModel(
            name="SupervisedUnit",
            fields=[
                key(),
                ("part", models.CharField(choices=[("lead", "牵头"), ("partner", "协办")], max_length=10, verbose_name="分工")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("item", item("supervised_units")),
                ("signed_by", account("签收人")),
                ("unit", unit("单位")),
            ],
            options={
                "verbose_name": "承办单位",
                "verbose_name_plural": "承办单位",
                "ordering": ["part", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "unit"), name="supervised_unit_once"),
                    models.UniqueConstraint(condition=models.Q(("part", "lead")), fields=("item",), name="one_lead_an_item"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisedMatter",
            fields=[
                key(),
                ("kind", models.CharField(max_length=20, verbose_name="来源")),
                ("ref", models.CharField(max_length=64, verbose_name="标识")),
                ("title", models.CharField(max_length=300, verbose_name="事项")),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("url", models.CharField(max_length=200, verbose_name="页面")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="原定时限")),
                ("item", item("matters")),
            ],
            options={
                "verbose_name": "督办事项(其他来源)",
                "verbose_name_plural": "督办事项(其他来源)",
                "indexes": [models.Index(fields=["kind", "ref"], name="supervised_matter")],
                "constraints": [models.UniqueConstraint(fields=("item", "kind", "ref"), name="matter_once")],
            },
        ),
        migrations.CreateModel(
            name="SupervisionStep",
            fields=[
                key(),
                ("action", models.CharField(choices=ACTIONS, max_length=10, verbose_name="办理")),
                ("from_state", models.CharField(choices=STATES, max_length=10, verbose_name="原状态")),
                ("to_state", models.CharField(choices=STATES, max_length=10, verbose_name="现状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("post", models.CharField(blank=True, max_length=160, verbose_name="岗位")),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                ("old_deadline", models.DateField(blank=True, null=True, verbose_name="原期限")),
                ("new_deadline", models.DateField(blank=True, null=True, verbose_name="新期限")),
                ("by", account("办理人")),
                ("files", models.ManyToManyField(related_name="+", to="portal.storedfile", verbose_name="佐证材料")),
                ("item", item("steps")),
            ],
            options={"verbose_name": "督办办理", "verbose_name_plural": "督办办理", "ordering": ["at", "pk"]},
        ),
        migrations.RunPython(read_states, migrations.RunPython.noop, atomic=True),
        migrations.AlterField("supervisionitem", "state_since", models.DateTimeField(verbose_name="进入状态时间")),
        migrations.AlterField("supervisedobligation", "unit", unit("责任单位")),
        migrations.RemoveConstraint("supervisedobligation", "supervised_once"),
        migrations.AddConstraint("supervisedobligation", models.UniqueConstraint(
            fields=("item", "unit", "rule", "role", "period"), name="supervised_once",
        )),
        migrations.AddIndex("supervisionitem", models.Index(fields=["state", "deadline"], name="supervision_state_deadline")),
        migrations.AddConstraint("supervisionitem", models.UniqueConstraint(
            fields=("office", "year", "serial"), name="supervision_number_once",
        )),
        migrations.AddConstraint("supervisionitem", models.CheckConstraint(
            condition=models.Q(
                models.Q(("serial__isnull", True), ("state__in", ["approving", "cancelled", "drafting"])),
                models.Q(models.Q(("state__in", ["approving", "cancelled", "drafting"]), _negated=True), ("serial__isnull", False)),
                _connector="OR",
            ),
            name="issued_item_has_number",
        )),
    ]
