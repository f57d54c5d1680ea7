"""The errors of this package: each message says what was found, what was wanted, what to do."""


class SearchIndexError(Exception):
    """An index, or the model it needs, cannot be used as it is."""
