"""Audit work: see docs/audit-work.md."""
