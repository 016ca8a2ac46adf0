"""督办漏斗: what became of the supervision items issued in a span of days, and what went before and came after."""
