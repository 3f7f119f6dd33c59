"""Identity policies of a template, managed, inline or attached; and which managed policies are only boundaries."""

from collections.abc import Iterator
from typing import Any

from .cfn import as_list, is_intrinsic, text
from .model import Resource, Template
from .policy import Statement, statements
from .references import PRINCIPALS, attached_policies, boundaries_of, uses
from .unreadable import UnreadableError

MANAGED = "AWS::IAM::ManagedPolicy"

IDENTITY = (
    MANAGED,
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
    *PRINCIPALS,
)
"""Types that carry identity policies."""


def identity_statements(resource: Resource) -> list[Statement]:
    """Statements of the identity policies that a resource carries; a boundary carries none, it grants nothing."""
    if is_boundary(resource):
        return []
    return [found for path, document in _documents(resource) for found in statements(document, path)]


def _documents(resource: Resource) -> Iterator[tuple[str, Any]]:
    for path in ("PolicyDocument", "InlinePolicy"):
        yield path, resource.get(path)
    for index, policy in enumerate(as_list(resource.get("Policies"))):
        path = f"Policies.{index}"
        if not isinstance(policy, dict) or is_intrinsic(policy):
            raise UnreadableError(f"the policy is {text(policy)}, which nobody can read beforehand", path)
        yield f"{path}.PolicyDocument", policy.get("PolicyDocument")


def is_boundary(resource: Resource) -> bool:
    """Whether a managed policy only limits: some principal's boundary, and attached to nobody.

    Its name says nothing: a policy that is called a boundary and attached grants what it says.
    """
    if resource.type != MANAGED:
        return False
    return (resource.template.name, resource.id) in {(one.template.name, one.id) for one in boundaries(resource)}


def boundaries(resource: Resource) -> list[Resource]:
    """The policies that are only boundaries, in the templates that are judged together with the resource's."""
    templates = list(resource.template.assembly.values()) or [resource.template]
    return resource.template.assembly.once("boundaries", lambda: list(_boundaries(templates)))


def _boundaries(templates: list[Template]) -> Iterator[Resource]:
    attached = [(template, value) for template in templates for value in attached_policies(template)]
    bounding = [(template, value) for template in templates for value in boundaries_of(template)]
    for policy in (policy for template in templates for policy in template.of_type(MANAGED)):
        granted = any(policy.get(who) for who in ("Roles", "Users", "Groups")) or _named(policy, attached)
        if not granted and _named(policy, bounding):
            yield policy


def _named(policy: Resource, values: list[tuple[Template, Any]]) -> bool:
    return any(uses(template, value, policy) for template, value in values)
