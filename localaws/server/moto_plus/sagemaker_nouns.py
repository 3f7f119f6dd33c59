"""SageMaker's nouns that moto lacks or holds only in part: what identifies each, and what it is born with."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Noun:
    """One SageMaker noun; its members come from the service's model."""

    name: str
    keys: tuple[str, ...]
    """The request members that identify one."""
    path: str
    """The resource part of its ARN before the keys."""
    status: tuple[str, str] | None = ("Status", "InService")
    arn_member: str = ""
    name_member: str = ""
    born_with: Callable[[Record, str, str], Record] = field(default=lambda record, account, region: {})
    renamed_on_update: tuple[tuple[str, str], ...] = ()
    parents: tuple[str, ...] = ()
    """Nouns that must exist: their keys are a part of its own."""

    @property
    def arn_key(self) -> str:
        """The member that carries the ARN."""
        return self.arn_member or f"{self.name}Arn"

    @property
    def name_key(self) -> str:
        """The member that `NameContains` looks at."""
        return self.name_member or self.keys[-1]


def _domain(record: Record, account: str, region: str) -> Record:
    own = f"d-{uuid.uuid4().hex[:12]}"
    found = {
        "DomainId": own,
        "HomeEfsFileSystemId": f"fs-{uuid.uuid4().hex[:17]}",
        "Url": f"https://{own}.studio.{region}.sagemaker.aws",
        "AppNetworkAccessType": record.get("AppNetworkAccessType", "PublicInternetOnly"),
    }
    boundary = record.get("AppSecurityGroupManagement") == "Service"
    return found | ({"SecurityGroupIdForDomainBoundary": f"sg-{uuid.uuid4().hex[:17]}"} if boundary else {})


def _space(record: Record, account: str, region: str) -> Record:
    return {"Url": f"https://{record['DomainId']}.studio.{region}.sagemaker.aws/space/{record['SpaceName']}"}


def _tracking_server(record: Record, account: str, region: str) -> Record:
    url = f"https://{record['TrackingServerName']}.{region}.experiments.sagemaker.aws"
    return {"TrackingServerUrl": url, "IsActive": "Active", "MlflowVersion": record.get("MlflowVersion", "3.0")}


NOUNS: tuple[Noun, ...] = (
    Noun(
        "Domain",
        ("DomainId",),
        "domain",
        name_member="DomainName",
        born_with=_domain,
        renamed_on_update=(("DomainSettingsForUpdate", "DomainSettings"),),
    ),
    Noun("UserProfile", ("DomainId", "UserProfileName"), "user-profile", parents=("Domain",)),
    Noun("Space", ("DomainId", "SpaceName"), "space", parents=("Domain",), born_with=_space),
    Noun("App", ("DomainId", "UserProfileName", "SpaceName", "AppType", "AppName"), "app", parents=("Domain",)),
    Noun("Image", ("ImageName",), "image", status=("ImageStatus", "CREATED")),
    Noun(
        "ImageVersion",
        ("ImageName", "Version"),
        "image-version",
        status=("ImageVersionStatus", "CREATED"),
        parents=("Image",),
    ),
    Noun("AppImageConfig", ("AppImageConfigName",), "app-image-config", status=None),
    Noun("StudioLifecycleConfig", ("StudioLifecycleConfigName",), "studio-lifecycle-config", status=None),
    Noun(
        "MlflowTrackingServer",
        ("TrackingServerName",),
        "mlflow-tracking-server",
        status=("TrackingServerStatus", "Created"),
        arn_member="TrackingServerArn",
        born_with=_tracking_server,
    ),
    Noun("FeatureGroup", ("FeatureGroupName",), "feature-group", status=("FeatureGroupStatus", "Created")),
    Noun("MlflowApp", ("Arn",), "mlflow-app", status=("Status", "Created"), arn_member="Arn", name_member="Name"),
)
BY_NAME = {noun.name: noun for noun in NOUNS}
