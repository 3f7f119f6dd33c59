"""The account: its bootstrap, its limits, and what is left of earlier deployments."""

from collections.abc import Iterable

from botocore.exceptions import ClientError

from tools.bootstrap_checks import QUALIFIER, TOOLKIT, find_stack
from tools.preflight.checked import Context, Finding, fine, look, stop

BOOTSTRAP_VERSION = f"/cdk-bootstrap/{QUALIFIER}/version"

RESERVED = {"default-security-group": 1, "clean-up": 4}
"""Concurrent executions that functions of the platform reserve: one function a network, one a Studio domain."""

UNRESERVED = 100
"""Executions that AWS keeps unreserved in every account:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""

ROLES_PER_TEAM = 10
ROLES_OF_THE_PLATFORM = 12


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
    studio = context.environment.studio
    domains = 0 if studio is None else 1 if studio.domains == "shared" else len(context.organisation.teams)
    needed = RESERVED["clean-up"] * domains + (RESERVED["default-security-group"] if _creates(context) else 0)
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
    needed = len(context.organisation.teams) * ROLES_PER_TEAM + ROLES_OF_THE_PLATFORM
    for noun, quota in (("Roles", "RolesQuota"), ("Policies", "PoliciesQuota")):
        free = summary[quota] - summary[noun]
        if free < needed:
            yield stop("IAM", f"room for {free} {noun.lower()}, up to {needed} are needed", f"raise {quota}")
        else:
            yield fine("IAM", f"room for {free} {noun.lower()}, up to {needed} are needed")


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


def _creates(context: Context) -> bool:
    return context.environment.network.create is not None


CHECKS = (bootstrap, functions, roles, rolled_back)
