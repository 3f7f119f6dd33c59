"""The file system that SageMaker makes for a domain, and what it puts into the domain's network for it.

On unless switched off for the account (`switches.py`), where the domain names a VPC. A deleted domain leaves all of it
behind, unless the call's retention policy says Delete: then the file system goes with its mount targets. The security
groups stay in either case, each with a rule that names the other; that they stay after Delete is assumed, not compared
with AWS.
"""

from typing import Any

from botocore.exceptions import ClientError
from moto.core.exceptions import JsonRESTError

from localaws.server.account import Account

Record = dict[str, Any]
_NFS = {"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049}


def build(domain: Record, aws: Account) -> str:
    """Make the file system, with a mount target in each subnet of the domain; return its id.

    Raises:
        JsonRESTError: the network is not there; nothing is left behind.
    """
    try:
        _check_network(aws.client("ec2"), domain)
    except ClientError as error:
        raise JsonRESTError("ValidationException", error.response["Error"]["Message"]) from error
    tags = [{"Key": "ManagedByAmazonSageMakerResource", "Value": domain["DomainArn"]}]
    group = _security_groups(aws.client("ec2"), domain, tags)
    key = {"KmsKeyId": domain["KmsKeyId"]} if "KmsKeyId" in domain else {}
    efs = aws.client("efs")
    made = efs.create_file_system(CreationToken=domain["DomainId"], Encrypted=True, Tags=tags, **key)
    home = str(made["FileSystemId"])
    for subnet in domain["SubnetIds"]:
        efs.create_mount_target(FileSystemId=home, SubnetId=subnet, SecurityGroups=[group])
    return home


def _check_network(ec2: Any, domain: Record) -> None:
    ec2.describe_vpcs(VpcIds=[domain["VpcId"]])
    ec2.describe_subnets(SubnetIds=domain["SubnetIds"])


def _security_groups(ec2: Any, domain: Record, tags: list[Record]) -> str:
    """Make the two that let apps reach the file system; return the file system's own."""
    groups = {}
    for way in ("inbound", "outbound"):
        name = f"security-group-for-{way}-nfs-{domain['DomainId']}"
        told = {"Description": f"[DO NOT DELETE] {way}", "VpcId": domain["VpcId"]}
        marked = [{"ResourceType": "security-group", "Tags": tags}]
        made = ec2.create_security_group(GroupName=name, **told, TagSpecifications=marked)
        groups[way] = str(made["GroupId"])
    from_apps = {**_NFS, "UserIdGroupPairs": [{"GroupId": groups["outbound"]}]}
    to_files = {**_NFS, "UserIdGroupPairs": [{"GroupId": groups["inbound"]}]}
    ec2.authorize_security_group_ingress(GroupId=groups["inbound"], IpPermissions=[from_apps])
    ec2.authorize_security_group_egress(GroupId=groups["outbound"], IpPermissions=[to_files])
    return groups["inbound"]


def remove(home: str, aws: Account) -> None:
    """Delete the file system with its mount targets, unless somebody did so already."""
    efs = aws.client("efs")
    try:
        for target in efs.describe_mount_targets(FileSystemId=home)["MountTargets"]:
            efs.delete_mount_target(MountTargetId=target["MountTargetId"])
        efs.delete_file_system(FileSystemId=home)
    except efs.exceptions.FileSystemNotFound:
        return
