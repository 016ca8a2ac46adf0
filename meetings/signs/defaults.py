"""The thresholds that apply until the office sets its own."""

DEFAULTS = {
    "picture_bits": 10,
    "picture_agreement": 75,
    "minutes_whole": 85,
    "minutes_own": 35,
    "overlap_minutes": 15,
    "sitting_minutes": 60,
    "burst_days": 3,
    "burst_least": 5,
    "burst_share": 50,
    "late_days": 30,
}
"""By name; shares in percent. Chosen on other seeds of the planted cases than that of the test."""

BOUNDS = {
    "picture_bits": (0, 16),
    "picture_agreement": (50, 100),
    "minutes_whole": (60, 100),
    "minutes_own": (20, 100),
    "overlap_minutes": (1, 240),
    "sitting_minutes": (10, 480),
    "burst_days": (1, 15),
    "burst_least": (2, 100),
    "burst_share": (10, 100),
    "late_days": (8, 365),
}
"""Between which numbers the office may set each."""

LABELS = {
    "picture_bits": "照片:整幅特征最多相差的位数",
    "picture_agreement": "照片:画面一致的比例不低于(%)",
    "minutes_whole": "纪要:全文相同的比例不低于(%)",
    "minutes_own": "纪要:除去本单位惯用语后相同的比例不低于(%)",
    "overlap_minutes": "同一时间两处:时间重叠不少于(分钟)",
    "sitting_minutes": "同一时间两处:未填结束时间的按多久计(分钟)",
    "burst_days": "季末集中:季度最后几日",
    "burst_least": "季末集中:这几日的登记单不少于(份)",
    "burst_share": "季末集中:占全季的比例不低于(%)",
    "late_days": "补录较晚:提交距履职日期超过(日)",
}
