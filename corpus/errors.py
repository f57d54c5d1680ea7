"""The errors of this package: each message says what was found, what was wanted, what to do."""


class CorpusError(Exception):
    """A document or a folder of documents cannot be used as it is."""
