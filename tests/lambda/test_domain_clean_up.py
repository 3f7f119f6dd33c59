"""Domains that are gone: their mount targets and groups leave the network, their file systems stay."""

import importlib
from typing import Any

import pytest

fake = importlib.import_module("tests.lambda.fake_homes")

FOR_EVER, GONE, HERE, KEY, OTHER_KEY = fake.FOR_EVER, fake.GONE, fake.HERE, fake.KEY, fake.OTHER_KEY


def test_what_a_removed_domain_leaves_goes_and_its_data_stays(place: Any, ask: Any) -> None:
    home = place.home(GONE)
    assert ask()["Status"] == "SUCCESS"
    assert place.file_systems == {home}
    assert (place.targets(home), place.groups(GONE)) == (0, [])
    for subnet in place.subnets:
        place.ec2.delete_subnet(SubnetId=subnet)
    place.ec2.delete_vpc(VpcId=place.vpc)


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_only_a_deletion_cleans_up(place: Any, ask: Any, kind: str) -> None:
    home = place.home(GONE)
    assert ask(kind)["Status"] == "SUCCESS"
    assert (place.targets(home), len(place.groups(GONE))) == (2, 2)


def test_a_domain_that_exists_is_left_alone(place: Any, ask: Any) -> None:
    stays, goes = place.home(HERE), place.home(GONE)
    assert ask()["Status"] == "SUCCESS"
    assert (place.targets(stays), len(place.groups(HERE))) == (2, 2)
    assert (place.targets(goes), place.groups(GONE)) == (0, [])


def test_what_another_key_encrypts_is_somebody_elses(place: Any, ask: Any) -> None:
    home = place.home(GONE, key=OTHER_KEY)
    assert ask()["Status"] == "SUCCESS"
    assert (place.targets(home), len(place.groups(GONE))) == (2, 2)


def test_a_file_system_that_sagemaker_did_not_make_is_left_alone(place: Any, ask: Any) -> None:
    made = place.efs.real.create_file_system(CreationToken="own", Encrypted=True, KmsKeyId=KEY)
    place.efs.real.create_mount_target(FileSystemId=made["FileSystemId"], SubnetId=place.subnets[0])
    assert ask()["Status"] == "SUCCESS"
    assert place.targets(made["FileSystemId"]) == 1


def test_a_home_that_is_mounted_in_another_vpc_keeps_that(place: Any, ask: Any) -> None:
    other = place.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnet = place.ec2.create_subnet(VpcId=other, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    tags = [{"Key": "ManagedByAmazonSageMakerResource", "Value": fake.arn_of(GONE)}]
    home = place.efs.real.create_file_system(CreationToken="h", Encrypted=True, KmsKeyId=KEY, Tags=tags)["FileSystemId"]
    place.efs.real.create_mount_target(FileSystemId=home, SubnetId=subnet)
    assert ask()["Status"] == "SUCCESS"
    assert place.targets(home) == 1


def test_a_second_delivery_finds_nothing_left(place: Any, ask: Any) -> None:
    home = place.home(GONE)
    first, second = ask(), ask()
    assert (first["Status"], second["Status"]) == ("SUCCESS", "SUCCESS")
    assert first["PhysicalResourceId"] == second["PhysicalResourceId"]
    assert place.file_systems == {home}


def test_mount_targets_are_asked_once_and_waited_for(place: Any, ask: Any, context: Any) -> None:
    home = place.home(GONE)
    place.efs.polls = 3
    assert ask()["Status"] == "SUCCESS"
    assert place.targets(home) == 0
    assert context.seconds == 900 - 30


def test_when_the_time_is_up_the_answer_says_what_is_left_and_the_next_delivery_goes_on(place: Any, ask: Any) -> None:
    home = place.home(GONE)
    place.efs.polls = FOR_EVER
    answer = ask()
    assert answer["Status"] == "FAILED"
    assert "Still there when the time was up: fsmt-" in answer["Reason"]
    assert "Delete or deploy again" in answer["Reason"]
    assert len(place.groups(GONE)) == 2
    place.efs.polls = 0
    for _ in range(FOR_EVER):
        place.efs.tick()
    assert ask()["Status"] == "SUCCESS"
    assert (place.targets(home), place.groups(GONE)) == (0, [])


def test_an_interface_that_another_uses_holds_the_groups_back(place: Any, ask: Any) -> None:
    place.home(GONE, subnets=[])
    made = place.ec2.create_network_interface(SubnetId=place.subnets[0], Groups=place.groups(GONE)[:1])
    interface = made["NetworkInterface"]["NetworkInterfaceId"]
    answer = ask()
    assert answer["Status"] == "FAILED"
    assert f"{interface} in a security group of fs-" in answer["Reason"]
    place.ec2.delete_network_interface(NetworkInterfaceId=interface)
    assert ask()["Status"] == "SUCCESS"
    assert place.groups(GONE) == []


@pytest.mark.parametrize("code", ["MountTargetNotFound", "DependencyTimeout"])
def test_somebody_elses_deletion_is_waited_for(place: Any, ask: Any, code: str) -> None:
    home = place.home(GONE)
    place.efs.errors = [fake.refused(code, "DeleteMountTarget")] * 2
    assert ask()["Status"] == "SUCCESS"
    assert place.targets(home) == 0


def test_an_api_that_fails_is_named_with_what_was_done(place: Any, ask: Any) -> None:
    home = place.home(GONE)
    place.efs.errors = [fake.refused("AccessDeniedException", "DeleteMountTarget")]
    answer = ask()
    assert answer["Status"] == "FAILED"
    assert "AccessDeniedException" in answer["Reason"]
    assert "Nothing was deleted." in answer["Reason"]
    assert place.targets(home) == 2
    assert ask()["Status"] == "SUCCESS"


def test_a_domain_that_cannot_be_asked_for_is_no_orphan(place: Any, ask: Any) -> None:
    """AccessDenied, throttling: whatever is not `it does not exist`."""
    home = place.home(GONE)
    place.describing = [fake.refused("ThrottlingException", "DescribeDomain")]
    assert ask()["Status"] == "FAILED"
    assert place.targets(home) == 2


def test_a_group_that_is_gone_is_fine_and_one_that_is_held_is_waited_for(
    place: Any, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.home(GONE, subnets=[])
    errors = [fake.refused("InvalidGroup.NotFound", "DeleteSecurityGroup"), fake.refused("DependencyViolation", "x")]
    delete = place.ec2.delete_security_group

    def deleting(**named: str) -> None:
        if errors:
            raise errors.pop(0)
        delete(**named)

    monkeypatch.setattr(place.ec2, "delete_security_group", deleting)
    assert ask()["Status"] == "SUCCESS"


def test_another_name_or_key_is_another_resource(place: Any, ask: Any) -> None:
    ids = {ask("Create", name=name, key=key)["PhysicalResourceId"] for name in "ab" for key in (KEY, OTHER_KEY)}
    assert len(ids) == 4
    assert ask("Create", name="a")["PhysicalResourceId"] in ids


def test_a_missing_property_is_named(place: Any, ask: Any) -> None:
    answer = ask(key="")
    assert answer["Status"] == "FAILED"
    assert "KeyArn" in answer["Reason"]
