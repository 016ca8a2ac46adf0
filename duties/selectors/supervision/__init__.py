"""Reading supervision: items, what they are about, the board of ages, what waits for whom."""

from duties.selectors.supervision.items import overdue_items, readable_items

__all__ = ["overdue_items", "readable_items"]
