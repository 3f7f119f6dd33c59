"""What is on unless somebody asks for it to be off, by account."""

_without_homes: set[str] = set()


def studio_homes(account: str, *, on: bool) -> None:
    """Give new Studio domains of an account no file system any more, or one again; see `studio_homes.py`."""
    (_without_homes.discard if on else _without_homes.add)(account)


def has_studio_homes(account: str) -> bool:
    """Return whether they get one."""
    return account not in _without_homes
