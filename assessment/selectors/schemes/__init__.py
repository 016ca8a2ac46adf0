"""Reading assessments: who sees which, what may be done, lines and results."""
