"""Measures of speed; not part of the tests, for timings are noisy."""
