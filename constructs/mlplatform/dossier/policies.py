"""Roles and resource policies of an assembly, as far as they can be read: of any app, not of ours alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from mlplatform.access import Estate, Guards, Policy, Role, Roles, UnresolvableError
from mlplatform.access.estate import Resource
from mlplatform.access.policies import INLINE, MANAGED, ROLE, as_list, document_of, parsed
from mlplatform.dossier.assembly import Assembly

NO_TRUST = Policy(name="unread", document={"Version": "2012-10-17", "Statement": []})


@dataclass(frozen=True, kw_only=True)
class Policies:
    """What was read.

    Args:
        roles: By ARN.
        partial: ARNs of roles with a policy that nobody could read: no verdict on them would be true.
        guards: The resource policies; None where one of them cannot be read.
    """

    roles: dict[str, Role]
    partial: frozenset[str]
    guards: Guards | None


_READ: "WeakKeyDictionary[Estate, Policies]" = WeakKeyDictionary()


def policies_of(assembly: Assembly) -> Policies:
    """Every role, and every guard; a note for each that cannot be read. Read once for an assembly."""
    if assembly.estate not in _READ:
        _READ[assembly.estate] = _read(assembly)
    return _READ[assembly.estate]


def _read(assembly: Assembly) -> Policies:
    guards = assembly.attempt("resource policies", partial(_guards, assembly.estate), None)
    try:
        return Policies(roles={role.arn: role for role in Roles(assembly.estate)}, partial=frozenset(), guards=guards)
    except UnresolvableError:
        reader = _OneByOne(assembly)
        roles = {role.arn: role for role in reader.roles()}
        return Policies(roles=dict(sorted(roles.items())), partial=frozenset(reader.partial), guards=guards)


def _guards(estate: Estate) -> Guards:
    guards = Guards(estate)
    _ = guards.all
    return guards


class _OneByOne:
    """Reads role by role and policy by policy, so that one that cannot be read hides no other."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly, self._estate = assembly, assembly.estate
        self.partial: set[str] = set()
        self._managed: dict[str, Policy] = {}
        self._attached: dict[tuple[str, str], list[Policy]] = {}

    def roles(self) -> Iterator[Role]:
        self._read_policies()
        for resource in self._estate.of(ROLE):
            if role := self._assembly.attempt(resource.place, partial(self._role, resource), None):
                yield role

    def _read_policies(self) -> None:
        for resource in self._estate.of(MANAGED, *INLINE):
            self._assembly.attempt(resource.place, partial(self._read_policy, resource), None)

    def _read_policy(self, resource: Resource) -> None:
        document = document_of(self._estate, resource, "PolicyDocument")
        if resource.type == MANAGED:
            self._managed[self._estate.arn_of(resource)] = document
        name = "RoleName" if resource.type == "AWS::IAM::RolePolicy" else "Roles"
        for role in as_list(self._estate.property_of(resource, name, [])):
            self._attached.setdefault((resource.stack.account, role), []).append(document)

    def _role(self, resource: Resource) -> Role:
        name, arn = self._estate.attribute(resource, ""), self._estate.arn_of(resource)
        boundary = self._part(resource, arn, partial(self._estate.property_of, resource, "PermissionsBoundary"))
        return Role(
            name=name,
            arn=arn,
            account=resource.stack.account,
            place=resource.place,
            trust=self._part(resource, arn, partial(document_of, self._estate, resource, "AssumeRolePolicyDocument"))
            or NO_TRUST,
            identity=(*self._own(resource, arn), *self._attached.get((resource.stack.account, name), ())),
            boundary=self._known(resource, arn, boundary) if boundary else None,
        )

    def _own(self, resource: Resource, arn: str) -> Iterator[Policy]:
        managed = partial(self._estate.property_of, resource, "ManagedPolicyArns", [])
        for each in self._part(resource, arn, managed) or ():
            if policy := self._known(resource, arn, each):
                yield policy
        inline = partial(self._estate.property_of, resource, "Policies", [])
        for index, each in enumerate(self._part(resource, arn, inline) or ()):
            place = f"{resource.place}.Policies.{index}"
            if document := self._part(resource, arn, partial(parsed, each.get("PolicyDocument"), place)):
                yield Policy(name=place, document=document)

    def _known(self, resource: Resource, arn: str, managed: str) -> Policy | None:
        def find() -> Policy:
            if managed not in self._managed:
                found = f"the policy {managed} is attached, and no template that can be read holds it"
                raise UnresolvableError(resource.place, found, "its rights are missing below")
            return self._managed[managed]

        found: Policy | None = self._part(resource, arn, find)
        return found

    def _part(self, resource: Resource, arn: str, read: Callable[[], Any]) -> Any:
        """Part of a role; where it cannot be read, a note says so and the role is known in part."""
        before = len(self._assembly.notes)
        found = self._assembly.attempt(resource.place, read, None)
        if len(self._assembly.notes) > before:
            self.partial.add(arn)
        return found
