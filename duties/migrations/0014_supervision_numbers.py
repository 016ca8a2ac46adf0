import django.db.models.deletion
from django.db import migrations, models


def keep_numbering_office(apps, schema_editor):
    """So far every item was numbered by the office that has it."""
    items = apps.get_model("duties", "SupervisionItem").objects.filter(serial__isnull=False)
    items.update(numbered_by=models.F("office"))


class Migration(migrations.Migration):
    # Rows are read and tables altered: each in a transaction of its own, since PostgreSQL refuses both in one.
    atomic = False

    dependencies = [
        ("duties", "0013_talks"),
        ("portal", "0007_countersigns"),
    ]

    operations = [
        migrations.RemoveConstraint("supervisionitem", "supervision_number_once"),
        migrations.AddField(
            "supervisionitem",
            "numbered_by",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="portal.unit", verbose_name="编号单位",
            ),
        ),
        migrations.RunPython(keep_numbering_office, migrations.RunPython.noop, atomic=True),
        migrations.AlterField(
            "supervisionstep",
            "action",
            models.CharField(
                choices=[
                    ("submit", "送签"), ("reword", "退改"), ("issue", "印发"), ("cancel", "作废"), ("sign", "签收"),
                    ("join", "协办签收"), ("progress", "报告进展"), ("feed_back", "反馈办结"), ("ask", "申请延期"),
                    ("grant", "同意延期"), ("refuse", "不同意延期"), ("review", "复核通过"), ("return", "退回"),
                    ("close", "销号"), ("withdraw", "撤销"), ("transfer", "移交承办"), ("succeed", "承接"),
                    ("instruct", "批示"), ("comment", "留言"),
                ],
                max_length=10,
                verbose_name="办理",
            ),
        ),
        migrations.AddConstraint(
            "supervisionitem",
            models.UniqueConstraint(fields=("numbered_by", "year", "serial"), name="supervision_number_once"),
        ),
    ]
