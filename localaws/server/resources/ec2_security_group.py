"""AWS::EC2::SecurityGroup and its rules, inline and standalone."""

from typing import Any

from localaws.server.account import Account
from localaws.server.resource import Attributes, Properties, ResourceType
from localaws.server.resources.documents import picked
from localaws.server.resources.ec2_common import Tagged

_ANYWHERE = [{"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}]


def permission(rule: Properties) -> dict[str, Any]:
    """Return a rule as the API's IpPermission."""
    told = picked(rule, "Description")
    found: dict[str, Any] = {"IpProtocol": rule["IpProtocol"], **picked(rule, "FromPort", "ToPort")}
    if "CidrIp" in rule:
        found["IpRanges"] = [{"CidrIp": rule["CidrIp"], **told}]
    if "CidrIpv6" in rule:
        found["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **told}]
    if prefixes := rule.get("SourcePrefixListId") or rule.get("DestinationPrefixListId"):
        found["PrefixListIds"] = [{"PrefixListId": prefixes, **told}]
    if group := rule.get("SourceSecurityGroupId") or rule.get("DestinationSecurityGroupId"):
        owner = picked(rule, UserId="SourceSecurityGroupOwnerId")
        found["UserIdGroupPairs"] = [{"GroupId": group, **owner, **told}]
    return found


class SecurityGroup(Tagged):
    """A security group; without egress rules in the template it lets everything out, as on AWS."""

    type_name = "AWS::EC2::SecurityGroup"
    name_property = "GroupName"
    name_length = 255

    def make(self, ec2: Any, properties: Properties) -> str:
        """Create with its inline rules."""
        named = picked(properties, "GroupName", "VpcId", Description="GroupDescription")
        created = ec2.create_security_group(**named)
        group = str(created["GroupId"])
        _change(ec2, group, {}, {**properties, "SecurityGroupEgress": _egress(properties)}, egress_before=_ANYWHERE)
        return group

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id and network."""
        return {"GroupId": physical_id, "Id": physical_id, **picked(properties, "VpcId")}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Authorize new inline rules and revoke those that are gone; standalone rules stay."""
        super().update(aws, physical_id, old, new)
        after = {**new, "SecurityGroupEgress": _egress(new)}
        _change(aws.client("ec2"), physical_id, old, after, egress_before=_egress(old))

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete."""
        aws.client("ec2").delete_security_group(GroupId=physical_id)


def _egress(properties: Properties) -> list[Properties]:
    return properties.get("SecurityGroupEgress") or _ANYWHERE


def _change(ec2: Any, group: str, old: Properties, new: Properties, *, egress_before: list[Properties]) -> None:
    """Bring the inline rules from old to new."""
    ways = (
        ("ingress", old.get("SecurityGroupIngress", []), new.get("SecurityGroupIngress", [])),
        ("egress", egress_before, new["SecurityGroupEgress"]),
    )
    for way, before, after in ways:
        for rule in before:
            if rule not in after:
                getattr(ec2, f"revoke_security_group_{way}")(GroupId=group, IpPermissions=[permission(rule)])
        for rule in after:
            if rule not in before:
                getattr(ec2, f"authorize_security_group_{way}")(GroupId=group, IpPermissions=[permission(rule)])


class _Rule(ResourceType):
    """A standalone rule; the physical id is the rule's."""

    way: str

    def create(self, aws: Account, properties: Properties) -> str:
        """Authorize."""
        authorize = getattr(aws.client("ec2"), f"authorize_security_group_{self.way}")
        added = authorize(GroupId=properties["GroupId"], IpPermissions=[permission(properties)])
        return str(added["SecurityGroupRules"][0]["SecurityGroupRuleId"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Its id."""
        return {"Id": physical_id}

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Only the description can change in place."""
        change = getattr(aws.client("ec2"), f"update_security_group_rule_descriptions_{self.way}")
        change(GroupId=new["GroupId"], IpPermissions=[permission(new)])

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Revoke."""
        revoke = getattr(aws.client("ec2"), f"revoke_security_group_{self.way}")
        revoke(GroupId=properties["GroupId"], IpPermissions=[permission(properties)])


class SecurityGroupIngress(_Rule):
    """A rule that lets in."""

    type_name = "AWS::EC2::SecurityGroupIngress"
    way = "ingress"


class SecurityGroupEgress(_Rule):
    """A rule that lets out."""

    type_name = "AWS::EC2::SecurityGroupEgress"
    way = "egress"
