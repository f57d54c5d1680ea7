"""What is remembered: feedback, jobs, the audit log of questions, conversations, keys.

Read `models.py` first (the tables), then `store.py` (a database that is opened at its first use and brought up to date).
"""
