"""A domain's file system: what SageMaker puts into the network, and what is left of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.client import LocalAws
from tests.localaws.account import Template, TestAccount, ref, resource

pytestmark = pytest.mark.local_aws

DELETE = {"HomeEfsFileSystem": "Delete"}


@pytest.fixture
def without_homes(local_aws: LocalAws, account: TestAccount) -> Iterator[TestAccount]:
    local_aws.control.studio_homes(account.id, on=False)
    yield account
    local_aws.control.studio_homes(account.id, on=True)


def _network() -> Template:
    subnets = {
        f"Subnet{zone}": resource(
            "AWS::EC2::Subnet", VpcId=ref("Vpc"), CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}"
        )
        for number, zone in enumerate("ab")
    }
    return {"Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"), **subnets}


def _domain() -> Template:
    key = resource("AWS::KMS::Key", KeyPolicy={"Version": "2012-10-17", "Statement": []})
    settings = {"ExecutionRole": "arn:aws:iam::111122223333:role/user"}
    domain = resource(
        "AWS::SageMaker::Domain",
        DomainName="forecast",
        AuthMode="IAM",
        VpcId=ref("Vpc"),
        SubnetIds=[ref("Subneta"), ref("Subnetb")],
        KmsKeyId=ref("Key"),
        DefaultUserSettings=settings,
    )
    return {"Key": key, "Domain": domain}


class Home:
    """What is left of a domain in its network, and how to take it away as the clean-up will have to."""

    def __init__(self, account: TestAccount, domain: str) -> None:
        self.ec2, self.efs = account.client("ec2"), account.client("efs")
        self._domain = domain

    @property
    def groups(self) -> dict[str, str]:
        found = self.ec2.describe_security_groups()["SecurityGroups"]
        return {one["GroupName"]: one["GroupId"] for one in found if one["GroupName"].endswith(self._domain)}

    @property
    def file_systems(self) -> list[dict[str, Any]]:
        return list(self.efs.describe_file_systems()["FileSystems"])

    def targets(self) -> list[dict[str, Any]]:
        return [
            target
            for one in self.file_systems
            for target in self.efs.describe_mount_targets(FileSystemId=one["FileSystemId"])["MountTargets"]
        ]

    def remove_file_system(self) -> None:
        for target in self.targets():
            self.efs.delete_mount_target(MountTargetId=target["MountTargetId"])
        for one in self.file_systems:
            self.efs.delete_file_system(FileSystemId=one["FileSystemId"])

    def remove_groups(self) -> None:
        for group in self.ec2.describe_security_groups(GroupIds=list(self.groups.values()))["SecurityGroups"]:
            ways = (("ingress", group["IpPermissions"]), ("egress", group["IpPermissionsEgress"]))
            for way, rules in ways:
                if rules:
                    revoke = getattr(self.ec2, f"revoke_security_group_{way}")
                    revoke(GroupId=group["GroupId"], IpPermissions=rules)
        for group_id in self.groups.values():
            self.ec2.delete_security_group(GroupId=group_id)


def test_a_domain_without_a_home_leaves_nothing_behind(without_homes: TestAccount) -> None:
    account = without_homes
    account.create("s", {**_network(), **_domain()})
    home = Home(account, account.physical_id("s", "Domain"))
    assert (home.groups, home.file_systems) == ({}, [])
    account.delete("s")


def test_a_domain_brings_its_file_system_into_the_network(account: TestAccount) -> None:
    account.create("s", {**_network(), **_domain()})
    domain = account.physical_id("s", "Domain")
    home, found = Home(account, domain), account.client("sagemaker").describe_domain(DomainId=domain)
    [file_system] = home.file_systems
    assert file_system["FileSystemId"] == found["HomeEfsFileSystemId"]
    assert (file_system["Encrypted"], file_system["KmsKeyId"]) == (True, account.physical_id("s", "Key"))
    assert file_system["Tags"] == [{"Key": "ManagedByAmazonSageMakerResource", "Value": found["DomainArn"]}]
    assert {target["SubnetId"] for target in home.targets()} == set(found["SubnetIds"])
    names = {f"security-group-for-{way}-nfs-{domain}" for way in ("inbound", "outbound")}
    assert set(home.groups) == names
    for group in home.ec2.describe_security_groups(GroupIds=list(home.groups.values()))["SecurityGroups"]:
        assert group["Tags"] == file_system["Tags"]
    inbound = home.groups[f"security-group-for-inbound-nfs-{domain}"]
    for target in home.targets():
        secured = home.efs.describe_mount_target_security_groups(MountTargetId=target["MountTargetId"])
        assert secured["SecurityGroups"] == [inbound]


def test_a_deleted_domain_keeps_the_network_from_going_until_its_home_is_gone(account: TestAccount) -> None:
    account.create("network", _network(), Outputs=_exports())
    account.create("studio", _imported(_domain()))
    home = Home(account, account.physical_id("studio", "Domain"))
    account.delete("studio")
    assert len(home.targets()) == 2

    for reason, remove in (("has dependencies", home.remove_file_system), ("has dependencies", home.remove_groups)):
        account.client("cloudformation").delete_stack(StackName="network")
        account.await_status("network", "DELETE_FAILED")
        assert reason in account.reasons("network")
        remove()
    account.delete("network")
    default = [one["VpcId"] for one in home.ec2.describe_vpcs()["Vpcs"] if one["IsDefault"]]
    assert [one["VpcId"] for one in home.ec2.describe_vpcs()["Vpcs"]] == default


def _exports() -> Template:
    return {name: {"Value": ref(name), "Export": {"Name": name}} for name in ("Vpc", "Subneta", "Subnetb")}


def _imported(resources: Template) -> Template:
    properties = resources["Domain"]["Properties"]
    network = {"VpcId": {"Fn::ImportValue": "Vpc"}, "SubnetIds": [{"Fn::ImportValue": f"Subnet{z}"} for z in "ab"]}
    return {**resources, "Domain": resource("AWS::SageMaker::Domain", **{**properties, **network})}


def test_the_groups_hold_each_other(account: TestAccount) -> None:
    account.create("s", {**_network(), **_domain()})
    home = Home(account, account.physical_id("s", "Domain"))
    home.remove_file_system()
    for group in home.groups.values():
        with pytest.raises(ClientError, match="DependencyViolation"):
            home.ec2.delete_security_group(GroupId=group)


def test_a_domain_can_take_its_file_system_with_it(account: TestAccount) -> None:
    account.create("s", {**_network(), **_domain()})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    sagemaker.create_user_profile(DomainId=domain, UserProfileName="ana")
    sagemaker.create_space(DomainId=domain, SpaceName="lab")
    app = {"DomainId": domain, "SpaceName": "lab", "AppType": "JupyterLab", "AppName": "default"}
    sagemaker.create_app(**app)
    in_order: tuple[tuple[Any, dict[str, str]], ...] = (
        (sagemaker.delete_app, app),
        (sagemaker.delete_space, {"DomainId": domain, "SpaceName": "lab"}),
        (sagemaker.delete_user_profile, {"DomainId": domain, "UserProfileName": "ana"}),
    )
    for remove, named in in_order:
        with pytest.raises(ClientError, match="ResourceInUse"):
            sagemaker.delete_domain(DomainId=domain, RetentionPolicy=DELETE)
        remove(**named)
    home = Home(account, domain)
    assert len(home.targets()) == 2
    sagemaker.delete_domain(DomainId=domain, RetentionPolicy=DELETE)
    assert (home.file_systems, len(home.groups)) == ([], 2)


def test_a_domain_without_a_network_leaves_nothing(account: TestAccount) -> None:
    domain = _domain()
    domain["Domain"]["Properties"].update(VpcId="vpc-1", SubnetIds=["subnet-1"])
    assert "vpc-1" in account.failing_create("s", domain)
    home = Home(account, "")
    assert home.file_systems == []
    assert {name for name in home.groups if "nfs" in name} == set()
