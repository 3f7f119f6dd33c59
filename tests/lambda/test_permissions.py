"""A function's role holds what its code calls, and no more.

The one list of permissions is the role's. What the code calls is found twice, since neither way alone sees a difference
in both directions: read from the source, where nothing can hide in a branch that no test takes, it must be granted; and
what is granted must be used when the function runs. That the actions exist is the business of tests/unit/identity.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from mlplatform.identity.capabilities.functions import (
    DEFAULT_SECURITY_GROUP,
    DOMAIN_CLEAN_UP,
    EVERY_FUNCTION,
    PROFILE_CLEAN_UP,
)
from mlplatform.identity.statement import Statement

Asset = Callable[[str], ModuleType]
Request = Callable[..., dict[str, Any]]
FOLDER = Path(__file__).parents[2] / "lambda" / "custom_resources"
ROLES = {
    "default_security_group": DEFAULT_SECURITY_GROUP,
    "domain_clean_up": DOMAIN_CLEAN_UP,
    "profile_clean_up": PROFILE_CLEAN_UP,
}
PREFIXES = {"efs": "elasticfilesystem"}
"""What IAM calls a service, where that is not boto3's name."""
FOR_ALL = {action for row in EVERY_FUNCTION for action in row.actions}


def granted(statements: tuple[Statement, ...]) -> set[str]:
    return {action for statement in statements for action in statement.actions}


def parts(module: str) -> dict[str, ast.Module]:
    """A module of the asset and all that it imports from its own folder, parsed."""
    found: dict[str, ast.Module] = {}
    wanted = [module]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = ast.parse((FOLDER / f"{name}.py").read_text())
            imports = (node for node in ast.walk(found[name]) if isinstance(node, ast.ImportFrom) and node.level)
            wanted += [str(node.module) for node in imports]
    return found


def services(tree: ast.AST) -> set[str]:
    """Services that a client is made of: `client("ec2")`."""
    return {text for call in _calls(tree) if getattr(call.func, "id", "") == "client" for text in _texts(call)}


def actions(tree: ast.AST, service: str) -> set[str]:
    """Operations that the source names, as a method of a client or to a paginator.

    An action is called like its operation in these services; not so in all of AWS (S3, Lambda).
    """
    methods = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    pages = {
        text for call in _calls(tree) if getattr(call.func, "attr", "") == "get_paginator" for text in _texts(call)
    }
    operations = boto3.client(service).meta.method_to_api_mapping
    return {f"{PREFIXES.get(service, service)}:{operations[name]}" for name in methods | pages if name in operations}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _texts(call: ast.Call) -> list[str]:
    return [str(node.value) for node in call.args if isinstance(node, ast.Constant)]


@pytest.mark.parametrize("module", ROLES)
def test_what_the_code_names_is_granted(module: str) -> None:
    trees = parts(module).values()
    used = {service for tree in trees for service in services(tree)}
    assert used
    named = {action for tree in trees for service in used for action in actions(tree, service)}
    assert named - granted(ROLES[module]) - FOR_ALL == set()


def test_what_is_granted_to_close_a_default_security_group_is_used(
    asset: Asset, ec2: Any, vpc: str, context: Any, answers: Any, request_of: Request
) -> None:
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    [group] = ec2.describe_security_groups(Filters=filters)["SecurityGroups"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[rule])  # the other direction is there
    called = set()
    ec2.meta.events.register("before-call.ec2", lambda model, **_: called.add(f"ec2:{model.name}"))
    asset("default_security_group").handler(request_of("Create", {"VpcId": vpc}), context)
    assert answers.answer["Status"] == "SUCCESS"
    assert called == granted(DEFAULT_SECURITY_GROUP)


def test_what_is_granted_to_clean_up_profiles_is_used(
    asset: Asset, studio: Any, context: Any, answers: Any, request_of: Request
) -> None:
    [profile, *_] = studio.homes
    studio.space("forecasting", profile)
    studio.app("forecasting", space=True)
    properties = {"DomainId": studio.domain, "Profiles": [profile]}
    asset("profile_clean_up").handler(request_of("Delete", properties, PhysicalResourceId="x"), context)
    assert answers.answer["Status"] == "SUCCESS"
    assert {f"sagemaker:{operation}" for operation, _ in studio.calls} == granted(PROFILE_CLEAN_UP)


def test_what_is_granted_to_clean_up_domains_is_used(place: Any, ask: Any, context: Any) -> None:
    place.home("d-gone")
    called: set[str] = set()
    for client in (place.ec2, place.efs.real):
        service = client.meta.service_model.service_name
        prefix = PREFIXES.get(service, service)
        client.meta.events.register(
            f"before-call.{service}", lambda model, prefix=prefix, **_: called.add(f"{prefix}:{model.name}")
        )
    assert ask()["Status"] == "SUCCESS"
    assert place.asked == {"d-gone"}
    assert (called - FOR_ALL) | {"sagemaker:DescribeDomain"} == granted(DOMAIN_CLEAN_UP)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("ec2.describe_vpcs()", {"ec2:DescribeVpcs"}),
        ("if never: self._api.delete_vpc(VpcId=vpc)", {"ec2:DeleteVpc"}),
        ("ask(ec2.delete_vpc, VpcId=vpc)", {"ec2:DeleteVpc"}),
        ("ec2.get_paginator('describe_subnets').paginate()", {"ec2:DescribeSubnets"}),
        ("logger.info('describe_vpcs')", set()),
    ],
)
def test_calls_are_read_from_the_source(source: str, found: set[str]) -> None:
    assert actions(ast.parse(source), "ec2") == found
    assert services(ast.parse("client('ec2')")) == {"ec2"}
