"""The platform's own Lambda functions: private, encrypted, each in a role of its own."""

from mlplatform.functions.private_function import Placement, PrivateFunction

__all__ = ["Placement", "PrivateFunction"]
