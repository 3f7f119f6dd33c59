"""Roles of an estate: what each may do, within which boundary, and who may take it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlplatform.access.estate import Estate, Resource
from mlplatform.access.unresolvable import UnresolvableError

MANAGED, ROLE = "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"
INLINE = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A policy document with everything in it resolved; `name` is where it stands, and no other policy has it."""

    name: str
    document: Mapping[str, Any]

    @cached_property
    def fingerprint(self) -> str:
        """Equal for policies of the same name and content."""
        return f"{self.name} {json.dumps(self.document, sort_keys=True)}"

    @property
    def statements(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(as_list(self.document["Statement"]))


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role and all that decides what it may do."""

    name: str
    arn: str
    account: str
    place: str
    trust: Policy
    identity: tuple[Policy, ...]
    boundary: Policy | None


class Roles:
    """Every role of an estate, by its ARN.

    A policy that is attached and stands in no template of the assembly (one that AWS manages, one of another app) is an
    error: what it allows would be missing from every verdict.
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def __iter__(self) -> Iterator[Role]:
        return iter(self._roles.values())

    def __getitem__(self, arn: str) -> Role:
        return self._roles[arn]

    def __contains__(self, arn: str) -> bool:
        return arn in self._roles

    @cached_property
    def _roles(self) -> dict[str, Role]:
        found = map(self._role, self._estate.of(ROLE))
        return {role.arn: role for role in sorted(found, key=lambda role: role.arn)}

    def _role(self, resource: Resource) -> Role:
        boundary = self._estate.property_of(resource, "PermissionsBoundary")
        return Role(
            name=self._estate.attribute(resource, ""),
            arn=self._estate.arn_of(resource),
            account=resource.stack.account,
            place=resource.place,
            trust=document_of(self._estate, resource, "AssumeRolePolicyDocument"),
            identity=tuple(self._identity(resource)),
            boundary=self._managed_policy(boundary, resource) if boundary else None,
        )

    def _identity(self, role: Resource) -> Iterator[Policy]:
        for arn in self._estate.property_of(role, "ManagedPolicyArns", []):
            yield self._managed_policy(arn, role)
        for index, inline in enumerate(self._estate.property_of(role, "Policies", [])):
            yield Policy(name=f"{role.place}.Policies.{index}", document=parsed(inline["PolicyDocument"], role.place))
        yield from self._attached.get((role.stack.account, self._estate.attribute(role, "")), ())

    def _managed_policy(self, arn: str, role: Resource) -> Policy:
        found = self._managed.get(arn)
        if found is None:
            what = f"the policy {arn} is attached, and no template holds it"
            raise UnresolvableError(role.place, what, "write a customer-managed policy in the same assembly")
        return found

    @cached_property
    def _managed(self) -> dict[str, Policy]:
        policies = self._estate.of(MANAGED)
        return {self._estate.arn_of(policy): document_of(self._estate, policy, "PolicyDocument") for policy in policies}

    @cached_property
    def _attached(self) -> dict[tuple[str, str], list[Policy]]:
        """Policies that name their roles, by account and role."""
        attached: dict[tuple[str, str], list[Policy]] = {}
        for policy in self._estate.of(MANAGED, *INLINE):
            name = "RoleName" if policy.type == "AWS::IAM::RolePolicy" else "Roles"
            for role in as_list(self._estate.property_of(policy, name, [])):
                document = document_of(self._estate, policy, "PolicyDocument")
                attached.setdefault((policy.stack.account, role), []).append(document)
        return attached


def document_of(estate: Estate, resource: Resource, name: str) -> Policy:
    """A policy that stands in a property of a resource."""
    document = estate.property_of(resource, name)
    return Policy(name=f"{resource.place}.{name}", document=parsed(document, f"{resource.place}.{name}"))


def parsed(document: Any, place: str) -> Mapping[str, Any]:
    """A policy document, which some types take as text."""
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except json.JSONDecodeError as error:
            raise UnresolvableError(place, f"is text that is no JSON ({error})", "write a policy document") from error
    if not isinstance(document, Mapping) or "Statement" not in document:
        raise UnresolvableError(place, "is no policy document", "write one with Version and Statement")
    return document


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
