class UnresolvableError(ValueError):
    """Something in a template cannot be resolved: where it stands, what was found, how to fix it."""

    def __init__(self, place: str, found: str, fix: str) -> None:
        super().__init__(f"{place}: {found}; {fix}.")
