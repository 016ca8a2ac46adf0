"""The audit export: what its rows, totals, spreadsheet and report say."""
