"""Users and a domain are removed while apps run, an API fails, events come twice; then the network goes.

Homes stay until they are deleted with both keys, after a backup.

The tests build on one another, in this order.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.client import LocalAws
from tools.local_platform import LocalPlatform
from tools.read_back import Platform

ROOT = Path(__file__).resolve().parents[2]
STUDIO, USERS = "acme-main-Studio", "acme-main-Users-shared-00"
ANNA, BO = "anna-lindqvist", "bo-ekman"


def domain_key(platform: LocalPlatform) -> str:
    key = platform.client("kms").describe_key(KeyId=platform.names.key_alias("domain"))
    return str(key["KeyMetadata"]["Arn"])


class Studio:
    """What is in the account, as its services say."""

    def __init__(self, platform: LocalPlatform, aws: LocalAws) -> None:
        self.control, self._client, self.destroy = aws.control, platform.client, platform.cdk.destroy
        self.ec2, self.backup = platform.client("ec2"), platform.client("backup")
        self._variables = platform.variables
        self.account = platform.hub.account
        (domain,) = Platform(client=platform.client, names=platform.names).domains()
        self.domain, self.key = domain["DomainId"], domain_key(platform)

    def work(self, profile: str) -> None:
        """A private space of the profile's own, with a running app."""
        sagemaker, where = self._client("sagemaker"), {"DomainId": self.domain, "SpaceName": f"{profile}-lab"}
        sagemaker.create_space(
            **where,
            OwnershipSettings={"OwnerUserProfileName": profile},
            SpaceSharingSettings={"SharingType": "Private"},
            SpaceSettings={"AppType": "JupyterLab"},
        )
        sagemaker.create_app(**where, AppType="JupyterLab", AppName="default")

    def apps(self) -> list[str]:
        found = self._client("sagemaker").list_apps(DomainIdEquals=self.domain)["Apps"]
        return sorted(app["SpaceName"] for app in found if app["Status"] != "Deleted")

    def profiles(self) -> list[str]:
        found = self._client("sagemaker").list_user_profiles(DomainIdEquals=self.domain)["UserProfiles"]
        return sorted(profile["UserProfileName"] for profile in found)

    def homes(self) -> dict[str, int]:
        """File system to its number of mount targets."""
        efs = self._client("efs")
        ids = [one["FileSystemId"] for one in efs.describe_file_systems()["FileSystems"]]
        return {one: len(efs.describe_mount_targets(FileSystemId=one)["MountTargets"]) for one in ids}

    def nfs_groups(self) -> list[str]:
        found = self.ec2.describe_security_groups()["SecurityGroups"]
        return sorted(one["GroupName"] for one in found if "-nfs-" in one["GroupName"])

    def vpcs(self) -> list[str]:
        return [one["VpcId"] for one in self.ec2.describe_vpcs()["Vpcs"] if not one["IsDefault"]]

    def delete(self, stack: str) -> tuple[str, str]:
        """Delete a stack, as `cdk destroy` does; its last status, and the reasons for what failed."""
        cloudformation = self._client("cloudformation")
        stack_id = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=stack)
        while (status := self._status(stack_id)).endswith("IN_PROGRESS"):
            time.sleep(1)
        events = cloudformation.describe_stack_events(StackName=stack_id)["StackEvents"]
        failed = [event["ResourceStatusReason"] for event in events if event["ResourceStatus"] == "DELETE_FAILED"]
        return status, " ".join(failed)

    def _status(self, stack_id: str) -> str:
        (found,) = self._client("cloudformation").describe_stacks(StackName=stack_id)["Stacks"]
        return str(found["StackStatus"])

    def last_event(self, kind: str) -> dict[str, Any]:
        """The last request that a custom resource of this type got."""
        events = self.control.custom_resource_events(self.account)
        return [event for event in events if event["ResourceType"] == kind][-1]

    def deliver_again(self, event: dict[str, Any]) -> None:
        """Lambda promises at least one delivery."""
        answer = self._client("lambda").invoke(
            FunctionName=event["ResourceProperties"]["ServiceToken"], Payload=json.dumps(event)
        )
        assert "FunctionError" not in answer, answer["Payload"].read()

    def delete_homes(self, config: Path, confirmed: str = "") -> tuple[int, str]:
        """`make delete-homes` with credentials of the account; its exit code and what it printed."""
        arguments = [str(config), *(("--confirm", confirmed) if confirmed else ())]
        done = subprocess.run(
            [sys.executable, "-m", "tools.delete_homes", *arguments],
            cwd=ROOT,
            env={**os.environ, **self._variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def log(self, name: str) -> str:
        """What the functions of this name have logged."""
        logs = self._client("logs")
        groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
        found = [group for group in groups if name in group]
        events = [event for group in found for event in logs.filter_log_events(logGroupName=group)["events"]]
        return "\n".join(event["message"] for event in events)


DELETABLE = ("homes_deletable: false", "homes_deletable: true")


@pytest.fixture(scope="module")
def permitting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """minimal.yaml, but homes may be deleted."""
    folder = tmp_path_factory.mktemp("permitting")
    text = (ROOT / "config" / "minimal.yaml").read_text()
    assert DELETABLE[0] in text
    (folder / "minimal.yaml").write_text(text.replace(*DELETABLE))
    shutil.copy(ROOT / "config" / "minimal-users.csv", folder)
    return folder / "minimal.yaml"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, permitting: Path) -> Iterator[Studio]:
    folder = tmp_path_factory.mktemp("homes")
    with LocalAws.start(folder / "aws") as aws:
        platform = LocalPlatform(aws=aws, config=permitting, assembly=folder / "cdk.out")
        platform.synth()
        platform.bootstrap()
        platform.cdk.deploy()
        yield Studio(platform, aws)


def test_a_domain_has_its_home_in_the_network(studio: Studio) -> None:
    assert list(studio.homes().values()) == [2]
    assert len(studio.nfs_groups()) == 2


def test_an_api_that_keeps_failing_keeps_the_users(studio: Studio) -> None:
    studio.work(ANNA)
    studio.work(BO)
    studio.control.fail("sagemaker", "DeleteApp", times=0, code="AccessDeniedException", message="not today")
    status, reasons = studio.delete(USERS)
    studio.control.stop_failing()
    assert status == "DELETE_FAILED"
    assert "not today" in reasons
    assert "Log: " in reasons
    assert {ANNA, BO} <= set(studio.profiles())
    assert len(studio.apps()) == 2


def test_an_event_may_come_a_second_time(studio: Studio) -> None:
    """Between the failure and the next attempt: it does the work, and the attempt finds nothing left."""
    event = studio.last_event("Custom::ProfileCleanUp")
    assert event["RequestType"] == "Delete"
    studio.deliver_again(event)
    studio.deliver_again(event)
    assert studio.apps() == []
    assert {ANNA, BO} <= set(studio.profiles())


def test_users_go_when_the_api_is_back_although_it_throttles_once(studio: Studio) -> None:
    studio.work(ANNA)
    studio.control.fail("sagemaker", "DeleteApp")
    status, reasons = studio.delete(USERS)
    (failure,) = studio.control.failures()
    studio.control.stop_failing()
    assert (status, failure["failed"]) == ("DELETE_COMPLETE", 1), reasons
    assert studio.apps() == []
    assert not {ANNA, BO} & set(studio.profiles())
    assert list(studio.homes().values()) == [2]


def test_a_domain_whose_network_cannot_be_freed_says_so(studio: Studio) -> None:
    studio.control.fail(
        "efs", "DeleteMountTarget", times=0, code="AccessDeniedException", message="not today", status=403
    )
    status, reasons = studio.delete(STUDIO)
    studio.control.stop_failing()
    assert status == "DELETE_FAILED"
    assert "not today" in reasons
    assert "Delete or deploy again: the clean-up goes on where it stopped" in reasons
    assert list(studio.homes().values()) == [2]


def test_the_network_cannot_go_before_that(studio: Studio) -> None:
    ec2 = studio.ec2
    subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": studio.vpcs()}])["Subnets"]
    for subnet in subnets:
        with pytest.raises(ClientError, match="DependencyViolation"):
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=studio.vpcs()[0])


def test_a_second_delivery_goes_on_where_the_first_one_stopped(studio: Studio) -> None:
    event = studio.last_event("Custom::DomainCleanUp")
    assert event["RequestType"] == "Delete"
    studio.deliver_again(event)
    assert list(studio.homes().values()) == [0]
    assert studio.nfs_groups() == []
    studio.deliver_again(event)
    said = studio.log("DomainCleanUp")
    assert "security group sg-" in said
    assert "Kept with its data: file system fs-" in said


def test_homes_are_listed_once_their_domain_is_gone(studio: Studio, permitting: Path) -> None:
    status, reasons = studio.delete(STUDIO)
    assert status == "DELETE_COMPLETE", reasons
    [home] = studio.homes()
    code, printed = studio.delete_homes(permitting)
    assert code == 0
    assert f"{home}: homes of the removed domain {studio.domain}, " in printed
    assert "Nothing was deleted." in printed


def test_one_key_does_not_delete_them(studio: Studio) -> None:
    [home] = studio.homes()
    code, printed = studio.delete_homes(ROOT / "config" / "minimal.yaml", home)
    assert code == 1
    assert "The organisation's file does not permit it" in printed
    assert list(studio.homes()) == [home]


def test_without_a_backup_they_stay(studio: Studio, permitting: Path) -> None:
    [home] = studio.homes()
    studio.control.fail("backup", "StartBackupJob", code="InvalidRequestException", message="EFS is not opted in")
    code, printed = studio.delete_homes(permitting, home)
    studio.control.stop_failing()
    assert code == 1
    assert "EFS is not opted in" in printed
    assert list(studio.homes()) == [home]


def test_both_keys_delete_them_after_a_backup(studio: Studio, permitting: Path) -> None:
    [home] = studio.homes()
    code, printed = studio.delete_homes(permitting, home)
    assert code == 0, printed
    assert studio.homes() == {}
    backup = studio.backup
    vault = backup.describe_backup_vault(BackupVaultName="acme-main-homes")
    assert vault["NumberOfRecoveryPoints"] == 1
    assert vault["EncryptionKeyArn"] == studio.key
    [job] = backup.list_backup_jobs(ByBackupVaultName="acme-main-homes")["BackupJobs"]
    assert (job["State"], job["ResourceArn"].rsplit("/")[-1]) == ("COMPLETED", home)
    assert job["IamRoleArn"].endswith(":role/acme-main-service_home-backups")
    assert job["RecoveryPointArn"] in printed
    with pytest.raises(ClientError, match="contains recovery points"):
        backup.delete_backup_vault(BackupVaultName="acme-main-homes")


def test_then_the_network_goes_with_the_rest_and_the_backup_stays(studio: Studio) -> None:
    studio.destroy()
    assert studio.vpcs() == []
    assert studio.backup.describe_backup_vault(BackupVaultName="acme-main-homes")["NumberOfRecoveryPoints"] == 1
