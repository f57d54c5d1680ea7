"""Hits become an answer: quoted sentences with markers, and the passages that prove them."""
