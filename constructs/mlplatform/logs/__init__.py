"""Log groups."""

from mlplatform.logs.encrypted_log_group import EncryptedLogGroup

__all__ = ["EncryptedLogGroup"]
