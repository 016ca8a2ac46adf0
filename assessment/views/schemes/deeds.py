"""The short moves of an assessment that its page offers: for each its words, form, and the service that makes it."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from assessment.models import Scheme
from assessment.scheme_states import Action
from assessment.selectors.schemes.acting import hindrance, open_acts
from assessment.services.schemes import deciding, freezing
from duties.forms.talks.acts import ActForm
from portal.access import Actor
from portal.models import Role

OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
SECOND = (Role.OFFICE, Role.APPROVER)


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


_ALL = (
    Deed(Action.SUBMIT, "scheme-submit", deciding.scheme_submit, OFFICE, "说明(选填)", "已报请审定人审定。",
         "报请时核对:各级权重合计相符,定量指标占比超过 50%。", True),
    Deed(Action.APPROVE, "scheme-approve", deciding.scheme_approve, APPROVER, "意见(选填)", "方案已审定,并计入台账。",
         "以您的姓名记录在案。", True),
    Deed(Action.RETURN, "scheme-return", deciding.scheme_return, APPROVER, "退回的理由", "已退回办公室修改。"),
    Deed(Action.OPEN, "scheme-open", deciding.scheme_open, OFFICE, "说明(选填)", "考核已启动,被考核单位已收到消息。",
         "启动后方案不能再改,被考核单位开始自评。", True),
    Deed(Action.PASS, "scheme-pass", deciding.scores_pass, OFFICE, "说明(选填)", "已提交复核。",
         "由没有参加评分的另一人复核。", True),
    Deed(Action.REVIEW, "scheme-review", deciding.scores_review, SECOND, "复核意见(选填)", "复核通过,已报审定人审定。",
         "以您的姓名记录在案。", True),
    Deed(Action.DECIDE, "scheme-decide", deciding.scores_decide, APPROVER, "意见(选填)", "考核结果已审定,办公室已收到消息。",
         "以您的姓名记录在案。", True),
    Deed(Action.SEND_BACK, "scheme-send-back", deciding.scores_send_back, SECOND, "退回的理由", "已退回评分。"),
    Deed(Action.FREEZE, "scheme-freeze", freezing.scheme_freeze, OFFICE, "说明(选填)", "考核结果已定格,年度台账已锁定。",
         "定格后得分和事实不再变化,被考核单位该年度台账锁定。", True),
    Deed(Action.CANCEL, "scheme-cancel", deciding.scheme_cancel, SECOND, "取消的理由", "考核已取消,理由已记录。"),
)  # fmt: skip
DEEDS: Mapping[Action, Deed] = {deed.action: deed for deed in _ALL}


@dataclasses.dataclass(frozen=True)
class Offered:
    """A deed as the page shows it: where its form goes, whether it stands open, what keeps it from being done."""

    deed: Deed
    url: str
    form: ActForm
    id: str
    open: bool = False
    waits: str = ""


def form_for(deed: Deed, scheme: Scheme, *args: Any) -> ActForm:
    """The form of a deed, empty or with what was sent."""
    return ActForm(*args, label=deed.asks, auto_id=f"{deed.action}-%s", initial={"version": scheme.version})


def scheme_deeds(actor: Actor, scheme: Scheme) -> list[Offered]:
    """What the actor may do with the assessment now, as the page offers it, each with what it waits for."""
    acts = open_acts(actor, scheme)
    return [
        Offered(
            deed,
            reverse(deed.url_name, args=[scheme.public_id]),
            form_for(deed, scheme),
            str(action),
            waits=hindrance(actor, scheme, action),
        )
        for action, deed in DEEDS.items()
        if action in acts
    ]
