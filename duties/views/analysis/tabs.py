"""The pages of analysis in the order in which they are offered: the name of the address and the word."""

TABS = (
    ("analysis", "完成情况"),
    ("analysis-heat", "热力图"),
    ("analysis-trend", "趋势"),
    ("analysis-ranking", "排名"),
    ("analysis-tiers", "四级金字塔"),
    ("analysis-compare", "对比"),
    ("funnel", "督办漏斗"),
    ("due-calendar", "到期日历"),
    ("coverage", "联系覆盖"),
)
