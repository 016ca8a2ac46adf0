"""The short moves of a report that its page offers: for each its words, form, and the service that makes it."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from assessment.forms.reports import ActForm
from assessment.models import Report
from assessment.report_states import TABLE, Action, Need, State
from assessment.selectors.reports.rights import open_acts
from assessment.services.reports import moving, sending, signing
from portal.access import Actor
from portal.models import Role


@dataclasses.dataclass(frozen=True)
class Deed:
    """How a move is offered: who, what its words are called, what is said when it is done."""

    action: Action
    url_name: str
    service: Callable[..., Any]
    roles: tuple[Role, ...]
    asks: str
    done: str
    hint: str = ""
    main: bool = False


WRITERS = (Role.CLERK, Role.OFFICE)
REVIEWERS = (Role.CLERK, Role.OFFICE, Role.OFFICIAL, Role.APPROVER)
SIGNERS = (Role.OFFICIAL, Role.APPROVER)
SUPERIOR = (Role.OFFICE,)

_ALL = (
    Deed(Action.SUBMIT, "report-submit", moving.report_submit, WRITERS, "说明(选填)", "已送审。", main=True,
         hint="各部分文字写好并核对数据后送审;审核期间不能修改。"),
    Deed(Action.REVIEW, "report-review", moving.report_review, REVIEWERS, "审核意见(选填)", "已审核通过,请签发人签发。", main=True),
    Deed(Action.SIGN, "report-sign", signing.report_sign_ask, SIGNERS, "签发意见(选填)", "正在编号、印发,完成后即可报送。", main=True,
         hint="以您的姓名作为签发人,编发文号,存正式文件;起草和修改过的人不能签发。"),
    Deed(Action.SEND, "report-send", sending.report_send, WRITERS, "说明(选填)", "已报送,并计入履职台账。", main=True),
    Deed(Action.RECEIVE, "report-receive", sending.report_receive, SUPERIOR, "收文意见(选填)", "已收文。", main=True),
    Deed(Action.REWORD, "report-reword", moving.report_reword, REVIEWERS, "修改意见", "已退回修改。"),
    Deed(Action.RETURN, "report-return", sending.report_return, SUPERIOR, "退改原因", "已退改,该报告不再计入台账,待重新报送。",
         hint="退改后对方修改、重新签发和报送,按重新报送的日期计入。"),
    Deed(Action.RECALL, "report-recall", signing.report_recall, SIGNERS, "撤销签发的原因", "已撤销签发,可以修改。",
         hint="已编的文号作废,重新签发时另编。"),
    Deed(Action.WITHDRAW, "report-withdraw", sending.report_withdraw, REVIEWERS, "撤回原因", "已撤回,该报告不再计入台账。",
         hint="上级收文以前可以撤回;撤回后修改、重新签发和报送,按重新报送的日期计入。"),
    Deed(Action.CANCEL, "report-cancel", moving.report_cancel, REVIEWERS, "作废原因", "已作废,内容留存备查。"),
)  # fmt: skip
DEEDS: Mapping[Action, Deed] = {deed.action: deed for deed in _ALL}


@dataclasses.dataclass(frozen=True)
class Offered:
    """A deed as the page shows it: where its form goes, and whether it stands open."""

    deed: Deed
    url: str
    form: ActForm
    open: bool = False

    @property
    def needs_words(self) -> bool:
        """Whether it takes words."""
        return any(
            Need.TEXT in move.needs for (_, action), move in TABLE.items() if action == self.deed.action
        )


def form_for(deed: Deed, report: Report, *args: Any) -> ActForm:
    """The form of a deed, empty or with what was sent."""
    initial = {"version": report.version}
    return ActForm(*args, label=deed.asks, auto_id=f"{deed.action}-%s", initial=initial)


def deeds_of(actor: Actor, report: Report, *, signing_now: bool) -> list[Offered]:
    """What the actor may do with the report now, as the page offers it; nothing while its paper is being made."""
    if signing_now and report.state == State.SIGNING.value:
        return []
    acts = open_acts(actor, report)
    return [
        Offered(deed, reverse(deed.url_name, args=[report.public_id]), form_for(deed, report))
        for action, deed in DEEDS.items()
        if action in acts
    ]
