"""The errors of this package: each message says what was found, what was wanted, what to do."""


class SearchIndexError(Exception):
    """An index, or the model it needs, cannot be used as it is."""


class NotExportable(SearchIndexError):
    """A model cannot be written as ONNX, or would give other vectors there."""


class CacheError(SearchIndexError):
    """The cache folder cannot be written to."""
