"""Writing supervision: drafts of notices, what follows them, and every step from receipt to close."""
