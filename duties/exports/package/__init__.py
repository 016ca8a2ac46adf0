"""The audit package: an area's ledger with all that is needed to count it again without the portal."""
