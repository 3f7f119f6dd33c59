"""Rules on feature groups."""

from .model import Found, Resource, Rule
from .shape import customer_key, wrong

GROUP = ("AWS::SageMaker::FeatureGroup",)
STORES = ("OfflineStoreConfig", "OnlineStoreConfig")


def _offline(group: Resource) -> Found:
    return _keyed(group, "OfflineStoreConfig", "S3StorageConfig.KmsKeyId")


def _online(group: Resource) -> Found:
    return _keyed(group, "OnlineStoreConfig", "SecurityConfig.KmsKeyId")


def _keyed(group: Resource, store: str, key: str) -> Found:
    """The key of a store that the group has; a group without any store keeps nothing, and AWS refuses it."""
    if group.get(store) is None and any(group.get(other) is not None for other in STORES):
        return None
    return wrong(store, None) if group.get(store) is None else customer_key(f"{store}.{key}")(group)


RULES = (
    Rule(
        "SM-FG-01",
        "M",
        GROUP,
        "A feature group's offline store is encrypted with a customer-managed key.",
        "Set OfflineStoreConfig.S3StorageConfig.KmsKeyId to the team's key.",
        _offline,
    ),
    Rule(
        "SM-FG-02",
        "M",
        GROUP,
        "A feature group's online store is encrypted with a customer-managed key.",
        "Set OnlineStoreConfig.SecurityConfig.KmsKeyId to the team's key.",
        _online,
    ),
)
