"""The one layer of figures: what is expected, done and on time, by unit, period, tier, article or rule.

Dashboards, briefs, the API and the audit read their figures here, or from the sums of the board, which are made of the
same rows: so they are equal cell by cell, and the sum over a view is the ledger exported with the same arguments.
"""
