"""A whole CodePipeline V2, a whole CodeBuild project, a whole SageMaker pipeline: nothing of them is dropped."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, att, ref, resource, trust

pytestmark = pytest.mark.local_aws

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"
STAGING, PROD = "444455556666", "777788889999"


def _action(category: str, provider: str, configuration: Template, **rest: object) -> Template:
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    return {"Name": provider, "ActionTypeId": kind, "Configuration": configuration, **rest}


def _release(account: str) -> Template:
    """The action that deploys the release template, with the roles of another account."""
    configuration: Template = {
        "ActionMode": "CHANGE_SET_REPLACE",
        "StackName": "Release",
        "ChangeSetName": "release",
        "TemplatePath": "built::release.json",
        "Capabilities": "CAPABILITY_NAMED_IAM",
        "RoleArn": f"arn:aws:iam::{account}:role/deploys",
    }
    role = {"RoleArn": f"arn:aws:iam::{account}:role/releases", "Region": "eu-west-1", "RunOrder": 2}
    return _action("Deploy", "CloudFormation", configuration, InputArtifacts=[{"Name": "built"}], **role)


def _stages() -> list[Template]:
    source = _action(
        "Source",
        "CodeStarSourceConnection",
        {"ConnectionArn": "arn:c", "FullRepositoryId": "g/r", "BranchName": "main", "DetectChanges": False},
        OutputArtifacts=[{"Name": "source"}],
        Namespace="Source",
    )
    build = _action(
        "Build",
        "CodeBuild",
        {"ProjectName": "build", "EnvironmentVariables": '[{"name": "A", "value": "b"}]'},
        InputArtifacts=[{"Name": "source"}],
        OutputArtifacts=[{"Name": "built"}],
        RoleArn="arn:aws:iam::111122223333:role/builds",
        TimeoutInMinutes=30,
    )
    approval = _action("Approval", "Manual", {"NotificationArn": "arn:t", "CustomData": "prod?"})
    rule = {
        "Name": "alarm",
        "RuleTypeId": {"Category": "Rule", "Owner": "AWS", "Provider": "CloudWatchAlarm", "Version": "1"},
        "Configuration": {"AlarmName": "errors", "WaitTime": "1"},
    }
    return [
        {"Name": "Source", "Actions": [source]},
        {"Name": "Build", "Actions": [build], "OnFailure": {"Result": "RETRY"}},
        {"Name": "Staging", "Actions": [_release(STAGING)], "OnFailure": {"Result": "ROLLBACK"}},
        {
            "Name": "Approve",
            "Actions": [approval],
            "BeforeEntry": {"Conditions": [{"Result": "FAIL", "Rules": [rule]}]},
        },
        {"Name": "Prod", "Actions": [_release(PROD)]},
    ]


def _pipeline(**changes: object) -> Template:
    git = {
        "SourceActionName": "CodeStarSourceConnection",
        "Push": [{"Branches": {"Includes": ["main"]}, "FilePaths": {"Includes": ["workloads/**"]}}],
    }
    store = {"Type": "S3", "Location": ref("Bucket"), "EncryptionKey": {"Id": KEY, "Type": "KMS"}}
    properties = {
        "Name": "churn",
        "PipelineType": "V2",
        "ExecutionMode": "QUEUED",
        "RoleArn": att("Role", "Arn"),
        "ArtifactStore": store,
        "Stages": _stages(),
        "Triggers": [{"ProviderType": "CodeStarSourceConnection", "GitConfiguration": git}],
        "Variables": [{"Name": "package", "DefaultValue": "none", "Description": "the model package"}],
        "DisableInboundStageTransitions": [{"StageName": "Prod", "Reason": "first release by hand"}],
        "RestartExecutionOnUpdate": False,
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {
        "Bucket": resource("AWS::S3::Bucket"),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("codepipeline")),
        "Pipeline": resource("AWS::CodePipeline::Pipeline", **properties),
    }


def test_a_pipeline_of_the_second_kind_reads_back_whole(account: TestAccount) -> None:
    account.create("s", _pipeline())
    client = account.client("codepipeline")
    found = client.get_pipeline(name="churn")["pipeline"]
    assert (found["pipelineType"], found["executionMode"]) == ("V2", "QUEUED")
    assert found["variables"] == [{"name": "package", "defaultValue": "none", "description": "the model package"}]
    [trigger] = found["triggers"]
    assert trigger["gitConfiguration"]["push"] == [
        {"branches": {"includes": ["main"]}, "filePaths": {"includes": ["workloads/**"]}}
    ]
    assert found["artifactStore"]["encryptionKey"] == {"id": KEY, "type": "KMS"}
    source, build, staging, approve, prod = found["stages"]
    assert source["actions"][0]["configuration"]["DetectChanges"] == "false"
    assert source["actions"][0]["namespace"] == "Source"
    assert build["actions"][0]["roleArn"] == "arn:aws:iam::111122223333:role/builds"
    assert build["actions"][0]["timeoutInMinutes"] == 30
    assert (build["onFailure"], staging["onFailure"]) == ({"result": "RETRY"}, {"result": "ROLLBACK"})
    [rule] = approve["beforeEntry"]["conditions"][0]["rules"]
    assert rule["configuration"] == {"AlarmName": "errors", "WaitTime": "1"}
    for stage, owner in ((staging, STAGING), (prod, PROD)):
        [action] = stage["actions"]
        assert (action["roleArn"], action["region"]) == (f"arn:aws:iam::{owner}:role/releases", "eu-west-1")
        assert (action["configuration"]["StackName"], action["runOrder"]) == ("Release", 2)
    state = {stage["stageName"]: stage for stage in client.get_pipeline_state(name="churn")["stageStates"]}
    assert state["Prod"]["inboundTransitionState"]["disabledReason"] == "first release by hand"
    assert state["Staging"]["inboundTransitionState"]["enabled"] is True
    arn = f"arn:aws:codepipeline:eu-west-1:{account.id}:churn"
    assert {"key": "team", "value": "x"} in client.list_tags_for_resource(resourceArn=arn)["tags"]


def test_a_pipeline_changes_is_replaced_and_goes(account: TestAccount) -> None:
    account.create("s", _pipeline())
    client = account.client("codepipeline")
    account.update(
        "s", _pipeline(Variables=[], Triggers=[], ExecutionMode="SUPERSEDED", DisableInboundStageTransitions=[])
    )
    found = client.get_pipeline(name="churn")["pipeline"]
    assert (found.get("variables", []), found.get("triggers", [])) == ([], [])
    assert (found["executionMode"], found["version"]) == ("SUPERSEDED", 2)
    states = client.get_pipeline_state(name="churn")["stageStates"]
    assert all(stage["inboundTransitionState"]["enabled"] for stage in states)
    account.update("s", _pipeline(Name="attrition"))
    assert [one["name"] for one in client.list_pipelines()["pipelines"]] == ["attrition"]
    account.delete("s")
    assert client.list_pipelines()["pipelines"] == []
    with pytest.raises(ClientError, match="PipelineNotFound"):
        client.get_pipeline_state(name="attrition")


def _project(**changes: object) -> Template:
    environment = {
        "Type": "LINUX_CONTAINER",
        "Image": "aws/codebuild/amazonlinux-x86_64-standard:6.0",
        "ComputeType": "BUILD_GENERAL1_SMALL",
        "PrivilegedMode": False,
        "ImagePullCredentialsType": "CODEBUILD",
        "EnvironmentVariables": [{"Name": "T", "Value": "/p", "Type": "PARAMETER_STORE"}],
    }
    properties = {
        "Name": "build",
        "Description": "d",
        "ServiceRole": att("Role", "Arn"),
        "Source": {"Type": "CODEPIPELINE", "BuildSpec": "version: 0.2"},
        "Artifacts": {"Type": "CODEPIPELINE", "EncryptionDisabled": False},
        "Environment": environment,
        "EncryptionKey": KEY,
        "VpcConfig": {"VpcId": "vpc-1", "Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "LogsConfig": {
            "CloudWatchLogs": {"Status": "ENABLED", "GroupName": "/build", "StreamName": "s"},
            "S3Logs": {"Status": "DISABLED"},
        },
        "Cache": {"Type": "LOCAL", "Modes": ["LOCAL_CUSTOM_CACHE"]},
        "TimeoutInMinutes": 30,
        "QueuedTimeoutInMinutes": 60,
        "ConcurrentBuildLimit": 1,
        "AutoRetryLimit": 2,
        "BadgeEnabled": False,
        "Visibility": "PRIVATE",
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("codebuild"))
    return {"Role": role, "P": resource("AWS::CodeBuild::Project", **properties)}


def test_a_project_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    client = account.client("codebuild")
    account.create("s", _project())
    [found] = client.batch_get_projects(names=["build"])["projects"]
    assert (found["description"], found["encryptionKey"], found["autoRetryLimit"]) == ("d", KEY, 2)
    assert (found["timeoutInMinutes"], found["queuedTimeoutInMinutes"], found["concurrentBuildLimit"]) == (30, 60, 1)
    assert found["artifacts"] == {"type": "CODEPIPELINE", "encryptionDisabled": False}
    assert found["environment"]["imagePullCredentialsType"] == "CODEBUILD"
    assert found["environment"]["privilegedMode"] is False
    assert found["environment"]["environmentVariables"] == [{"name": "T", "value": "/p", "type": "PARAMETER_STORE"}]
    assert found["logsConfig"]["cloudWatchLogs"] == {"status": "ENABLED", "groupName": "/build", "streamName": "s"}
    assert found["logsConfig"]["s3Logs"] == {"status": "DISABLED"}
    assert found["cache"] == {"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]}
    assert found["projectVisibility"] == "PRIVATE"
    assert {"key": "team", "value": "x"} in found["tags"]

    changed = _project(Description="e", Visibility="PUBLIC_READ", Tags=[{"Key": "team", "Value": "y"}])
    del changed["P"]["Properties"]["VpcConfig"]
    account.update("s", changed)
    [found] = client.batch_get_projects(names=["build"])["projects"]
    assert (found["description"], found["projectVisibility"]) == ("e", "PUBLIC_READ")
    assert found.get("vpcConfig", {}) == {}
    assert {"key": "team", "value": "y"} in found["tags"]
    account.update("s", _project(Name="test"))
    assert client.list_projects()["projects"] == ["test"]
    account.delete("s")
    assert client.list_projects()["projects"] == []


def test_a_sagemaker_pipeline_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    def pipeline(name: str = "train", **changes: object) -> Template:
        properties = {
            "PipelineName": name,
            "PipelineDisplayName": "Train",
            "PipelineDescription": "d",
            "RoleArn": "arn:aws:iam::111122223333:role/x",
            "PipelineDefinition": {"PipelineDefinitionBody": json.dumps({"Version": "2020-12-01", "Steps": []})},
            "ParallelismConfiguration": {"MaxParallelExecutionSteps": 3},
            "Tags": [{"Key": "team", "Value": "x"}],
            **changes,
        }
        return {"P": resource("AWS::SageMaker::Pipeline", **properties)}

    client = account.client("sagemaker")
    assert account.create("s", pipeline(), Outputs={"Name": {"Value": ref("P")}}) == {"Name": "train"}
    found = client.describe_pipeline(PipelineName="train")
    assert (found["PipelineDisplayName"], found["PipelineDescription"]) == ("Train", "d")
    assert (found["RoleArn"], found["PipelineStatus"]) == ("arn:aws:iam::111122223333:role/x", "Active")
    assert found["ParallelismConfiguration"] == {"MaxParallelExecutionSteps": 3}
    assert client.list_tags(ResourceArn=found["PipelineArn"])["Tags"] == [{"Key": "team", "Value": "x"}]

    parallel = {"MaxParallelExecutionSteps": 5}
    account.update("s", pipeline(PipelineDescription="e", ParallelismConfiguration=parallel, Tags=[]))
    found = client.describe_pipeline(PipelineName="train")
    assert (found["PipelineDescription"], found["ParallelismConfiguration"]) == ("e", parallel)
    assert client.list_tags(ResourceArn=found["PipelineArn"])["Tags"] == []
    account.update("s", pipeline("serve"))
    assert [one["PipelineName"] for one in client.list_pipelines()["PipelineSummaries"]] == ["serve"]
    account.delete("s")
    assert client.list_pipelines()["PipelineSummaries"] == []
