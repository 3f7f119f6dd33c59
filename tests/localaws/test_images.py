"""Images and model package groups of SageMaker: every property reads back, changes, is replaced and goes."""

import json

import pytest

from tests.localaws.account import Template, TestAccount, allow, resource

pytestmark = pytest.mark.local_aws

ROLE = "arn:aws:iam::111122223333:role/images"
TAGS = [{"Key": "team", "Value": "x"}]


def _image(name: str = "train", **changes: object) -> Template:
    properties = {
        "ImageName": name,
        "ImageRoleArn": ROLE,
        "ImageDisplayName": "Train",
        "ImageDescription": "d",
        "Tags": TAGS,
        **changes,
    }
    return {"I": resource("AWS::SageMaker::Image", **properties)}


def test_an_image_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    client = account.client("sagemaker")
    account.create("s", _image())
    found = client.describe_image(ImageName="train")
    assert (found["DisplayName"], found["Description"], found["RoleArn"]) == ("Train", "d", ROLE)
    assert client.list_tags(ResourceArn=found["ImageArn"])["Tags"] == TAGS
    account.update("s", _image(ImageDescription="e", ImageRoleArn=f"{ROLE}-2", Tags=[]))
    found = client.describe_image(ImageName="train")
    assert (found["Description"], found["RoleArn"]) == ("e", f"{ROLE}-2")
    assert client.list_tags(ResourceArn=found["ImageArn"])["Tags"] == []
    account.update("s", _image("serve"))
    assert [one["ImageName"] for one in client.list_images()["Images"]] == ["serve"]
    account.delete("s")
    assert client.list_images()["Images"] == []


def _config(name: str = "lab", uid: int = 1000, **changes: object) -> Template:
    container = {
        "ContainerArguments": ["--a"],
        "ContainerEntrypoint": ["/run"],
        "ContainerEnvironmentVariables": [{"Key": "K", "Value": "v"}],
    }
    files = {"MountPath": "/home/sagemaker-user", "DefaultUid": uid, "DefaultGid": 100}
    properties = {
        "AppImageConfigName": name,
        "JupyterLabAppImageConfig": {"ContainerConfig": container},
        "CodeEditorAppImageConfig": {"ContainerConfig": container},
        "KernelGatewayImageConfig": {
            "FileSystemConfig": files,
            "KernelSpecs": [{"Name": "python3", "DisplayName": "Python"}],
        },
        "Tags": TAGS,
        **changes,
    }
    return {"C": resource("AWS::SageMaker::AppImageConfig", **properties)}


def test_an_app_image_config_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    client = account.client("sagemaker")
    account.create("s", _config())
    found, wanted = client.describe_app_image_config(AppImageConfigName="lab"), _config()["C"]["Properties"]
    assert found["KernelGatewayImageConfig"] == wanted["KernelGatewayImageConfig"]
    for app in ("JupyterLabAppImageConfig", "CodeEditorAppImageConfig"):
        container = dict(wanted[app]["ContainerConfig"])
        container["ContainerEnvironmentVariables"] = {"K": "v"}
        assert found[app]["ContainerConfig"] == container
    assert client.list_tags(ResourceArn=found["AppImageConfigArn"])["Tags"] == TAGS
    account.update("s", _config(uid=0))
    found = client.describe_app_image_config(AppImageConfigName="lab")
    assert found["KernelGatewayImageConfig"]["FileSystemConfig"]["DefaultUid"] == 0
    account.update("s", _config("editor"))
    assert [one["AppImageConfigName"] for one in client.list_app_image_configs()["AppImageConfigs"]] == ["editor"]
    account.delete("s")
    assert client.list_app_image_configs()["AppImageConfigs"] == []


def test_a_model_package_group_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    def group(name: str = "churn", **changes: object) -> Template:
        properties = {
            "ModelPackageGroupName": name,
            "ModelPackageGroupDescription": "d",
            "ModelPackageGroupPolicy": allow("sagemaker:DescribeModelPackage"),
            "Tags": TAGS,
            **changes,
        }
        return {"G": resource("AWS::SageMaker::ModelPackageGroup", **properties)}

    client = account.client("sagemaker")
    account.create("s", group())
    found = client.describe_model_package_group(ModelPackageGroupName="churn")
    assert (found["ModelPackageGroupDescription"], found["ModelPackageGroupStatus"]) == ("d", "Completed")
    policy = client.get_model_package_group_policy(ModelPackageGroupName="churn")["ResourcePolicy"]
    assert json.loads(policy) == allow("sagemaker:DescribeModelPackage")
    assert client.list_tags(ResourceArn=found["ModelPackageGroupArn"])["Tags"] == TAGS
    account.update("s", group(ModelPackageGroupPolicy=allow("sagemaker:*"), Tags=[]))
    policy = client.get_model_package_group_policy(ModelPackageGroupName="churn")["ResourcePolicy"]
    assert json.loads(policy) == allow("sagemaker:*")
    assert client.list_tags(ResourceArn=found["ModelPackageGroupArn"])["Tags"] == []
    account.update("s", group("attrition"))
    listed = client.list_model_package_groups()["ModelPackageGroupSummaryList"]
    assert [one["ModelPackageGroupName"] for one in listed] == ["attrition"]
    account.delete("s")
    assert client.list_model_package_groups()["ModelPackageGroupSummaryList"] == []
