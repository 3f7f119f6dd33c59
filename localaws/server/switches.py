"""What is off unless somebody asks for it, by account."""

_with_homes: set[str] = set()


def studio_homes(account: str, *, on: bool) -> None:
    """Give new Studio domains of an account a file system in their network, or no longer; see `studio_homes.py`."""
    (_with_homes.add if on else _with_homes.discard)(account)


def has_studio_homes(account: str) -> bool:
    """Return whether they get one."""
    return account in _with_homes
