"""Writing task lists (任务清单): drawing up, issuing, breaking down, reporting, revising; each move by the tables of states."""
