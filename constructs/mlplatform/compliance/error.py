"""The one error of this package."""


class ComplianceError(ValueError):
    """A use of this package that it refuses: the message says what was got, what is expected and how to fix it."""
