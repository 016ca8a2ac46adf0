"""What the audit package puts into the shell: its job, and the parts that duties has of it."""

from duties.exports.package.deeds import write_history, write_statements
from duties.exports.package.facts import write_facts
from duties.exports.package.rules import write_rules
from duties.services.packages import PACKAGE_JOB
from portal import registry


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_job_kind(PACKAGE_JOB, "duties.exports.package.work.audit_package")
    registry.add_package_part("事实", write_facts, order=0)
    registry.add_package_part("考核口径", write_rules, order=10)
    registry.add_package_part("情况说明和豁免申请", write_statements, order=30)
    registry.add_package_part("变更日志", write_history, order=50)
