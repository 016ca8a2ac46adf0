"""The fixed set of kinds of scoring (评分方式). Pure."""

from portal.states import Worded


class Kind(Worded):
    """How a line is scored; each has one method in `methods.py` and one source of facts."""

    LEDGER = "ledger", "台账完成率"
    QUANTITY = "quantity", "完成数量"
    TIMELINESS = "timeliness", "完成时效"
    STATISTIC = "statistic", "统计指标"
    INSPECTION = "inspection", "督查扣分"
    RATING = "rating", "质量评定"
    THIRD_PARTY = "third_party", "第三方评估"
    SPOT_CHECK = "spot_check", "暗访抽查"
    SURVEY = "survey", "职工群众认可度"
    ADDITION = "addition", "加分"
    DEDUCTION = "deduction", "减分"


LEDGER_SCORED = frozenset({Kind.LEDGER, Kind.QUANTITY, Kind.TIMELINESS})
"""Scored from the ledger alone: nobody enters a number."""
QUANTITATIVE = LEDGER_SCORED | {Kind.STATISTIC, Kind.INSPECTION}
"""定量: scored from counted facts. Ratings, third parties, spot checks and surveys are 定性, so that the share is not overstated."""
BY_HAND = frozenset({Kind.RATING, Kind.THIRD_PARTY, Kind.SPOT_CHECK, Kind.ADDITION, Kind.DEDUCTION})
"""What the office enters, with a basis."""
BESIDE = frozenset({Kind.ADDITION, Kind.DEDUCTION})
"""Outside of the 100: their weight is the most that is added or taken off; where nothing is entered it is 0."""
AWAITED = BY_HAND - BESIDE
"""What must be entered before a result can be reviewed."""

MEANING: dict[Kind, str] = {
    Kind.LEDGER: "权重 × 完成率(或按时率)。分母为周期末日在考核年度内、已到期或已完成且未豁免的应履职事项;分母为零的不适用。",
    Kind.QUANTITY: "达到 N 不扣分,每少一个扣 M 分,扣完为止。N 可以填定,也可以取台账的应完成数。",
    Kind.TIMELINESS: "每一事项逾期完成(补办)扣一定分数,逾期未完成扣一定分数,扣完为止。",
    Kind.STATISTIC: "按统计指标数值所在的档次计分,两档之间按直线折算。没有数值的为尚无数据,退出分母。",
    Kind.INSPECTION: "按督查发现问题的程度逐条扣分,尚未整改销号的另扣,扣完为止;当年没有督查的不适用。",
    Kind.RATING: "由考核单位办公室按等级评定,须写明依据。",
    Kind.THIRD_PARTY: "权重 × 第三方评估得分(百分制)÷ 100。",
    Kind.SPOT_CHECK: "权重 × 合格点数 ÷ 抽查点数;没有抽查的不适用。",
    Kind.SURVEY: "按满意比例所在的档次计分,两档之间按直线折算;有效答卷不足 10 份的不计。",
    Kind.ADDITION: "在总分之外加分,以上限为限,须写明依据。",
    Kind.DEDUCTION: "从总分中减分,以上限为限,须写明依据。",
}
"""What each kind means, as the editor and the sheets state it."""
