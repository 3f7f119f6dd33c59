"""EC2 refuses to delete what something still uses; moto lets most of it go."""

from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend


def install() -> None:
    """Look first."""
    subnet, group, vpc = EC2Backend.delete_subnet, EC2Backend._delete_security_group, EC2Backend.delete_vpc

    def delete_subnet(self: Any, subnet_id: str) -> Any:
        if any(interface.subnet.id == subnet_id for interface in self.enis.values()):
            raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        return subnet(self, subnet_id)

    def _delete_security_group(self: Any, vpc_id: str | None, group_id: str) -> None:
        if _uses(self, group_id):
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        group(self, vpc_id, group_id)

    def delete_vpc(self: Any, vpc_id: str) -> Any:
        if any(one.name != "default" for one in self.groups.get(vpc_id, {}).values()):
            raise DependencyViolationError(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
        return vpc(self, vpc_id)

    EC2Backend.delete_subnet = delete_subnet  # type: ignore[method-assign]
    EC2Backend._delete_security_group = _delete_security_group  # type: ignore[method-assign]
    EC2Backend.delete_vpc = delete_vpc  # type: ignore[method-assign]


def _uses(backend: Any, group_id: str) -> bool:
    """Return whether a network interface carries the group, or another group's rule names it."""
    if any(one.id == group_id for interface in backend.enis.values() for one in interface.group_set):
        return True
    others = [one for groups in backend.groups.values() for one in groups.values() if one.id != group_id]
    rules = [rule for other in others for rule in (*other.ingress_rules, *other.egress_rules)]
    return any(rule.source_group.get("GroupId") == group_id for rule in rules)
