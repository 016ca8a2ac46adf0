"""The lists of ledger, alerts and supervision."""
