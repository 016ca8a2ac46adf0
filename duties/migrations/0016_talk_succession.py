import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0015_briefs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='policystep',
            name='channels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('inbox', '站内消息'), ('mail', '电子邮件'), ('webhook', '消息接口')], max_length=20), size=None, verbose_name='渠道'),
        ),
        migrations.AlterField(
            model_name='talkstep',
            name='action',
            field=models.CharField(choices=[('suggest', '列出建议'), ('add', '补充事实'), ('submit', '报请审定'), ('return', '退回补充'), ('agree', '同意约谈'), ('dismiss', '不约谈'), ('draft', '拟约谈通知书'), ('notify', '印发约谈通知书'), ('recall', '约谈通知书作废'), ('hold', '登记谈话记录'), ('amend', '修改谈话记录'), ('sign', '签字确认'), ('signed', '全部签认'), ('sheet', '上传签字件'), ('unsigned', '注明未签原因'), ('progress', '报送进展'), ('report', '报告完成'), ('confirm', '确认完成'), ('reject', '退回整改'), ('drop', '不再要求'), ('feed_back', '提交整改反馈'), ('send_back', '退回反馈'), ('letter', '拟约谈反馈函'), ('close', '办结约谈'), ('cancel', '取消约谈'), ('succeed', '承接')], max_length=10, verbose_name='办理'),
        ),
    ]
