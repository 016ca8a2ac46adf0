"""The private servers of a checkout: PostgreSQL and Redis of the pinned wheels."""
