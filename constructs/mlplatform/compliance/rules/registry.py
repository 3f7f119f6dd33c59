"""Rules on container registries: repositories, and what makes repositories for replicas."""

from typing import Any

from .cfn import as_list, as_map, present, text
from .model import Fault, Found, Resource, Rule
from .policy_text import document_of
from .principals import public_statements
from .shape import equals, shown, true

REPOSITORY = "AWS::ECR::Repository"
TEMPLATE = "AWS::ECR::RepositoryCreationTemplate"
REGISTRY = "AWS::ECR::RegistryPolicy"
PUBLIC = "AWS::ECR::PublicRepository"
SCANNING = "AWS::ECR::RegistryScanningConfiguration"

_POLICY = {
    REPOSITORY: "RepositoryPolicyText",
    TEMPLATE: "RepositoryPolicy",
    REGISTRY: "PolicyText",
    PUBLIC: "RepositoryPolicyText",
}
_LIFECYCLE = {REPOSITORY: "LifecyclePolicy.LifecyclePolicyText", TEMPLATE: "LifecyclePolicy"}
_scans = true("ImageScanningConfiguration.ScanOnPush")


def _scanned(resource: Resource) -> Found:
    """A replica has no setting of its own: what the registry says holds for it."""
    if resource.type == REPOSITORY:
        return _scans(resource)
    registries = [resource] if resource.type == SCANNING else resource.template.of_type(SCANNING)
    certain = [registry for registry in registries if "Condition" not in registry.body]
    if any(_scans_everything(rule) for registry in certain for rule in as_list(registry.get("Rules"))):
        return []
    return [Fault("no rule of the registry scans every repository", "Rules" if resource.type == SCANNING else "")]


def _scans_everything(rule: Any) -> bool:
    frequency, filters = as_map(rule).get("ScanFrequency"), as_list(as_map(rule).get("RepositoryFilters"))
    return frequency in ("CONTINUOUS_SCAN", "SCAN_ON_PUSH") and any(as_map(f).get("Filter") == "*" for f in filters)


def _encrypted(repository: Resource) -> list[str]:
    kind = repository.get("EncryptionConfiguration.EncryptionType")
    found = [] if text(kind) in ("KMS", "KMS_DSSE") else [f"EncryptionType is {shown(kind) or 'absent'}"]
    key = repository.get("EncryptionConfiguration.KmsKey")
    if not present(key) or "alias/aws/" in text(key):
        found.append("KmsKey names no customer-managed key")
    return found


def _expires(repository: Resource) -> list[str]:
    path = _LIFECYCLE[repository.type]
    policy = repository.get(path)
    if not present(policy):
        return [f"{path} is absent"]
    return [
        f"{path}: rule {as_map(rule).get('rulePriority')} expires images with any tag"
        for rule in as_list(_document(policy).get("rules"))
        if as_map(as_map(rule).get("selection")).get("tagStatus") == "any"
    ]


def _document(policy: Any) -> dict[str, Any]:
    return dict(document_of(policy, "LifecyclePolicy"))


def _public(resource: Resource) -> list[Fault]:
    path = _POLICY[resource.type]
    if resource.type == PUBLIC:
        return [Fault("everybody may pull from it", "Type")]
    return public_statements(resource.get(path), path)


RULES = (
    Rule(
        "ECR-01",
        "M",
        (REPOSITORY, TEMPLATE),
        "A tag always means the same image.",
        "Set ImageTagMutability to IMMUTABLE.",
        equals("ImageTagMutability", "IMMUTABLE"),
    ),
    Rule(
        "ECR-02",
        "H",
        (REPOSITORY, SCANNING, TEMPLATE),
        "Images are scanned when they are pushed, and when they arrive as replicas.",
        "Set ImageScanningConfiguration.ScanOnPush to true; for replicas a rule of the registry with the filter *.",
        _scanned,
        "ImageScanningConfiguration.ScanOnPush",
    ),
    Rule(
        "ECR-03",
        "M",
        (REPOSITORY, TEMPLATE),
        "Images are encrypted with a customer-managed key.",
        "Set EncryptionConfiguration.EncryptionType to KMS, and its KmsKey.",
        _encrypted,
        "EncryptionConfiguration",
    ),
    Rule(
        "ECR-04",
        "M",
        (REPOSITORY, TEMPLATE),
        "Old images expire, but not whatever their tags: production may run on one.",
        "Set the lifecycle policy; select untagged images and tags of what is not released, never tagStatus any.",
        _expires,
        "LifecyclePolicy",
    ),
    Rule(
        "ECR-05",
        "H",
        (REGISTRY, REPOSITORY, TEMPLATE, PUBLIC),
        "The policy of a repository or a registry allows named principals only.",
        "Name the account, or add a condition on aws:PrincipalOrgID.",
        _public,
        "RepositoryPolicyText",
    ),
)
