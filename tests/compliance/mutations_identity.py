"""Ways to break roles, their policies and their boundary."""

from typing import Any

from tests.compliance.mutation import MISSING, Mutation
from tests.compliance.mutation import new as _new
from tests.compliance.mutation import p as _p


def _if(good: Any, bad: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProd", good, bad]}


NO_VALUE = {"Ref": "AWS::NoValue"}


def _statement(**changes: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-data", **changes}


def _grant(rule: str, **changes: Any) -> list[Mutation]:
    """One statement, in a managed policy, in an inline one, and among a role's own policies."""
    statement = _statement(**changes)
    document = {"Statement": statement}
    return [
        Mutation(rule, "Policy", "Properties.PolicyDocument.Statement", [statement]),
        Mutation(rule, "InlinePolicy", "Properties.PolicyDocument", document),
        Mutation(rule, "Role", "Properties.Policies", [{"PolicyName": "inline", "PolicyDocument": document}]),
        _new(rule, "AWS::IAM::RolePolicy", RoleName="x", PolicyDocument=document),
    ]


_TRUST = "AssumeRolePolicyDocument.Statement.0"
_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
_EVERY_KEY = {"Fn::Sub": "arn:${AWS::Partition}:kms:*:*:key/*"}

IDENTITY = [
    *_p(
        "IAM-01", "Role", "ManagedPolicyArns", ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]
    ),
    *_p("IAM-01", "Role", "ManagedPolicyArns", [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}]),
    *_p("IAM-02", "Role", "ManagedPolicyArns", [_ADMIN], [_if("arn:aws:iam::1:policy/x", _ADMIN)]),
    *_p("IAM-03", "Role", "PermissionsBoundary", MISSING, _if({"Ref": "Boundary"}, NO_VALUE)),
    *_p("IAM-04", "Role", f"{_TRUST}.Principal", "*", {"AWS": "*"}, {"AWS": ["111122223333", "*"]}),
    *_p("IAM-05", "Role", f"{_TRUST}.Condition", MISSING, {"StringLike": {"aws:SourceArn": "*"}}),
    *_p("IAM-05", "FunctionRole", f"{_TRUST}.Principal.Service", ["lambda.amazonaws.com", "states.amazonaws.com"]),
    *_p("IAM-06", "Boundary", "PolicyDocument.Statement.1", MISSING),
    *_grant("IAM-06", Action="*", Resource="*"),
    *_grant("IAM-06", Action=["*:*"], Resource=["*"]),
    *_grant("IAM-07", Action="sagemaker:*"),
    *_grant("IAM-08", Action="iam:PassRole", Resource="*"),
    *_grant("IAM-08", Action="iam:Pass*", Resource="arn:aws:iam::111122223333:role/*"),
    *_grant("IAM-08", Action="iam:PassRole", Resource="arn:aws:iam::111122223333:role/acme-job"),
    *_grant("IAM-09", Action="kms:Decrypt", Resource="*"),
    *_grant("IAM-09", Action="kms:*", Resource=_EVERY_KEY),
    *_grant("IAM-10", Action="iam:CreatePolicyVersion", Resource="*"),
    *_grant("IAM-10", Action=["iam:Attach*"], Resource="*"),
    *_grant("IAM-10", Action="iam:PutRolePolicy", Resource="arn:aws:iam::111122223333:role/x"),
    *_grant("IAM-10", Action="iam:UpdateAssumeRolePolicy", Resource="*"),
    *_grant("IAM-10", Action=["iam:PassRole", "lambda:CreateFunction"], Resource="*"),
    *_grant("IAM-11", Action="s3:Get*", Resource="*"),
    *_grant("IAM-11", Action="s3:GetObject", Resource={"Fn::Sub": "arn:${AWS::Partition}:s3:::*/*"}),
    *_grant("IAM-12", Action=None, NotAction="iam:*", Resource="*"),
]
