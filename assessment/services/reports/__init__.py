"""Writing reports: drafted from facts, worded, reviewed, signed, sent, received or returned; each move by the table."""
