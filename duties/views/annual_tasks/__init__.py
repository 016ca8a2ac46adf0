"""Pages of task lists (任务清单)."""
