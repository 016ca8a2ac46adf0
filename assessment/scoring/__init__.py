"""Scoring of article 17, exact and pure: no Django, no clock. What every kind means stands in docs/assessment.md."""
