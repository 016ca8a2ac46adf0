"""Forms of task lists (任务清单)."""
