"""Data files of this package, read once."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read(name: str) -> Any:
    """The JSON file of that name in this folder."""
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
