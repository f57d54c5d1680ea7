"""Measures. Stands above the service: asks the same questions of it that people would."""
