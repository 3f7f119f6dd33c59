"""Rules on container repositories."""

from .cfn import present, text
from .model import Resource, Rule
from .principals import public_statements
from .shape import equals, has, shown, true

REPOSITORY = ("AWS::ECR::Repository",)


def _encrypted(repository: Resource) -> list[str]:
    kind = repository.get("EncryptionConfiguration.EncryptionType")
    found = [] if text(kind) in ("KMS", "KMS_DSSE") else [f"EncryptionType is {shown(kind) or 'absent'}"]
    key = repository.get("EncryptionConfiguration.KmsKey")
    if not present(key) or "alias/aws/" in text(key):
        found.append("KmsKey names no customer-managed key")
    return found


def _public(repository: Resource) -> list[str]:
    return public_statements(repository.get("RepositoryPolicyText"))


RULES = (
    Rule(
        "ECR-01",
        "M",
        REPOSITORY,
        "A tag always means the same image.",
        "Set ImageTagMutability to IMMUTABLE.",
        equals("ImageTagMutability", "IMMUTABLE"),
    ),
    Rule(
        "ECR-02",
        "H",
        REPOSITORY,
        "Images are scanned when they are pushed.",
        "Set ImageScanningConfiguration.ScanOnPush to true.",
        true("ImageScanningConfiguration.ScanOnPush"),
    ),
    Rule(
        "ECR-03",
        "M",
        REPOSITORY,
        "Images are encrypted with a customer-managed key.",
        "Set EncryptionConfiguration.EncryptionType to KMS, and its KmsKey.",
        _encrypted,
    ),
    Rule(
        "ECR-04",
        "M",
        REPOSITORY,
        "Old images expire.",
        "Set LifecyclePolicy.LifecyclePolicyText.",
        has("LifecyclePolicy.LifecyclePolicyText"),
    ),
    Rule(
        "ECR-05",
        "H",
        REPOSITORY,
        "A repository's policy allows named principals only.",
        "Name the account, or add a condition on aws:PrincipalOrgID.",
        _public,
    ),
)
