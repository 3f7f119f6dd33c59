"""Rules on keys."""

from .cfn import text
from .model import Fault, Found, Resource, Rule, faults
from .principals import public_statements
from .shape import at_least, is_retained, true

KEY = ("AWS::KMS::Key",)
REPLICA = "AWS::KMS::ReplicaKey"


def _rotated(key: Resource) -> Found:
    """Rotation is for symmetric keys whose material KMS made: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html."""
    if text(key.get("KeySpec")) not in ("", "SYMMETRIC_DEFAULT") or text(key.get("Origin")) not in ("", "AWS_KMS"):
        return None
    return true("EnableKeyRotation")(key)


def _public(key: Resource) -> list[Fault]:
    return public_statements(key.get("KeyPolicy"), "KeyPolicy", strict=True)


def _kept(key: Resource) -> list[Fault]:
    return list(faults(at_least("PendingWindowInDays", 30)(key), is_retained(key)))


RULES = (
    Rule("KMS-01", "M", KEY, "A key is rotated.", "Set EnableKeyRotation to true.", _rotated),
    Rule(
        "KMS-02",
        "C",
        (*KEY, REPLICA),
        "A key's policy allows named principals only.",
        "Name the account or service as the principal instead of *.",
        _public,
        "KeyPolicy",
    ),
    Rule(
        "KMS-03",
        "M",
        (*KEY, REPLICA),
        "A key outlives its stack, and its deletion can be undone for thirty days.",
        "Set PendingWindowInDays to 30, DeletionPolicy and UpdateReplacePolicy to Retain.",
        _kept,
    ),
)
