"""Customer-managed keys: one for each purpose, one for each team's data."""

from mlplatform.encryption.key import ClosedKey
from mlplatform.encryption.key_policy import KeyUse, ServiceUse
from mlplatform.encryption.platform_keys import DeliveryUses, PlatformKeys
from mlplatform.encryption.team_key import team_key_arn

__all__ = ["ClosedKey", "DeliveryUses", "KeyUse", "PlatformKeys", "ServiceUse", "team_key_arn"]
