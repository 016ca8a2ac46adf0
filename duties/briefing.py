"""What briefs put into the shell: their job, their page, how their messages are called."""

from duties.services.briefs import BRIEF_JOB, MESSAGE_KIND
from portal import access, registry


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_job_kind(BRIEF_JOB, "duties.services.briefs.brief_work")
    registry.add_message_kind(MESSAGE_KIND, "简报")
    registry.add_page("简报", "briefs", roles=access.READS_BELOW, order=34)
