"""Rules on identity policies, managed and inline. Boundaries grant nothing and are exempt, but must limit something."""

from .documents import IDENTITY, MANAGED, identity_statements, is_boundary
from .escalation import escalations
from .model import Fault, Resource, Rule
from .policy import WILD, Statement, covers, is_any_resource, statements
from .shape import shown


def _allows(resource: Resource) -> list[Statement]:
    return [statement for statement in identity_statements(resource) if statement.allows]


def _everything(resource: Resource) -> list[Fault]:
    found = [
        Fault("it allows every action on every resource", statement.path)
        for statement in _allows(resource)
        if _every_action(statement) and statement.everywhere
    ]
    if resource.type == MANAGED and is_boundary(resource):
        limits = statements(resource.get("PolicyDocument"))
        if any(map(_every_action, limits)) and all(statement.allows for statement in limits):
            found.append(Fault("it is a boundary that allows everything and denies nothing", "PolicyDocument"))
    return found


def _every_action(statement: Statement) -> bool:
    return statement.allows and any(action.strip(f"{WILD}:") == "" for action in statement.actions)


def _whole_service(resource: Resource) -> list[Fault]:
    return [
        Fault(f"it allows {action}", statement.path)
        for statement in _allows(resource)
        for action in statement.actions
        if action.partition(":")[2].strip(WILD) == "" and action.strip(f"{WILD}:") != ""
    ]


def _pass_role(resource: Resource) -> list[Fault]:
    found = []
    for statement in _allows(resource):
        if statement.has_action("iam:PassRole"):
            broad = [arn for arn in statement.resources if _every_role(arn)]
            if broad or not statement.resources:
                what = f"iam:PassRole is allowed on {shown(', '.join(broad) or 'no named role')}"
                found.append(Fault(what, statement.path))
            if not statement.narrowed_by("iam:PassedToService"):
                found.append(Fault("iam:PassRole is allowed to any service", statement.path))
    return found


def _every_role(arn: str) -> bool:
    if is_any_resource(arn):
        return True
    named = arn.startswith("${") or ":role/" in arn
    return not named or arn.rpartition("/")[2].strip(WILD) == ""


def _decrypt(resource: Resource) -> list[Fault]:
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
            if statement.everywhere:
                found.append(Fault("kms:Decrypt is allowed on every resource", statement.path))
            elif any(_every_key(arn) for arn in statement.resources) and not statement.narrowed_by(*keys):
                what = "kms:Decrypt is allowed on every key of an account, without a condition on alias or service"
                found.append(Fault(what, statement.path))
    return found


def _every_key(arn: str) -> bool:
    return arn.rstrip(WILD) != arn and arn.rstrip(WILD).endswith((":", ":key/", "key/"))


def _every_object(resource: Resource) -> list[Fault]:
    return [
        Fault("s3:GetObject is allowed on every bucket", statement.path)
        for statement in _allows(resource)
        if statement.has_action("s3:GetObject")
        and (statement.everywhere or any(_any_bucket(arn) for arn in statement.resources))
    ]


def _any_bucket(arn: str) -> bool:
    parts = arn.split(":", 5)
    return len(parts) == 6 and covers(parts[2], "s3") and parts[5].partition("/")[0].strip(WILD) == ""


def _not_action(resource: Resource) -> list[Fault]:
    return [
        Fault(f"it allows everything but {shown(', '.join(statement.not_actions))}", statement.path)
        for statement in _allows(resource)
        if statement.not_actions
    ]


def _escalation(resource: Resource) -> list[Fault]:
    return escalations(_allows(resource))


RULES = (
    Rule(
        "IAM-06",
        "C",
        IDENTITY,
        "No policy allows every action on every resource, and a boundary limits something.",
        "Name the actions and the resources.",
        _everything,
        "PolicyDocument",
    ),
    Rule(
        "IAM-07",
        "H",
        IDENTITY,
        "No policy allows a whole service.",
        "Name the actions that are needed instead of service:*.",
        _whole_service,
        "PolicyDocument",
    ),
    Rule(
        "IAM-08",
        "C",
        IDENTITY,
        "iam:PassRole is allowed on named roles and to named services.",
        "Set Resource to the role's ARN and add a condition StringEquals iam:PassedToService.",
        _pass_role,
        "PolicyDocument",
    ),
    Rule(
        "IAM-09",
        "M",
        IDENTITY,
        "kms:Decrypt is allowed on keys of the platform only.",
        "Name the key's ARN, or an account's key/* with a condition on kms:ResourceAliases or kms:ViaService.",
        _decrypt,
        "PolicyDocument",
    ),
    Rule(
        "IAM-10",
        "C",
        IDENTITY,
        "No policy lets its holder gain rights that it does not have.",
        "Take one part of the combination away, or name resources that cannot be used to gain rights.",
        _escalation,
        "PolicyDocument",
    ),
    Rule(
        "IAM-11",
        "H",
        IDENTITY,
        "No policy reads the objects of every bucket.",
        "Name the bucket and the prefix.",
        _every_object,
        "PolicyDocument",
    ),
    Rule(
        "IAM-12",
        "H",
        IDENTITY,
        "No policy allows everything but a list.",
        "Replace NotAction by the actions that are needed.",
        _not_action,
        "PolicyDocument",
    ),
)
