"""Commendation (article 22) and accountability leads (article 23) as matters, their papers, their place in the shell."""
