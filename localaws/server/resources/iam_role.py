"""AWS::IAM::Role."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, tag_list, text
from localaws.server.resources.iam_policies import require_policy


class Role(ResourceType):
    """A role with its trust, boundary, managed and inline policies and tags; a named policy has to exist."""

    type_name = "AWS::IAM::Role"
    name_property = "RoleName"

    def create(self, aws: Account, properties: Properties) -> str:
        """Create with what only creation can set, and with the trust."""
        for arn in [properties.get("PermissionsBoundary"), *properties.get("ManagedPolicyArns", [])]:
            require_policy(aws, arn)
        aws.client("iam").create_role(
            **picked(properties, "RoleName", "Path", "Description", "MaxSessionDuration"),
            AssumeRolePolicyDocument=text(properties["AssumeRolePolicyDocument"]),
        )
        return str(properties["RoleName"])

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """Arn and RoleId."""
        role = aws.client("iam").get_role(RoleName=physical_id)["Role"]
        return {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Detach what this resource attached, then delete; what others attached makes it fail, as on AWS."""
        for facet in (_managed, _inline):
            facet(aws, physical_id, {})
        aws.client("iam").delete_role(RoleName=physical_id)


def _trust(aws: Account, name: str, properties: Properties) -> None:
    document = text(properties["AssumeRolePolicyDocument"])
    aws.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=document)


def _settings(aws: Account, name: str, properties: Properties) -> None:
    aws.client("iam").update_role(
        RoleName=name,
        Description=properties.get("Description", ""),
        MaxSessionDuration=properties.get("MaxSessionDuration", 3600),
    )


def _boundary(aws: Account, name: str, properties: Properties) -> None:
    iam = aws.client("iam")
    if arn := properties.get("PermissionsBoundary"):
        require_policy(aws, arn)
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=arn)
    else:
        iam.delete_role_permissions_boundary(RoleName=name)


def _managed(aws: Account, name: str, properties: Properties) -> None:
    iam = aws.client("iam")
    wanted = set(properties.get("ManagedPolicyArns", []))
    attached = {policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]}
    for arn in sorted(wanted - attached):
        require_policy(aws, arn)
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in sorted(attached - wanted):
        iam.detach_role_policy(RoleName=name, PolicyArn=arn)


def _inline(aws: Account, name: str, properties: Properties) -> None:
    iam = aws.client("iam")
    wanted = {policy["PolicyName"]: text(policy["PolicyDocument"]) for policy in properties.get("Policies", [])}
    for policy, document in wanted.items():
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=document)
    for policy in set(iam.list_role_policies(RoleName=name)["PolicyNames"]) - set(wanted):
        iam.delete_role_policy(RoleName=name, PolicyName=policy)


def _tags(aws: Account, name: str, properties: Properties) -> None:
    iam = aws.client("iam")
    wanted = tag_list(properties)
    keys = {tag["Key"] for tag in iam.list_role_tags(RoleName=name)["Tags"]} - {tag["Key"] for tag in wanted}
    iam.tag_role(RoleName=name, Tags=wanted)
    iam.untag_role(RoleName=name, TagKeys=sorted(keys))


Role.facets = (
    Facet(("AssumeRolePolicyDocument",), _trust),
    Facet(("Description", "MaxSessionDuration"), _settings),
    Facet(("PermissionsBoundary",), _boundary),
    Facet(("ManagedPolicyArns",), _managed),
    Facet(("Policies",), _inline),
    Facet(("Tags",), _tags),
)
