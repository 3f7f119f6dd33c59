"""Where a template's policies stand: managed, inline, attached; and which managed policies are boundaries."""

from collections.abc import Iterator
from typing import Any

from .cfn import as_list, as_map, text
from .model import Resource, Template
from .policy import Statement, statements
from .references import attached_policies, uses

MANAGED = "AWS::IAM::ManagedPolicy"

IDENTITY = (
    MANAGED,
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::SSO::PermissionSet",
)
"""Types that carry identity policies."""


def identity_statements(resource: Resource) -> list[Statement]:
    """Statements of the identity policies that a resource carries; a boundary carries none, it grants nothing."""
    if is_boundary(resource):
        return []
    return [statement for document in _documents(resource) for statement in statements(document)]


def _documents(resource: Resource) -> Iterator[Any]:
    yield resource.get("PolicyDocument")
    yield resource.get("InlinePolicy")
    for policy in as_list(resource.get("Policies")):
        yield as_map(policy).get("PolicyDocument")


def is_boundary(resource: Resource) -> bool:
    """Whether a managed policy only limits: used as a boundary, or called one, and attached to nobody."""
    if resource.type != MANAGED or any(resource.get(who) for who in ("Roles", "Users", "Groups")):
        return False
    templates: list[Template] = list(resource.template.assembly.values()) or [resource.template]
    if any(uses(template, value, resource) for template in templates for value in attached_policies(template)):
        return False
    called = text(resource.get("ManagedPolicyName")).lower().endswith("boundary")
    return called or any(
        uses(template, principal.get("PermissionsBoundary"), resource)
        for template in templates
        for principal in template.of_type("AWS::IAM::Role", "AWS::IAM::User")
    )
