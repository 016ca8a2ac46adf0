"""Rulebook, ledger, alerts, urgings, statements, supervision and talks for other programs: as the pages read and write them."""
