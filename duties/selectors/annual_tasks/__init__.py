"""Reading task lists (任务清单): who sees them, how tasks go, what waits, what they serve."""
