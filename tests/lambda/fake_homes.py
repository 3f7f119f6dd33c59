"""A VPC with what Studio domains leave in it: EC2 and EFS by moto, SageMaker by the one call that matters here."""

from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError

REGION, ACCOUNT = "eu-central-1", "123456789012"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
OTHER_KEY = KEY.replace("1111", "9999")
GONE, HERE = "d-gone", "d-here"
NFS = {"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049}
FOR_EVER = 10_000


def refused(code: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def arn_of(domain: str) -> str:
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:domain/{domain}"


class Efs:
    """moto's EFS, whose mount targets take `polls` looks to go; `errors` are raised by DeleteMountTarget first."""

    def __init__(self, client: Any) -> None:
        self.real, self.polls = client, 0
        self.errors: list[ClientError] = []
        self._leaving: dict[str, int] = {}

    def get_paginator(self, operation: str) -> Any:
        if operation != "describe_mount_targets":
            return self.real.get_paginator(operation)
        return SimpleNamespace(paginate=lambda **named: map(self._with_states, self._pages(operation, named)))

    def delete_mount_target(self, MountTargetId: str) -> None:  # noqa: N803  # botocore's name
        if self.errors:
            raise self.errors.pop(0)
        if self.polls:
            self._leaving[MountTargetId] = self.polls
        else:
            self.real.delete_mount_target(MountTargetId=MountTargetId)

    def tick(self) -> None:
        for target in list(self._leaving):
            self._leaving[target] -= 1
            if self._leaving[target] <= 0:
                del self._leaving[target]
                self.real.delete_mount_target(MountTargetId=target)

    def _pages(self, operation: str, named: dict[str, Any]) -> Any:
        return self.real.get_paginator(operation).paginate(**named)

    def _with_states(self, page: dict[str, Any]) -> dict[str, Any]:
        for target in page["MountTargets"]:
            if target["MountTargetId"] in self._leaving:
                target["LifeCycleState"] = "deleting"
        return page


class Place:
    """A VPC with two subnets, and Studio domains in it as SageMaker makes them."""

    def __init__(self) -> None:
        self.ec2, self.efs = boto3.client("ec2", endpoint_url=f"https://ec2.{REGION}.amazonaws.com"), self._efs()
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")[
                "Subnet"
            ]["SubnetId"]
            for number, zone in enumerate("ab")
        ]
        self.domains = {HERE}
        self.describing: list[ClientError] = []
        self.asked: set[str] = set()

    def _efs(self) -> Efs:
        return Efs(boto3.client("efs", endpoint_url=f"https://elasticfilesystem.{REGION}.amazonaws.com"))

    def home(self, domain: str, *, key: str = KEY, subnets: list[str] | None = None) -> str:
        """What SageMaker makes for a domain; returns the file system's id."""
        tags = [{"Key": "ManagedByAmazonSageMakerResource", "Value": arn_of(domain)}]
        marked = [{"ResourceType": "security-group", "Tags": tags}]
        groups = {
            way: self.ec2.create_security_group(
                GroupName=f"security-group-for-{way}-nfs-{domain}",
                Description="[DO NOT DELETE]",
                VpcId=self.vpc,
                TagSpecifications=marked,
            )["GroupId"]
            for way in ("inbound", "outbound")
        }
        from_apps = {**NFS, "UserIdGroupPairs": [{"GroupId": groups["outbound"]}]}
        to_files = {**NFS, "UserIdGroupPairs": [{"GroupId": groups["inbound"]}]}
        self.ec2.authorize_security_group_ingress(GroupId=groups["inbound"], IpPermissions=[from_apps])
        self.ec2.authorize_security_group_egress(GroupId=groups["outbound"], IpPermissions=[to_files])
        made = self.efs.real.create_file_system(CreationToken=domain, Encrypted=True, KmsKeyId=key, Tags=tags)
        for subnet in self.subnets if subnets is None else subnets:
            self.efs.real.create_mount_target(
                FileSystemId=made["FileSystemId"], SubnetId=subnet, SecurityGroups=[groups["inbound"]]
            )
        return str(made["FileSystemId"])

    @property
    def file_systems(self) -> set[str]:
        return {one["FileSystemId"] for one in self.efs.real.describe_file_systems()["FileSystems"]}

    def targets(self, home: str) -> int:
        return len(self.efs.real.describe_mount_targets(FileSystemId=home)["MountTargets"])

    def groups(self, domain: str) -> list[str]:
        found = self.ec2.describe_security_groups()["SecurityGroups"]
        return [one["GroupId"] for one in found if one["GroupName"].endswith(domain)]

    def describe_domain(self, DomainId: str) -> dict[str, str]:  # noqa: N803  # botocore's name
        self.asked.add(DomainId)
        if self.describing:
            raise self.describing.pop(0)
        if DomainId not in self.domains:
            raise refused("ResourceNotFound", "DescribeDomain")
        return {"DomainId": DomainId, "Status": "InService"}

    def client(self, service: str) -> Any:
        return {"ec2": self.ec2, "efs": self.efs, "sagemaker": self}[service]
