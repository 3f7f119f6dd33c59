"""The platform's own version, as pyproject.toml states it."""

from importlib.metadata import version

RELEASE = version("ml-platform")
