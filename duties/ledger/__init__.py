"""The ledger: obligations opened from rules, counted from records, explained and reconciled (rules.md is its law)."""
