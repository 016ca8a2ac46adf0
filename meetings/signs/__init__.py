"""Signs of formalism, found by plain reckoning over entries: pure functions, without database or files.

A sign is a question to the office, never a verdict.
"""
