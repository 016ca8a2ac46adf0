"""How late an obligation is and what to do next, in words. Pure: neither Django nor the clock."""

import datetime as dt

BEFORE_DUE = {
    "count": "请在到期前开展并登记。",
    "submission": "请在到期前报送并登记。",
    "coverage": "请在到期前走访到位并登记。",
    "standing": "请在到期前确定联系对象。",
}
AFTER_DUE = {
    "count": "已开展的请补录,未开展的请补办并登记。",
    "submission": "已报送的请补录,未报送的请尽快报送。",
    "coverage": "已走访的请补录,未到的请尽快走访到位。",
    "standing": "请尽快确定联系对象。",
}


def when_due(due_on: dt.date, today: dt.date) -> str:
    """已逾期6天, 今天到期, 还有9天到期."""
    days = (due_on - today).days
    if days < 0:
        return f"已逾期{-days}天"
    return f"还有{days}天到期" if days else "今天到期"


def next_step(measure: str, *, overdue: bool) -> str:
    """What whoever answers for an obligation of this measure does next."""
    return (AFTER_DUE if overdue else BEFORE_DUE)[measure]
