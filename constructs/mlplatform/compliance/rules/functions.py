"""Rules on Lambda functions and who may call them."""

from .cfn import as_list, is_false, is_free, present, text
from .lists import readable_map
from .model import Fault, Resource, Rule, faults
from .policy import WILD
from .principals import public_statements
from .references import pointing_to
from .secrets import plain_secrets
from .shape import at_least, customer_key, equals, shown, wrong
from .unreadable import UnreadableError

FUNCTION = ("AWS::Lambda::Function",)
PERMISSION = "AWS::Lambda::Permission"
LAYER_PERMISSION = "AWS::Lambda::LayerVersionPermission"
POLICY = "AWS::Lambda::ResourcePolicy"
URL = "AWS::Lambda::Url"

RUNTIMES = (
    "python3.12",
    "python3.13",
    "python3.14",
    "java21",
    "java25",
    "dotnet8",
    "dotnet10",
    "ruby3.3",
    "ruby3.4",
    "provided.al2023",
)
"""Runtimes that AWS still updates. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""

_INVOKE = "AWS::Lambda::EventInvokeConfig"


def _runtime(function: Resource) -> str | None:
    if text(function.get("PackageType")) == "Image":
        return None
    runtime = text(function.get("Runtime"))
    return None if runtime in RUNTIMES else f"Runtime is {runtime or 'absent'}"


def _failures(function: Resource) -> str | None:
    if present(function.get("DeadLetterConfig.TargetArn")):
        return None
    configured = pointing_to(function, _INVOKE, "FunctionName")
    if any(present(one.get("DestinationConfig.OnFailure.Destination")) for one in configured):
        return None
    return "neither DeadLetterConfig nor an on-failure destination of the template is there"


def _secrets(function: Resource) -> list[str]:
    return plain_secrets(readable_map(function, "Environment.Variables"))


def _callers(resource: Resource) -> list[Fault]:
    if resource.type == POLICY:
        return public_statements(resource.get("PolicyDocument"), "PolicyDocument")
    if resource.type == URL:
        open_ = text(resource.get("AuthType")) != "AWS_IAM"
        return [wrong("AuthType", resource.get("AuthType"))] if open_ else []
    if resource.type == LAYER_PERMISSION:
        everybody = text(resource.get("Principal")).strip(WILD) == "" and not present(resource.get("OrganizationId"))
        return [wrong("Principal", resource.get("Principal"))] if everybody else []
    return list(faults(_invokers(resource)))


def _invokers(permission: Resource) -> list[str | Fault]:
    if is_free(text(permission.get("Principal"))):
        raise UnreadableError("Principal is a parameter, which a deployment may set to *", "Principal")
    principal = text(permission.get("Principal"))
    if principal.strip(WILD) == "":
        return [f"Principal is {principal or 'absent'}"]
    if text(permission.get("FunctionUrlAuthType")) == "NONE":
        return [wrong("FunctionUrlAuthType", "NONE")]
    if ".amazonaws.com" not in principal and "${AWS::URLSuffix}" not in principal:
        return []
    if principal.startswith("s3.") and not present(permission.get("SourceAccount")):
        return [Fault("SourceAccount is absent, and a bucket's ARN names no account", "SourceAccount")]
    if any(present(permission.get(key)) for key in ("SourceArn", "SourceAccount", "PrincipalOrgID")):
        return []
    return [
        Fault(f"{shown(principal)} may call it for any account: SourceArn and SourceAccount are absent", "SourceArn")
    ]


def _in_vpc(function: Resource) -> list[str]:
    wanted = ("VpcConfig.SubnetIds", "VpcConfig.SecurityGroupIds")
    return [f"{path} is absent" for path in wanted if not [i for i in as_list(function.get(path)) if not is_false(i)]]


RULES = (
    Rule(
        "LAM-01",
        "L",
        FUNCTION,
        "A function runs in the VPC.",
        "Set VpcConfig with the private subnets and a security group.",
        _in_vpc,
        "VpcConfig",
    ),
    Rule(
        "LAM-02",
        "M",
        FUNCTION,
        "A function's environment is encrypted with a customer-managed key.",
        "Set KmsKeyArn.",
        customer_key("KmsKeyArn"),
    ),
    Rule(
        "LAM-03",
        "M",
        FUNCTION,
        "A function runs on a runtime that AWS still updates.",
        f"Set Runtime to one of {', '.join(RUNTIMES)}.",
        _runtime,
        "Runtime",
    ),
    Rule(
        "LAM-04",
        "L",
        FUNCTION,
        "Failed events are kept.",
        "Set DeadLetterConfig.TargetArn, or an AWS::Lambda::EventInvokeConfig with an on-failure destination.",
        _failures,
        "DeadLetterConfig.TargetArn",
    ),
    Rule(
        "LAM-05",
        "L",
        FUNCTION,
        "A function cannot take the whole account's concurrency.",
        "Set ReservedConcurrentExecutions.",
        at_least("ReservedConcurrentExecutions", 0),
    ),
    Rule(
        "LAM-06",
        "L",
        FUNCTION,
        "Calls are traced.",
        "Set TracingConfig.Mode to Active.",
        equals("TracingConfig.Mode", "Active"),
    ),
    Rule(
        "LAM-07",
        "C",
        FUNCTION,
        "No secret stands in a function's environment.",
        "Pass the name of a secret in Secrets Manager, and read it in the function.",
        _secrets,
        "Environment.Variables",
    ),
    Rule(
        "LAM-08",
        "C",
        (PERMISSION, LAYER_PERMISSION, POLICY, URL),
        "A function is called by named principals, and by services for this account only.",
        "Set SourceArn or SourceAccount; for S3 both.",
        _callers,
        "Principal",
    ),
)
