"""The account: its bootstrap, its limits, and what is left of earlier deployments."""

from collections.abc import Iterable

from botocore.exceptions import ClientError

from tools.bootstrap_checks import QUALIFIER, TOOLKIT, find_stack
from tools.preflight.checked import Context, Finding, fine, look, stop

BOOTSTRAP_VERSION = f"/cdk-bootstrap/{QUALIFIER}/version"

UNRESERVED = 100
"""Executions that AWS keeps unreserved in every account:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""


def bootstrap(context: Context) -> Iterable[Finding]:
    """The CDK's roles and bucket are there, inside the deployer boundary."""
    try:
        version = context.client("ssm").get_parameter(Name=BOOTSTRAP_VERSION)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        yield stop("bootstrap", "not there", f"make bootstrap ENV={context.environment.name}")
        return
    stack = find_stack(context.client("cloudformation"), TOOLKIT) or {}
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack.get("Parameters", [])}
    boundary = f"{context.organisation.name}-deployer-boundary"
    if parameters.get("InputPermissionsBoundary") != boundary:
        yield stop(
            "bootstrap",
            f"version {version}, outside of {boundary}",
            f"make bootstrap ENV={context.environment.name}; it says what it would change",
        )
    else:
        yield fine("bootstrap", f"version {version}, inside {boundary}")


def functions(context: Context) -> Iterable[Finding]:
    """Lambda lets functions reserve their share; a new account may have ten executions in all."""
    limit = context.client("lambda").get_account_settings()["AccountLimit"]
    needed = context.planned.reserved
    free = limit["UnreservedConcurrentExecutions"] - UNRESERVED
    deployed = find_stack(context.client("cloudformation"), context.names.stack("Network")) is not None
    if free < needed and not deployed:
        yield stop(
            "Lambda",
            f"{max(free, 0)} executions can be reserved, {needed} are needed",
            "ask for the quota `Concurrent executions` of Lambda to be raised, 1 000 is usual",
        )
    else:
        yield fine("Lambda", f"{limit['ConcurrentExecutions']} concurrent executions")


def roles(context: Context) -> Iterable[Finding]:
    """IAM has room for the platform's roles and policies."""
    summary = context.client("iam").get_account_summary()["SummaryMap"]
    deployed = find_stack(context.client("cloudformation"), context.names.stack("Foundation")) is not None
    wanted = (("Roles", "RolesQuota", context.planned.roles), ("Policies", "PoliciesQuota", context.planned.policies))
    for noun, quota, needed in wanted:
        free = summary[quota] - summary[noun]
        room = f"room for {free} {noun.lower()}, {needed} in all are the platform's"
        if free >= needed:
            yield fine("IAM", room)
        elif deployed:
            yield look("IAM", f"{room}, of which some are there", f"raise {quota} where the rest does not fit")
        else:
            yield stop("IAM", room, f"raise {quota}")


def rolled_back(context: Context) -> Iterable[Finding]:
    """A stack whose first deployment failed can only be deleted."""
    stacks = context.client("cloudformation").get_paginator("describe_stacks").paginate()
    for stack in (stack for page in stacks for stack in page["Stacks"]):
        if not stack["StackName"].startswith(f"{context.names.prefix}-"):
            continue
        if stack["StackStatus"] in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"):
            command = f"aws cloudformation delete-stack --stack-name {stack['StackName']}"
            yield stop("stack", f"{stack['StackName']} is {stack['StackStatus']}", command)
        elif stack["StackStatus"].endswith("_IN_PROGRESS"):
            yield look("stack", f"{stack['StackName']} is {stack['StackStatus']}", "wait until it has come to rest")


CHECKS = (bootstrap, functions, roles, rolled_back)
