"""What is kept of scheduled work, so that somebody sees when it stops."""

from django.db import models


class ScheduleRun(models.Model):
    """The last run of one line of the schedule, by its name there, and the last one that went well."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    succeeded_at = models.DateTimeField("最近成功时间", null=True, blank=True)
    fault = models.CharField("出错原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务运行"

    def __str__(self) -> str:
        return self.name
