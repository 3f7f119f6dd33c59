"""The platform's own version; pyproject.toml takes it from here, and the CHANGELOG's newest heading says the same."""

RELEASE = "0.3.0"
