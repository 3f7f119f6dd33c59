"""What a rule says of a value that nobody can read before the deployment."""

from .cfn import told


class UnreadableError(ValueError):
    """A value that a rule needs and that only a deployment knows; it becomes a finding that names the rule.

    `path` is the property path, as far as it is known.
    """

    def __init__(self, what: str, path: str = "") -> None:
        super().__init__(told(what))
        self.path = path
