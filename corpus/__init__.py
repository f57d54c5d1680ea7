"""What the plans say: raw file to structured plan. No numpy, no models, no web.

Read `plan.py` first (the words every layer uses), then `library.py` (a folder of plans).
"""
