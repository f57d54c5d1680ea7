"""What others would build from the same documents and the same embedding model, asked the same questions.

Read `retriever.py` first: every engine is behind it.
"""
