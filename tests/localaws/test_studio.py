"""SageMaker's studio: every property reads back, updates reach it, and what is in use cannot go."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localaws.client import LocalAws
from tests.localaws.account import TestAccount, att, ref, resource

pytestmark = pytest.mark.local_aws

ROLE = "arn:aws:iam::111122223333:role/user"


@pytest.fixture(autouse=True)
def _no_homes(local_aws: LocalAws, account: TestAccount) -> Iterator[None]:
    """The network of these domains is made up."""
    local_aws.control.studio_homes(account.id, on=False)
    yield
    local_aws.control.studio_homes(account.id, on=True)


def _settings(uid: int = 60) -> dict[str, object]:
    return {
        "ExecutionRole": ROLE,
        "SecurityGroups": ["sg-1"],
        "CustomPosixUserConfig": {"Uid": 10000 + uid, "Gid": 1001},
        "SharingSettings": {"NotebookOutputOption": "Disabled"},
        "StudioWebPortal": "ENABLED",
    }


def _domain(**changes: object) -> dict[str, object]:
    properties = {
        "DomainName": "forecast",
        "AuthMode": "IAM",
        "VpcId": "vpc-1",
        "SubnetIds": ["subnet-1", "subnet-2"],
        "AppNetworkAccessType": "VpcOnly",
        "KmsKeyId": "key-1",
        "DefaultUserSettings": _settings(),
        "DomainSettings": {"ExecutionRoleIdentityConfig": "USER_PROFILE_NAME", "SecurityGroupIds": ["sg-2"]},
        "Tags": [{"Key": "team", "Value": "forecast"}],
        **changes,
    }
    return resource("AWS::SageMaker::Domain", **properties)


def _profile(name: str = "ana", **changes: object) -> dict[str, object]:
    properties = {"DomainId": ref("Domain"), "UserProfileName": name, "UserSettings": _settings(), **changes}
    return resource("AWS::SageMaker::UserProfile", **properties)


def test_a_domain_reads_back_property_by_property(account: TestAccount) -> None:
    outputs = account.create("s", {"Domain": _domain()}, Outputs={"Arn": {"Value": att("Domain", "DomainArn")}})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    found = sagemaker.describe_domain(DomainId=domain)
    assert found["DomainArn"] == outputs["Arn"] == f"arn:aws:sagemaker:eu-west-1:{account.id}:domain/{domain}"
    wanted: dict[str, Any] = dict(_domain()["Properties"])  # type: ignore[call-overload]
    tags = wanted.pop("Tags")
    assert {name: found[name] for name in wanted} == wanted
    assert sagemaker.list_tags(ResourceArn=found["DomainArn"])["Tags"] == tags
    assert found["Status"] == "InService"


def test_a_domain_changes_in_place(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain()})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    settings = {"ExecutionRoleIdentityConfig": "DISABLED", "SecurityGroupIds": ["sg-2"]}
    tags = [{"Key": "team", "Value": "risk"}]
    account.update("s", {"Domain": _domain(DefaultUserSettings=_settings(90), DomainSettings=settings, Tags=tags)})
    found = sagemaker.describe_domain(DomainId=domain)
    assert found["DefaultUserSettings"] == _settings(90)
    assert found["DomainSettings"] == settings
    assert sagemaker.list_tags(ResourceArn=found["DomainArn"])["Tags"] == tags


def test_a_create_only_change_replaces_a_domain(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain()})
    before = account.physical_id("s", "Domain")
    account.update("s", {"Domain": _domain(KmsKeyId="key-2")})
    after = account.physical_id("s", "Domain")
    listed = [one["DomainId"] for one in account.client("sagemaker").list_domains()["Domains"]]
    assert listed == [after] != [before]


def test_a_replaced_domain_that_is_in_use_stays_and_its_delete_failure_is_reported(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain()})
    sagemaker, before = account.client("sagemaker"), account.physical_id("s", "Domain")
    sagemaker.create_user_profile(DomainId=before, UserProfileName="by-hand")
    account.update("s", {"Domain": _domain(KmsKeyId="key-2")})
    assert len(sagemaker.list_domains()["Domains"]) == 2
    assert "UserProfile/by-hand" in account.reasons("s")


def test_profiles_read_back_change_and_list(account: TestAccount) -> None:
    tags = [{"Key": "team", "Value": "forecast"}]
    account.create("s", {"Domain": _domain(), "Ana": _profile(Tags=tags), "Ben": _profile("ben")})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    found = sagemaker.describe_user_profile(DomainId=domain, UserProfileName="ana")
    assert found["UserSettings"] == _settings()
    assert sagemaker.list_tags(ResourceArn=found["UserProfileArn"])["Tags"] == tags
    account.update(
        "s", {"Domain": _domain(), "Ana": _profile(UserSettings=_settings(120), Tags=[]), "Ben": _profile("ben")}
    )
    found = sagemaker.describe_user_profile(DomainId=domain, UserProfileName="ana")
    assert found["UserSettings"] == _settings(120)
    assert sagemaker.list_tags(ResourceArn=found["UserProfileArn"])["Tags"] == []
    listed = sagemaker.list_user_profiles(DomainIdEquals=domain, UserProfileNameContains="be")["UserProfiles"]
    assert [one["UserProfileName"] for one in listed] == ["ben"]
    assert sagemaker.list_user_profiles(DomainIdEquals="d-other")["UserProfiles"] == []


def test_lists_come_in_pages(account: TestAccount) -> None:
    names = [f"user-{number:02}" for number in range(12)]
    profiles = {f"P{number}": _profile(name) for number, name in enumerate(names)}
    account.create("s", {"Domain": _domain(), **profiles})
    pages = account.client("sagemaker").get_paginator("list_user_profiles").paginate(PaginationConfig={"PageSize": 5})
    sizes = [len(page["UserProfiles"]) for page in pages]
    assert sizes == [5, 5, 2]


def _space(**changes: object) -> dict[str, object]:
    properties = {
        "DomainId": ref("Domain"),
        "SpaceName": "lab",
        "OwnershipSettings": {"OwnerUserProfileName": "ana"},
        "SpaceSharingSettings": {"SharingType": "Private"},
        "SpaceSettings": {
            "AppType": "JupyterLab",
            "SpaceStorageSettings": {"EbsStorageSettings": {"EbsVolumeSizeInGb": 9}},
        },
        **changes,
    }
    return resource("AWS::SageMaker::Space", after="Ana", **properties)


def test_spaces_read_back_and_change(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain(), "Ana": _profile(), "Lab": _space()})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    found = sagemaker.describe_space(DomainId=domain, SpaceName="lab")
    assert found["OwnershipSettings"] == {"OwnerUserProfileName": "ana"}
    assert found["SpaceSettings"]["SpaceStorageSettings"]["EbsStorageSettings"] == {"EbsVolumeSizeInGb": 9}
    [listed] = sagemaker.list_spaces(DomainIdEquals=domain)["Spaces"]
    assert listed["OwnershipSettingsSummary"] == {"OwnerUserProfileName": "ana"}
    account.update(
        "s", {"Domain": _domain(), "Ana": _profile(), "Lab": _space(SpaceSettings={"AppType": "CodeEditor"})}
    )
    assert sagemaker.describe_space(DomainId=domain, SpaceName="lab")["SpaceSettings"] == {"AppType": "CodeEditor"}
    account.delete("s")
    assert sagemaker.list_spaces()["Spaces"] == []


def test_a_space_needs_its_owner(account: TestAccount) -> None:
    orphan = _space(OwnershipSettings={"OwnerUserProfileName": "nobody"})
    reason = account.failing_create("s", {"Domain": _domain(), "Ana": _profile(), "Lab": orphan})
    assert "UserProfile" in reason
    assert "does not exist" in reason


@pytest.mark.parametrize("user", ["app", "space"])
def test_a_profile_in_use_cannot_be_deleted(account: TestAccount, user: str) -> None:
    account.create("s", {"Domain": _domain(), "Ana": _profile()})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    app = {"DomainId": domain, "UserProfileName": "ana", "AppType": "JupyterServer", "AppName": "default"}
    if user == "app":
        sagemaker.create_app(**app)
    else:
        owner = {"OwnerUserProfileName": "ana"}
        sagemaker.create_space(DomainId=domain, SpaceName="own", OwnershipSettings=owner)
    with pytest.raises(ClientError, match="ResourceInUse"):
        sagemaker.delete_user_profile(DomainId=domain, UserProfileName="ana")
    account.client("cloudformation").delete_stack(StackName="s")
    account.await_status("s", "DELETE_FAILED")
    assert "ResourceInUse" in account.reasons("s")

    sagemaker.delete_app(**app) if user == "app" else sagemaker.delete_space(DomainId=domain, SpaceName="own")
    account.delete("s")
    assert sagemaker.list_domains()["Domains"] == []


def test_a_space_with_a_running_app_cannot_be_deleted(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain(), "Ana": _profile(), "Lab": _space()})
    sagemaker, domain = account.client("sagemaker"), account.physical_id("s", "Domain")
    app = {"DomainId": domain, "SpaceName": "lab", "AppType": "JupyterLab", "AppName": "default"}
    sagemaker.create_app(**app)
    assert sagemaker.list_apps(SpaceNameEquals="lab")["Apps"][0]["Status"] == "InService"
    with pytest.raises(ClientError, match="ResourceInUse"):
        sagemaker.delete_space(DomainId=domain, SpaceName="lab")
    sagemaker.delete_app(**app)
    assert sagemaker.describe_app(**app)["Status"] == "Deleted"
    sagemaker.delete_space(DomainId=domain, SpaceName="lab")


def test_a_domain_with_profiles_cannot_be_deleted(account: TestAccount) -> None:
    account.create("s", {"Domain": _domain(), "Ana": _profile()})
    with pytest.raises(ClientError, match="ResourceInUse"):
        account.client("sagemaker").delete_domain(DomainId=account.physical_id("s", "Domain"))


def _images(title: str, uid: int) -> dict[str, object]:
    script = base64.b64encode(b"#!/bin/bash\n").decode()
    kernel = {"KernelSpecs": [{"Name": "python3"}], "FileSystemConfig": {"MountPath": "/home", "DefaultUid": uid}}
    return {
        "Image": resource("AWS::SageMaker::Image", ImageName="train", ImageRoleArn=ROLE, ImageDisplayName=title),
        "Config": resource("AWS::SageMaker::AppImageConfig", AppImageConfigName="c", KernelGatewayImageConfig=kernel),
        "Script": resource(
            "AWS::SageMaker::StudioLifecycleConfig",
            StudioLifecycleConfigName="idle",
            StudioLifecycleConfigAppType="JupyterLab",
            StudioLifecycleConfigContent=script,
        ),
    }


def test_images_and_scripts_read_back_and_change(account: TestAccount) -> None:
    account.create("s", _images("Train", 0))
    sagemaker = account.client("sagemaker")
    assert sagemaker.describe_image(ImageName="train")["DisplayName"] == "Train"
    assert sagemaker.describe_image(ImageName="train")["RoleArn"] == ROLE
    assert (
        sagemaker.describe_studio_lifecycle_config(StudioLifecycleConfigName="idle")["StudioLifecycleConfigContent"]
        == base64.b64encode(b"#!/bin/bash\n").decode()
    )
    account.update("s", _images("Train more", 1000))
    assert sagemaker.describe_image(ImageName="train")["DisplayName"] == "Train more"
    config = sagemaker.describe_app_image_config(AppImageConfigName="c")
    assert config["KernelGatewayImageConfig"]["FileSystemConfig"]["DefaultUid"] == 1000
    version = sagemaker.create_image_version(ImageName="train", BaseImage="repo:1", ClientToken="t" * 32)
    assert version["ImageVersionArn"].endswith("image-version/train/1")
    account.delete("s")
    assert sagemaker.list_images()["Images"] == []
    assert sagemaker.list_studio_lifecycle_configs()["StudioLifecycleConfigs"] == []


def test_a_script_in_use_cannot_be_deleted(account: TestAccount) -> None:
    settings = {
        **_settings(),
        "JupyterLabAppSettings": {"LifecycleConfigArns": [att("Script", "StudioLifecycleConfigArn")]},
    }
    account.create("s", {"Script": _images("x", 0)["Script"], "Domain": _domain(DefaultUserSettings=settings)})
    with pytest.raises(ClientError, match="ResourceInUse"):
        account.client("sagemaker").delete_studio_lifecycle_config(StudioLifecycleConfigName="idle")
    account.delete("s")
