"""Briefs (简报) for leaders: what is gathered, how it is drawn on one page (docs/briefs.md)."""
