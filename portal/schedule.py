"""The one list of what runs by itself and when (Asia/Shanghai), each line with its reason."""

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # Rows that a known date changes are re-read as soon as that day begins (rules.md, "holds_until").
    "roll-ledger": {"task": "duties.roll_ledger", "schedule": crontab(hour=0, minute=5)},
    # After the roll and again in working hours: the health page names it where an active rule has no obligations.
    "check-ledger": {"task": "duties.check_ledger", "schedule": crontab(hour="0,8,14", minute=15)},
    # Every hour, so that a worker that was down in the night catches up; a second run writes nothing.
    "flag-overdue": {"task": "duties.flag_overdue", "schedule": crontab(minute=20)},
    # After the flags, from whose step of a talk it gathers the facts; a second run writes nothing.
    "suggest-talks": {"task": "duties.suggest_talks", "schedule": crontab(minute=35)},
    # At each hour that a person can choose and once more, so that a late start is made up the same day; whether it is a
    # working day says the calendar.
    "send-digests": {"task": "duties.send_digests", "schedule": crontab(hour="6-22", minute="0,30")},
    # Items of supervision whose deadline nears or has passed; before people come to work, and before the first digests.
    "remind-supervision": {"task": "duties.remind_supervision", "schedule": crontab(hour=6, minute=45)},
    # The day's briefs before people come to work and before the first digests; again every hour, so that a worker that
    # was down makes up the latest day. A second run makes none.
    "make-briefs": {"task": "duties.make_briefs", "schedule": crontab(hour="5-20", minute=10)},
    # What is waiting after a mail or broker outage is tried again.
    "retry-deliveries": {"task": "portal.retry_deliveries", "schedule": crontab(minute="*/5")},
    # Files of an import that nobody took in or gave up wait a week.
    "drop-stale-imports": {"task": "duties.drop_stale_imports", "schedule": crontab(hour=3, minute=40)},
    # Soon after a submission, while it is fresh in mind; each run looks at a bounded number of what is new.
    "find-signs": {"task": "meetings.find_signs", "schedule": crontab(minute="*/15")},
    # Jobs whose start never reached a worker (broker down at the click) are queued again.
    "requeue-jobs": {"task": "portal.requeue_jobs", "schedule": crontab(minute="*/2")},
    # Files that jobs made are kept for seven days; in the night, when nobody downloads.
    "purge-results": {"task": "portal.purge_results", "schedule": crontab(hour=3, minute=50)},
    # Previews that no worker took up (broker down at the upload) or that failed are tried again, three times in all.
    "retry-previews": {"task": "portal.retry_previews", "schedule": crontab(minute="*/5")},
    # After the roll: names and seats change with the day too. It also catches what a write in bulk could not hand on.
    "index-search": {"task": "portal.index_search", "schedule": crontab(hour=0, minute=25)},
    # What was begun and never finished is kept for a day; hourly, so that the disk never holds much more.
    "expire-uploads": {"task": "portal.expire_uploads", "schedule": crontab(minute=50)},
    # Other systems read the feed of changes; a change is in it within a minute of its commit.
    "number-events": {"task": "portal.number_events", "schedule": crontab()},
    # Answers of the interface are kept for a day, so that a repeat writes nothing.
    "drop-replies": {"task": "portal.drop_replies", "schedule": crontab(minute=10)},
}

AT_START = (
    "duties.roll_ledger",
    "duties.flag_overdue",
    "duties.remind_supervision",
    "portal.retry_deliveries",
    "portal.retry_previews",
    "portal.index_search",
)
"""What a worker does first, so that after an outage nobody waits for the clock; a second run writes nothing."""

SCHEDULE_WORDS = {
    "roll-ledger": "更新台账",
    "check-ledger": "核对台账是否齐全",
    "flag-overdue": "预警核对",
    "send-digests": "发送每日摘要",
    "suggest-talks": "提出约谈建议",
    "remind-supervision": "督办期限提醒",
    "make-briefs": "制作简报",
    "retry-deliveries": "发送邮件和消息",
    "drop-stale-imports": "清理过期导入文件",
    "find-signs": "查找核对事项",
    "requeue-jobs": "安排后台任务",
    "purge-results": "清除到期的任务结果",
    "retry-previews": "生成文件预览",
    "expire-uploads": "清理未完成上传",
    "index-search": "核对检索索引",
    "number-events": "列出变更通知",
    "drop-replies": "清理接口答复",
}
"""What each line does, in words of the health page."""
