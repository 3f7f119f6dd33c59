"""AWS::IAM::ManagedPolicy, AWS::IAM::Policy and AWS::IAM::RolePolicy."""

from localaws.server.account import Account
from localaws.server.resource import Attributes, Facet, Properties, ResourceType
from localaws.server.resources.documents import picked, text

_HOLDERS = {"Roles": "role", "Users": "user", "Groups": "group"}


def require_policy(aws: Account, arn: str | None) -> None:
    """Let IAM answer NoSuchEntity for a policy of this account that does not exist (the engine would accept it)."""
    if arn and arn.startswith(f"arn:aws:iam::{aws.id}:policy/"):
        aws.client("iam").get_policy(PolicyArn=arn)


class ManagedPolicy(ResourceType):
    """A customer-managed policy; an update makes a new default version and drops the oldest of five."""

    type_name = "AWS::IAM::ManagedPolicy"
    name_property = "ManagedPolicyName"
    name_length = 128

    def create(self, aws: Account, properties: Properties) -> str:
        """Create; the physical id is the ARN."""
        created = aws.client("iam").create_policy(
            **picked(properties, "Path", "Description", PolicyName="ManagedPolicyName"),
            PolicyDocument=text(properties["PolicyDocument"]),
        )
        return str(created["Policy"]["Arn"])

    def name_of(self, physical_id: str) -> str:
        """The last part of the ARN."""
        return physical_id.rsplit("/", 1)[-1]

    def attributes(self, aws: Account, physical_id: str, properties: Properties) -> Attributes:
        """All that the schema lists as read-only."""
        policy = aws.client("iam").get_policy(PolicyArn=physical_id)["Policy"]
        texts = {"PolicyArn": policy["Arn"]} | picked(policy, "PolicyId", "DefaultVersionId", "AttachmentCount")
        return texts | picked(policy, "IsAttachable", "PermissionsBoundaryUsageCount")

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Detach from what the template attached it to, drop old versions, delete."""
        iam = aws.client("iam")
        _attachments(aws, physical_id, {})
        for version in iam.list_policy_versions(PolicyArn=physical_id)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=physical_id, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=physical_id)

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """A changed document becomes a new version."""
        if old["PolicyDocument"] != new["PolicyDocument"]:
            _new_version(aws, physical_id, text(new["PolicyDocument"]))
        super().update(aws, physical_id, old, new)


def _new_version(aws: Account, arn: str, document: str) -> None:
    iam = aws.client("iam")
    versions = [v for v in iam.list_policy_versions(PolicyArn=arn)["Versions"] if not v["IsDefaultVersion"]]
    if len(versions) >= 4:  # IAM keeps five
        oldest = min(versions, key=lambda version: int(version["VersionId"][1:]))
        iam.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)


def _attachments(aws: Account, arn: str, properties: Properties) -> None:
    """Attach to and detach from roles, users and groups."""
    iam = aws.client("iam")
    held = iam.list_entities_for_policy(PolicyArn=arn)
    for plural, noun in _HOLDERS.items():
        name = f"{noun.capitalize()}Name"
        wanted, attached = set(properties.get(plural, [])), {entity[name] for entity in held[f"Policy{plural}"]}
        for holder in wanted - attached:
            getattr(iam, f"attach_{noun}_policy")(PolicyArn=arn, **{name: holder})
        for holder in attached - wanted:
            getattr(iam, f"detach_{noun}_policy")(PolicyArn=arn, **{name: holder})


ManagedPolicy.facets = (Facet(("Roles", "Users", "Groups"), _attachments),)


class InlinePolicy(ResourceType):
    """One inline policy on each of its roles, users and groups (what CDK's `grant_*` makes)."""

    type_name = "AWS::IAM::Policy"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it on every holder."""
        self._put(aws, properties)
        return str(properties["PolicyName"])

    def update(self, aws: Account, physical_id: str, old: Properties, new: Properties) -> None:
        """Put it on the new holders, take it off those that it leaves."""
        self._put(aws, new)
        left = {plural: sorted(set(old.get(plural, [])) - set(new.get(plural, []))) for plural in _HOLDERS}
        self._drop(aws, {**old, **left})

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Take it off every holder."""
        self._drop(aws, properties)

    def _put(self, aws: Account, properties: Properties) -> None:
        document = text(properties["PolicyDocument"])
        for plural, noun in _HOLDERS.items():
            put = getattr(aws.client("iam"), f"put_{noun}_policy")
            for holder in properties.get(plural, []):
                named = {f"{noun.capitalize()}Name": holder}
                put(PolicyName=properties["PolicyName"], PolicyDocument=document, **named)

    def _drop(self, aws: Account, properties: Properties) -> None:
        for plural, noun in _HOLDERS.items():
            delete = getattr(aws.client("iam"), f"delete_{noun}_policy")
            for holder in properties.get(plural, []):
                delete(PolicyName=properties["PolicyName"], **{f"{noun.capitalize()}Name": holder})


class RolePolicy(ResourceType):
    """One inline policy of one role."""

    type_name = "AWS::IAM::RolePolicy"

    def create(self, aws: Account, properties: Properties) -> str:
        """Put it."""
        _put_role_policy(aws, "", properties)
        return f"{properties['PolicyName']}|{properties['RoleName']}"

    def delete(self, aws: Account, physical_id: str, properties: Properties) -> None:
        """Delete it."""
        aws.client("iam").delete_role_policy(**picked(properties, "RoleName", "PolicyName"))


def _put_role_policy(aws: Account, _physical_id: str, properties: Properties) -> None:
    document = text(properties.get("PolicyDocument", {}))
    aws.client("iam").put_role_policy(**picked(properties, "RoleName", "PolicyName"), PolicyDocument=document)


RolePolicy.facets = (Facet(("PolicyDocument",), _put_role_policy),)
