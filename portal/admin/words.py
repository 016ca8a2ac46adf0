"""What the logs say in words: deeds, kinds of object, columns."""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html_join

ACTIONS = {
    "account_amend": "修改账号",
    "account_enrol": "开设账号",
    "account_import": "导入账号",
    "alerts_flag": "预警核对",
    "audit_draw": "审计抽样",
    "audit_paper_conclude": "底稿下结论",
    "audit_paper_file": "下载底稿附件",
    "audit_paper_reopen": "撤回底稿结论",
    "audit_paper_save": "保存底稿",
    "audit_report": "生成审计核查报告",
    "audit_work_begin": "新建审计核查",
    "audit_work_close": "归档审计核查",
    "audit_work_conclude": "小结审计核查",
    "audit_work_reopen": "退回审计核查",
    "brief_file": "打开简报",
    "brief_make": "制作简报",
    "brief_schedule_set": "设定简报制作",
    "burden_export": "导出填报用时",
    "calendar_day_drop": "删去工作日安排",
    "calendar_days_set": "登记工作日安排",
    "calendar_year_settle": "确认年度工作日安排录全",
    "data_export": "导出全部数据",
    "data_import": "导入数据",
    "dataimport_add": "上传导入文件",
    "dataimport_drop": "放弃导入",
    "dataimport_file": "下载导入文件",
    "deliveries_retry": "全部再次发送",
    "certificate_add": "设定签名证书",
    "certificate_end": "停用签名证书",
    "document_correct": "起草更正公文",
    "document_countersign": "会签公文",
    "document_countersigners": "确定会签对象",
    "document_draft": "起草公文",
    "document_file": "公文成文",
    "document_issue": "签发公文",
    "document_object": "会签不同意",
    "document_return": "退回公文",
    "document_review": "核稿送审",
    "endpoint_add": "新设消息接口",
    "endpoint_edit": "修改消息接口",
    "endpoint_test": "测试消息接口",
    "feed_read": "读取日历订阅",
    "feed_renew": "更换日历订阅地址",
    "feed_revoke": "停用日历订阅",
    "file_upload": "上传文件",
    "entry_proxy": "设定代录",
    "indicator_add": "新建统计指标",
    "indicator_change": "修改统计指标",
    "indicator_resume": "恢复统计指标",
    "indicator_retire": "停用统计指标",
    "job_ask": "提出后台任务",
    "job_cancel": "取消后台任务",
    "job_file": "下载任务结果",
    "job_purge": "清除任务结果",
    "ledger_export": "导出台账",
    "ledger_read": "经接口读取台账",
    "audit_package": "制作审计包",
    "package_key_make": "生成审计包签名密钥",
    "password_change": "修改密码",
    "period_lock": "锁定周期",
    "policy_begin": "建立预警规则",
    "policy_change": "修改预警规则",
    "period_unlock": "解除周期锁定",
    "preference_save": "修改接收设置",
    "problem_carry": "沿用问题解决情况",
    "problem_reopen": "重新列入问题",
    "problem_solve": "登记问题解决",
    "previews_again": "重新生成文件预览",
    "question_answer": "答复口径提问",
    "question_ask": "对口径提问",
    "question_withdraw": "撤回口径提问",
    "reading_revise": "修订口径",
    "record_add": "新增履职记录",
    "record_state": "变更履职记录状态",
    "record_withdraw": "撤回履职记录",
    "refusal": "无权访问被拒",
    "regulation_load": "载入法规",
    "session_lock": "锁定屏幕",
    "sign_in": "登录",
    "sign_in_refused": "登录被锁定拒绝",
    "sign_out": "退出登录",
    "sign_answer": "答复核对事项",
    "sign_close": "关闭核对事项",
    "signs_find": "查找核对事项",
    "signs_threshold": "调整核对尺度",
    "statement_ask": "要求补充说明",
    "statement_close": "办结不再适用的说明",
    "statement_grant": "同意豁免申请",
    "statement_make": "提出情况说明或豁免申请",
    "statement_note": "知悉情况说明",
    "statement_refuse": "不同意豁免申请",
    "statement_revoke": "取消豁免",
    "statement_supplement": "补充情况说明",
    "statement_withdraw": "撤回情况说明",
    "statistics_correct": "更正统计数值",
    "statistics_give_up": "放弃统计数据文件",
    "statistics_import": "导入统计数据",
    "statistics_upload": "上传统计数据文件",
    "tour_answer": "答复功能导览",
    "urging_send": "催办",
    "waiver_drop": "取消豁免",
    "waiver_grant": "豁免",
    "supervision_draft": "起草督办件",
    "supervision_edit": "修改督办件",
    "supervision_submit": "督办件送签",
    "supervision_reword": "督办件退改",
    "supervision_issue": "督办件印发",
    "supervision_cancel": "作废督办件",
    "supervision_sign": "签收督办件",
    "supervision_join": "协办签收督办件",
    "supervision_progress": "报告督办进展",
    "supervision_feed_back": "反馈督办办结",
    "supervision_ask": "申请督办延期",
    "supervision_grant": "同意督办延期",
    "supervision_refuse": "不同意督办延期",
    "supervision_review": "督办复核通过",
    "supervision_return": "退回督办件",
    "supervision_close": "督办销号",
    "supervision_withdraw": "撤销督办件",
    "supervision_transfer": "移交督办承办",
    "supervision_succeed": "承接督办件",
    "supervision_partner": "变更督办协办单位",
    "supervision_instruct": "督办批示",
    "supervision_comment": "督办留言",
    "talk_add": "补充约谈事实",
    "talk_agree": "同意约谈",
    "talk_amend": "修改谈话记录",
    "talk_cancel": "取消约谈",
    "talk_close": "办结约谈",
    "talk_dismiss": "决定不约谈",
    "talk_draft": "拟约谈通知书",
    "talk_feed_back": "提交整改反馈",
    "talk_file": "下载约谈材料",
    "talk_hold": "登记谈话",
    "talk_letter": "拟约谈反馈函",
    "talk_notify": "印发约谈通知书",
    "talk_recall": "约谈通知书作废",
    "talk_record": "谈话记录",
    "talk_return": "退回约谈建议",
    "talk_send_back": "退回整改反馈",
    "talk_sheet": "上传谈话签字件",
    "talk_sign": "签字确认谈话记录",
    "talk_signed": "谈话记录全部签认",
    "talk_submit": "报请审定约谈",
    "talk_succeed": "承接约谈",
    "talk_suggest": "列出约谈建议",
    "talk_unsigned": "注明谈话未签原因",
    "talkpromise_confirm": "确认整改承诺完成",
    "talkpromise_drop": "整改承诺不再要求",
    "talkpromise_progress": "报送整改进展",
    "talkpromise_reject": "退回整改承诺",
    "talkpromise_report": "报告整改承诺完成",
    "token_make": "生成接口令牌",
    "token_revoke": "停用接口令牌",
    "unit_found": "新设单位",
    "world_make": "建立演示数据",
    "list_export": "导出清单",
    "view_save": "保存视图",
    "view_change": "修改视图",
    "view_choose": "设定默认视图",
    "view_leave": "取消默认视图",
    "view_remove": "删除视图",
}
"""Deeds with a word of their own; other deeds are told by their verb and the kind of object."""

COLUMNS = {
    "address": "地址已换",
    "secret": "密钥已换",
    "from": "从",
    "to": "到",
    "works": "上班",
    "note": "说明",
    "taken": "对方接收",
    "status": "答复代码",
    "words": "结果",
    "adapter": "类型",
    "host": "主机",
    "as_of": "截至日",
    "at_least": "至少",
    "attempts": "次数",
    "burst_days": "季度最后几日",
    "burst_least": "季末份数",
    "burst_share": "季末占比",
    "counts": "条数",
    "created": "新增",
    "due": "期限",
    "during": "时段",
    "entry": "登记单",
    "for_kind": "补办周期类别",
    "for_start": "补办周期首日",
    "force": "约束",
    "forms": "形式",
    "group": "类别",
    "household": "户",
    "id": "序号",
    "item": "督办件",
    "key": "去重标识",
    "kind": "类别",
    "late_days": "补录日数",
    "led_by": "主持人职务",
    "minutes_own": "除惯用语后相同比例",
    "minutes_whole": "全文相同比例",
    "overlap_minutes": "重叠分钟",
    "period": "周期",
    "picture_agreement": "画面一致比例",
    "picture_bits": "特征相差位数",
    "position": "次序",
    "public_id": "公开编号",
    "read_as": "口径解释",
    "record": "履职记录",
    "register": "文号登记",
    "regulation": "法规",
    "remind_days": "提前提醒日数",
    "reopened": "重开",
    "replaces": "替代的",
    "role": "职务",
    "rule": "口径",
    "settled": "办结",
    "sha256": "校验值",
    "sitting_minutes": "未填结束时间按分钟",
    "tag": "属性",
    "unit": "单位",
    "version": "版次",
    "version_from": "自",
}
"""What a log says of a deed that changes no one row."""

VERBS = {
    "add": "新增",
    "close": "办结",
    "cancel": "取消",
    "carry": "沿用",
    "change": "变更",
    "confirm": "确认",
    "correct": "更正",
    "drop": "取消",
    "grant": "授予",
    "plan": "列入计划",
    "reopen": "重新办理",
    "return": "退回",
    "save": "保存",
    "submit": "提交",
    "withdraw": "撤回",
}


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def action_word(action: str) -> str:
    """What was done, e.g. 变更任职."""
    if action in ACTIONS:
        return ACTIONS[action]
    entity, _, verb = action.rpartition("_")
    model = next((model for model in apps.get_models() if model._meta.model_name == entity), None)
    noun = str(model._meta.verbose_name) if model else entity
    return f"{VERBS.get(verb, verb)}{noun}"


def kind_word(label: str) -> str:
    """What a row of a table is called, e.g. 任职; the label itself for a table that is no more."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def told(label: str, values: dict[str, Any] | None) -> str:
    """The values of a row as lines, each with the name of its column."""
    model = _model(label)
    lines = [(_column(model, name), _value(value)) for name, value in (values or {}).items()]
    return format_html_join("", "<div>{}:{}</div>", lines) or "—"


def _column(model: Any, name: str) -> str:
    try:
        word = str(model._meta.get_field(name).verbose_name) if model else ""
    except FieldDoesNotExist:
        word = ""
    return COLUMNS.get(name) or COLUMNS.get(name.removesuffix("_id"), name) if word.isascii() else word


def _value(value: Any) -> str:
    if value is None or value == "":
        return "—"
    return {True: "是", False: "否"}.get(value, str(value)) if isinstance(value, bool) else str(value)
