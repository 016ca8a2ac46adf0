"""What chapters 5 and 6 do for each article, line by line (duties.article_works); a page that is not there is left out."""

from duties.article_works import add_work


def join() -> None:
    """Add them; called once, when the app is ready."""
    add_work(
        [17], "实绩考核", "年度方案、逐项计分、异议答复、结果通报,每一分都指到条款和记录。", "assessment"
    )
    add_work([17], "认可度调查", "职工群众用一次性编码匿名填答,人数不足的不显示。", "surveys")
    add_work([18], "报告", "年度、半年报告由台账起草,审定报送后自动计入应报告事项。", "reports")
    add_work([17, 19, 20], "督查", "制定计划、现场核对、登记问题、跟踪整改,结果纳入考核。", "inspections")
    add_work([19, 20], "督查问题", "督查发现的问题逐条列出条款、期限和整改情况。", "findings")
    add_work([10, 21], "统计", "指标按单位和时期填报、更正,来源和历次数值留存。", "statistics")
    add_work([22], "表彰", "列明事实提出建议,由审定人决定,印发表彰决定。", "commendations")
    add_work([23], "问责线索移交", "线索只移交有权机关并取得回执,平台不作结论。", "leads")
