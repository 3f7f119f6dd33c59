"""Rules on roles: what is attached to them, what bounds them, who may take them."""

from .boundaries import boundary_fault
from .lists import readable_texts
from .model import Fault, Resource, Rule
from .policy import Statement, statements
from .references import PRINCIPALS
from .shape import shown

ROLE = ("AWS::IAM::Role",)

_ADMINISTRATORS = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")

SENDS_NO_SOURCE = {
    # An instance profile's credentials come without aws:SourceArn and aws:SourceAccount; the page of the role's trust
    # has no condition: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
    "ec2.amazonaws.com",
    # The page of the trust has no condition; and nobody can have a template take a role of another account's, as
    # iam:PassRole stays in an account:
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create-iam.html
    "ecr.amazonaws.com",
    # Execution roles: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html. The function is
    # known by lambda:SourceFunctionArn in identity policies, not in the trust:
    # https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
    "lambda.amazonaws.com",
}
"""Services that take a role without naming the resource that they act for."""

_SOURCE_KEYS = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths")


def _aws_managed(resource: Resource) -> list[str]:
    arns = [arn for key in ("ManagedPolicyArns", "ManagedPolicies") for arn in readable_texts(resource.get(key), key)]
    return [arn for arn in arns if ":aws:policy/" in arn or ":iam::aws:" in arn]


def _broad(resource: Resource) -> list[str]:
    return [f"the AWS-managed policy {arn} is attached" for arn in _aws_managed(resource)]


def _administrator(resource: Resource) -> list[str]:
    return [f"{arn} is attached" for arn in _aws_managed(resource) if arn.rpartition("/")[2] in _ADMINISTRATORS]


def _trust(role: Resource) -> list[Statement]:
    path = "AssumeRolePolicyDocument"
    return [statement for statement in statements(role.get(path), path) if statement.allows]


def _trusts_anybody(role: Resource) -> list[Fault]:
    return [Fault("its trust policy allows everybody", one.path) for one in _trust(role) if one.anybody]


def _confused_deputy(role: Resource) -> list[Fault]:
    return [
        Fault(f"the trust in {shown(service)} has no condition on its source", statement.path)
        for statement in _trust(role)
        for service in statement.services
        if f"{service.partition('.')[0]}.amazonaws.com" not in SENDS_NO_SOURCE
        and not statement.narrowed_by(*_SOURCE_KEYS)
    ]


RULES = (
    Rule(
        "IAM-01",
        "H",
        PRINCIPALS,
        "A role has customer-managed policies only.",
        "Write a managed policy with the actions and resources that are needed.",
        _broad,
        "ManagedPolicyArns",
    ),
    Rule(
        "IAM-02",
        "C",
        PRINCIPALS,
        "Nobody is an administrator.",
        "Take the policy away; write one with what is needed.",
        _administrator,
        "ManagedPolicyArns",
    ),
    Rule(
        "IAM-03",
        "M",
        ("AWS::IAM::Role", "AWS::IAM::User"),
        "A role has a permissions boundary.",
        "Set PermissionsBoundary to the workload boundary.",
        boundary_fault,
        "PermissionsBoundary",
    ),
    Rule(
        "IAM-04",
        "C",
        ROLE,
        "A role trusts named principals, not everybody.",
        "Name the service, the account or the identity provider in the trust policy's Principal.",
        _trusts_anybody,
        "AssumeRolePolicyDocument",
    ),
    Rule(
        "IAM-05",
        "M",
        ROLE,
        "A service takes a role only for resources of this account.",
        "Add a condition on aws:SourceAccount or aws:SourceArn to the trust policy.",
        _confused_deputy,
        "AssumeRolePolicyDocument",
    ),
)
