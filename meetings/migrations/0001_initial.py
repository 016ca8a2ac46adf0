import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('duties', '0001_initial'),
        ('portal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='提交标识')),
                ('version', models.PositiveIntegerField(default=1)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='portal.unit', verbose_name='单位')),
                ('kind', models.CharField(default='meeting', max_length=40, verbose_name='类别')),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='会议类型')),
                ('occurred_on', models.DateField(blank=True, null=True, verbose_name='日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('for_period', models.CharField(blank=True, max_length=12, verbose_name='所属周期')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='开始时间')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='结束时间')),
                ('place', models.CharField(blank=True, max_length=100, verbose_name='地点')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.person', verbose_name='主持人')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('minutes', models.TextField(blank=True, verbose_name='纪要')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='其他事项')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('planned', '计划中'), ('submitted', '已提交'), ('confirmed', '已确认'), ('returned', '已退回'), ('withdrawn', '已撤回'), ('cancelled', '已取消')], default='draft', max_length=10, verbose_name='状态')),
                ('reason', models.TextField(blank=True, verbose_name='退回、撤回、取消或更正原因')),
                ('mend_by', models.DateField(blank=True, null=True, verbose_name='补正期限')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('entered_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.unit', verbose_name='代录单位')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('planned_at', models.DateTimeField(blank=True, null=True, verbose_name='列入计划时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='meetings.entry', verbose_name='更正')),
                ('records', models.ManyToManyField(related_name='entries', to='duties.record', verbose_name='履职记录')),
            ],
            options={
                'verbose_name': '登记单',
                'verbose_name_plural': '登记单',
                'ordering': ['-occurred_on', '-id'],
                'indexes': [models.Index(fields=['unit', '-occurred_on'], name='entry_unit_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'withdrawn', 'cancelled']), models.Q(('occurred_on__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='submitted_entry_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['planned', 'cancelled']), _negated=True), models.Q(('occurred_on__isnull', False), ('planned_at__isnull', False), ('submitted_at__isnull', True)), _connector='OR'), name='planned_entry_has_a_day'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('occurred_on')), _connector='OR'), name='entry_until_after_its_day', violation_error_message='结束日期必须晚于开始日期。'), models.CheckConstraint(condition=models.Q(('starts_at__isnull', True), ('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='entry_ends_after_start', violation_error_message='结束时间必须晚于开始时间。'), models.CheckConstraint(condition=models.Q(('mend_by__isnull', True), ('state', 'returned'), _connector='OR'), name='only_returned_is_mended'), models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('replaces',), name='one_correction_an_entry', violation_error_message='该登记单已有一份更正。')],
            },
        ),
        migrations.CreateModel(
            name='EntryProxy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='entry_proxy', to='portal.unit', verbose_name='单位')),
                ('allowed', models.BooleanField(default=False, verbose_name='允许代录')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('changed_at', models.DateTimeField(verbose_name='变更时间')),
            ],
            options={
                'verbose_name': '代录许可',
                'verbose_name_plural': '代录许可',
            },
        ),
        migrations.CreateModel(
            name='SignThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='名称')),
                ('value', models.PositiveIntegerField(verbose_name='数值')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('changed_at', models.DateTimeField(verbose_name='变更时间')),
            ],
            options={
                'verbose_name': '核对尺度',
                'verbose_name_plural': '核对尺度',
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.entry')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200, verbose_name='议题')),
                ('on_topic', models.BooleanField(default=False, verbose_name='乡村振兴议题')),
            ],
            options={
                'verbose_name': '议题',
                'verbose_name_plural': '议题',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='meetings.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.person', verbose_name='人员')),
                ('state', models.CharField(choices=[('present', '出席'), ('leave', '请假'), ('attending', '列席'), ('delegated', '委托')], default='present', max_length=10, verbose_name='参会')),
                ('stand_in', models.CharField(blank=True, max_length=60, verbose_name='代为参会')),
            ],
            options={
                'verbose_name': '参会',
                'verbose_name_plural': '参会',
                'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='attendance_once'), models.CheckConstraint(condition=models.Q(('stand_in', ''), ('state', 'delegated'), _connector='OR'), name='stand_in_of_the_delegated')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('token', models.UUIDField(editable=False, unique=True, verbose_name='提交标识')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='meetings.entry', verbose_name='登记单')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('account_label', models.CharField(max_length=120, verbose_name='姓名')),
                ('post_label', models.CharField(max_length=200, verbose_name='平台岗位')),
                ('text', models.CharField(max_length=500, verbose_name='意见')),
                ('made_at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '意见',
                'verbose_name_plural': '意见',
                'ordering': ['made_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='meetings.entry', verbose_name='登记单')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300, verbose_name='议定事项')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='portal.unit', verbose_name='责任单位')),
                ('owner_role', models.CharField(blank=True, max_length=40, verbose_name='责任职务')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='落实日期')),
                ('closing_note', models.TextField(blank=True, verbose_name='落实情况')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结人')),
                ('files', models.ManyToManyField(related_name='+', to='portal.storedfile', verbose_name='落实材料')),
            ],
            options={
                'verbose_name': '议定事项',
                'verbose_name_plural': '议定事项',
                'ordering': ['position'],
                'indexes': [models.Index(fields=['owner_unit', 'due_on'], name='decision_owner_due')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'key'), name='decision_once'), models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('closed_on__isnull', True), ('closing_note', '')), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), models.Q(('closing_note', ''), _negated=True)), _connector='OR'), name='closed_decision_has_a_note')],
            },
        ),
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='destinations', to='meetings.entry')),
                ('position', models.PositiveSmallIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.unit', verbose_name='对象单位')),
            ],
            options={
                'verbose_name': '对象单位',
                'verbose_name_plural': '对象单位',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('entry', 'unit'), name='destination_once')],
            },
        ),
        migrations.CreateModel(
            name='EntryHousehold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticked', to='meetings.entry')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duties.household', verbose_name='户')),
            ],
            options={
                'verbose_name': '走访联系的户',
                'verbose_name_plural': '走访联系的户',
                'constraints': [models.UniqueConstraint(fields=('entry', 'household'), name='household_ticked_once')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='meetings.entry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.storedfile', verbose_name='文件')),
            ],
            options={
                'verbose_name': '佐证材料',
                'verbose_name_plural': '佐证材料',
            },
        ),
        migrations.CreateModel(
            name='Filling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fillings', to='meetings.entry', verbose_name='登记单')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.unit', verbose_name='填写单位')),
                ('way', models.CharField(choices=[('form', '逐份填写'), ('copy', '沿用上次'), ('prefill', '材料预填'), ('table', '批量登记')], default='form', max_length=10, verbose_name='填写方式')),
                ('opened_at', models.DateTimeField(verbose_name='打开时间')),
                ('finished_at', models.DateTimeField(verbose_name='完成时间')),
                ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='用时(秒)')),
                ('offline', models.BooleanField(default=False, verbose_name='离线填写')),
            ],
            options={
                'verbose_name': '填写用时',
                'verbose_name_plural': '填写用时',
                'indexes': [models.Index(fields=['unit', 'finished_at'], name='filling_unit_finished')],
                'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__gte', models.F('opened_at'))), name='filling_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='MinutesPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='minutes_print', to='meetings.entry')),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
            ],
            options={
                'verbose_name': '纪要特征',
                'verbose_name_plural': '纪要特征',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['bands'], name='minutes_bands')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='meetings.entry', verbose_name='登记单')),
                ('position', models.PositiveSmallIntegerField()),
                ('category', models.CharField(choices=[('food', '粮食和重要农产品'), ('poverty', '巩固脱贫成果'), ('industry', '产业发展'), ('talent', '人才'), ('culture', '文化'), ('ecology', '生态环境'), ('building', '乡村建设'), ('governance', '乡村治理'), ('policy', '政策落实'), ('funds', '资金项目'), ('other', '其他工作')], default='other', max_length=12, verbose_name='类别')),
                ('text', models.CharField(max_length=300, verbose_name='问题')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='portal.unit', verbose_name='责任单位')),
                ('owner_role', models.CharField(blank=True, max_length=40, verbose_name='责任职务')),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='整改措施')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='整改时限')),
                ('solved_on', models.DateField(blank=True, null=True, verbose_name='解决日期')),
                ('solved_note', models.TextField(blank=True, verbose_name='解决情况')),
                ('solved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经手人')),
                ('files', models.ManyToManyField(related_name='+', to='portal.storedfile', verbose_name='解决材料')),
            ],
            options={
                'verbose_name': '问题',
                'verbose_name_plural': '问题',
                'ordering': ['position'],
                'indexes': [models.Index(fields=['owner_unit', 'due_on'], name='problem_owner_due')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'key'), name='problem_once'), models.CheckConstraint(condition=models.Q(models.Q(('solved_by__isnull', True), ('solved_note', ''), ('solved_on__isnull', True)), models.Q(('solved_by__isnull', False), ('solved_on__isnull', False), models.Q(('solved_note', ''), _negated=True)), _connector='OR'), name='solved_problem_has_a_note')],
            },
        ),
        migrations.CreateModel(
            name='Sign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('picture', '照片相近'), ('minutes', '纪要雷同'), ('places', '同一时间两处'), ('burst', '季末集中'), ('late', '补录较晚')], max_length=10, verbose_name='类别')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='去重标识')),
                ('detail', models.JSONField(default=dict, verbose_name='所见')),
                ('found_at', models.DateTimeField(verbose_name='发现时间')),
                ('state', models.CharField(choices=[('open', '待核'), ('answered', '已答复'), ('closed', '已关闭')], default='open', max_length=10, verbose_name='状态')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='核对结果')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='关闭人')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='关闭时间')),
                ('entries', models.ManyToManyField(related_name='signs', to='meetings.entry', verbose_name='登记单')),
            ],
            options={
                'verbose_name': '核对事项',
                'verbose_name_plural': '核对事项',
                'ordering': ['-found_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'kind', '-found_at'], name='sign_state_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('note', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('note', '')), _connector='OR'), name='closed_sign_has_a_note')],
            },
        ),
        migrations.CreateModel(
            name='PicturePrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='picture_print', to='meetings.evidence')),
                ('windows', models.BinaryField()),
                ('bands', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                'verbose_name': '照片特征',
                'verbose_name_plural': '照片特征',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['bands'], name='picture_bands')],
            },
        ),
        migrations.CreateModel(
            name='SignAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='meetings.sign')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.unit', verbose_name='单位')),
                ('text', models.CharField(max_length=500, verbose_name='答复')),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('answered_at', models.DateTimeField(verbose_name='答复时间')),
            ],
            options={
                'verbose_name': '核对事项答复',
                'verbose_name_plural': '核对事项答复',
                'ordering': ['answered_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('sign', 'unit'), name='one_answer_a_unit')],
            },
        ),
    ]
