"""Rules on identity policies, managed and inline. Boundaries grant nothing and are exempt, but must limit something."""

from .documents import IDENTITY, MANAGED, identity_statements, is_boundary
from .escalation import escalations
from .model import Resource, Rule
from .policy import Statement, is_any_resource, statements
from .shape import shown


def _allows(resource: Resource) -> list[Statement]:
    return [statement for statement in identity_statements(resource) if statement.allows]


def _everything(resource: Resource) -> list[str]:
    found = [
        "it allows every action on every resource"
        for statement in _allows(resource)
        if any(action.strip("*") in ("", ":") for action in statement.actions) and statement.everywhere
    ]
    if resource.type == MANAGED and is_boundary(resource):
        limits = statements(resource.get("PolicyDocument"))
        open_ = any(s.allows and any(a.strip("*") in ("", ":") for a in s.actions) for s in limits)
        if open_ and all(s.allows for s in limits):
            found.append("it is a boundary that allows everything and denies nothing")
    return found


def _whole_service(resource: Resource) -> list[str]:
    return [
        f"it allows {action}"
        for statement in _allows(resource)
        for action in statement.actions
        if action.endswith(":*") and action.strip("*:") != ""
    ]


def _pass_role(resource: Resource) -> list[str]:
    found = []
    for statement in _allows(resource):
        if statement.has_action("iam:PassRole"):
            broad = [
                arn for arn in statement.resources if arn.rpartition("/")[2].strip("*") == "" or ":role/" not in arn
            ]
            broad = [arn for arn in broad if not arn.startswith("${")]
            if broad or not statement.resources:
                found.append(f"iam:PassRole is allowed on {shown(', '.join(broad) or 'no named role')}")
            if not statement.narrowed_by("iam:PassedToService"):
                found.append("iam:PassRole is allowed to any service")
    return found


def _decrypt(resource: Resource) -> list[str]:
    keys = (
        "kms:ResourceAliases",
        "kms:ViaService",
        "kms:RequestAlias",
        "aws:ResourceTag/team",
        "kms:EncryptionContext",
    )
    found = []
    for statement in _allows(resource):
        if statement.has_action("kms:Decrypt"):
            if any(is_any_resource(arn) for arn in statement.resources) or statement.not_resources:
                found.append("kms:Decrypt is allowed on every resource")
            elif any(arn.endswith("key/*") for arn in statement.resources) and not statement.narrowed_by(*keys):
                found.append(
                    "kms:Decrypt is allowed on every key of an account, without a condition on alias or service"
                )
    return found


def _every_object(resource: Resource) -> list[str]:
    return [
        "s3:GetObject is allowed on every bucket"
        for statement in _allows(resource)
        if statement.has_action("s3:GetObject")
        and (statement.everywhere or any(_any_bucket(arn) for arn in statement.resources))
    ]


def _any_bucket(arn: str) -> bool:
    return arn.startswith("arn:") and ":s3:" in arn and arn.rpartition(":")[2].partition("/")[0].strip("*") == ""


def _not_action(resource: Resource) -> list[str]:
    return [
        f"it allows everything but {shown(', '.join(statement.not_actions))}"
        for statement in _allows(resource)
        if statement.not_actions
    ]


def _escalation(resource: Resource) -> list[str]:
    return escalations(_allows(resource))


RULES = (
    Rule(
        "IAM-06",
        "C",
        IDENTITY,
        "No policy allows every action on every resource, and a boundary limits something.",
        "Name the actions and the resources.",
        _everything,
    ),
    Rule(
        "IAM-07",
        "H",
        IDENTITY,
        "No policy allows a whole service.",
        "Name the actions that are needed instead of service:*.",
        _whole_service,
    ),
    Rule(
        "IAM-08",
        "C",
        IDENTITY,
        "iam:PassRole is allowed on named roles and to named services.",
        "Set Resource to the role's ARN and add a condition StringEquals iam:PassedToService.",
        _pass_role,
    ),
    Rule(
        "IAM-09",
        "M",
        IDENTITY,
        "kms:Decrypt is allowed on keys of the platform only.",
        "Name the key's ARN, or an account's key/* with a condition on kms:ResourceAliases or kms:ViaService.",
        _decrypt,
    ),
    Rule(
        "IAM-10",
        "C",
        IDENTITY,
        "No policy lets its holder gain rights that it does not have.",
        "Take one part of the combination away, or name resources that cannot be used to gain rights.",
        _escalation,
    ),
    Rule(
        "IAM-11",
        "H",
        IDENTITY,
        "No policy reads the objects of every bucket.",
        "Name the bucket and the prefix.",
        _every_object,
    ),
    Rule(
        "IAM-12",
        "H",
        IDENTITY,
        "No policy allows everything but a list.",
        "Replace NotAction by the actions that are needed.",
        _not_action,
    ),
)
