"""CodePipeline, CodeBuild, SageMaker's pipelines and registry, budgets, alarms, events, state machines."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import TestAccount, allow, att, ref, resource, trust

pytestmark = pytest.mark.local_aws


def _stage(
    name: str, category: str, provider: str, configuration: dict[str, object], **rest: object
) -> dict[str, object]:
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    return {"Name": name, "Actions": [{"Name": name, "ActionTypeId": kind, "Configuration": configuration, **rest}]}


def _pipeline(service: str = "codepipeline", poll: bool = False, **changes: object) -> dict[str, object]:
    source = {"S3Bucket": ref("Artifacts"), "S3ObjectKey": "src.zip", "PollForSourceChanges": poll}
    stages = [
        _stage("Source", "Source", "S3", source, OutputArtifacts=[{"Name": "src"}]),
        _stage("Build", "Build", "CodeBuild", {"ProjectName": ref("Project")}, InputArtifacts=[{"Name": "src"}]),
    ]
    key = {"Id": "arn:aws:kms:eu-west-1:111122223333:key/k", "Type": "KMS"}
    store = {"Type": "S3", "Location": ref("Artifacts"), "EncryptionKey": key}
    properties = {"PipelineType": "V2", "RoleArn": att("Role", "Arn"), "ArtifactStore": store, "Stages": stages}
    return {
        "Artifacts": resource("AWS::S3::Bucket"),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(service)),
        "Project": _project(),
        "Pipeline": resource("AWS::CodePipeline::Pipeline", **{**properties, **changes}),
    }


def _project(**changes: object) -> dict[str, object]:
    variable = {"Name": "STAGE", "Value": "test", "Type": "PLAINTEXT"}
    environment = {
        "Type": "LINUX_CONTAINER",
        "Image": "i:1",
        "ComputeType": "BUILD_GENERAL1_SMALL",
        "PrivilegedMode": False,
    }
    properties = {
        "ServiceRole": att("Role", "Arn"),
        "Source": {"Type": "CODEPIPELINE", "BuildSpec": "version: 0.2"},
        "Artifacts": {"Type": "CODEPIPELINE"},
        "Environment": {**environment, "EnvironmentVariables": [variable]},
        "EncryptionKey": "arn:aws:kms:eu-west-1:111122223333:key/k",
        "VpcConfig": {"VpcId": "vpc-1", "Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
        "LogsConfig": {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": "/build"}},
        "TimeoutInMinutes": 30,
        "ConcurrentBuildLimit": 1,
        **changes,
    }
    return resource("AWS::CodeBuild::Project", **properties)


def test_a_pipeline_reads_back_and_changes(account: TestAccount) -> None:
    account.create("s", _pipeline())
    client, name = account.client("codepipeline"), account.physical_id("s", "Pipeline")
    found = client.get_pipeline(name=name)["pipeline"]
    assert (found["pipelineType"], found["version"]) == ("V2", 1)
    assert found["artifactStore"]["encryptionKey"] == {"id": "arn:aws:kms:eu-west-1:111122223333:key/k", "type": "KMS"}
    assert found["stages"][0]["actions"][0]["configuration"]["PollForSourceChanges"] == "false"
    assert found["stages"][1]["actions"][0]["actionTypeId"]["provider"] == "CodeBuild"
    account.update("s", _pipeline(poll=True))
    found = client.get_pipeline(name=name)["pipeline"]
    assert found["stages"][0]["actions"][0]["configuration"]["PollForSourceChanges"] == "true"
    assert found["version"] == 2
    account.delete("s")
    assert client.list_pipelines()["pipelines"] == []


def test_a_pipeline_needs_a_role_that_trusts_it(account: TestAccount) -> None:
    assert "not authorized to perform AssumeRole" in account.failing_create("s", _pipeline(service="lambda"))


def test_a_project_reads_back_and_changes(account: TestAccount) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("codebuild"))
    account.create("s", {"Role": role, "Project": _project()})
    client, name = account.client("codebuild"), account.physical_id("s", "Project")
    [found] = client.batch_get_projects(names=[name])["projects"]
    assert found["vpcConfig"] == {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}
    assert found["logsConfig"]["cloudWatchLogs"] == {"status": "ENABLED", "groupName": "/build"}
    assert found["source"] == {"type": "CODEPIPELINE", "buildspec": "version: 0.2"}
    assert found["environment"]["environmentVariables"] == [{"name": "STAGE", "value": "test", "type": "PLAINTEXT"}]
    assert (found["timeoutInMinutes"], found["concurrentBuildLimit"]) == (30, 1)
    assert found["encryptionKey"] == "arn:aws:kms:eu-west-1:111122223333:key/k"
    account.update("s", {"Role": role, "Project": _project(TimeoutInMinutes=45)})
    assert client.batch_get_projects(names=[name])["projects"][0]["timeoutInMinutes"] == 45


def test_a_sagemaker_pipeline_reads_back_and_changes(account: TestAccount) -> None:
    def pipeline(title: str) -> dict[str, object]:
        body = {"PipelineDefinitionBody": json.dumps({"Version": "2020-12-01", "Steps": [], "Title": title})}
        properties = {
            "PipelineName": "train",
            "RoleArn": "arn:aws:iam::111122223333:role/x",
            "PipelineDefinition": body,
        }
        parallel = {"MaxParallelExecutionSteps": 3}
        return {"P": resource("AWS::SageMaker::Pipeline", **properties, ParallelismConfiguration=parallel)}

    account.create("s", pipeline("one"))
    client = account.client("sagemaker")
    found = client.describe_pipeline(PipelineName="train")
    assert json.loads(found["PipelineDefinition"])["Title"] == "one"
    assert found["ParallelismConfiguration"] == {"MaxParallelExecutionSteps": 3}
    account.update("s", pipeline("two"))
    assert json.loads(client.describe_pipeline(PipelineName="train")["PipelineDefinition"])["Title"] == "two"
    account.delete("s")
    assert client.list_pipelines()["PipelineSummaries"] == []


def test_a_pipeline_definition_comes_from_s3(account: TestAccount) -> None:
    account.create("b", {"B": resource("AWS::S3::Bucket")})
    bucket = account.physical_id("b", "B")
    account.client("s3").put_object(Bucket=bucket, Key="p.json", Body=b'{"Version": "2020-12-01", "Steps": []}')
    place = {"PipelineDefinitionS3Location": {"Bucket": bucket, "Key": "p.json"}}
    properties = {"PipelineName": "train", "RoleArn": "arn:aws:iam::111122223333:role/x", "PipelineDefinition": place}
    account.create("s", {"P": resource("AWS::SageMaker::Pipeline", **properties)})
    found = account.client("sagemaker").describe_pipeline(PipelineName="train")
    assert json.loads(found["PipelineDefinition"])["Steps"] == []


def test_a_model_package_group_reads_back_and_goes(account: TestAccount) -> None:
    def group(action: str) -> dict[str, object]:
        policy = allow(f"sagemaker:{action}")
        properties = {"ModelPackageGroupName": "churn", "ModelPackageGroupDescription": "d"}
        tags = [{"Key": "team", "Value": "x"}]
        return {
            "G": resource("AWS::SageMaker::ModelPackageGroup", **properties, ModelPackageGroupPolicy=policy, Tags=tags)
        }

    client = account.client("sagemaker")
    account.create("s", group("DescribeModelPackage"))
    assert client.describe_model_package_group(ModelPackageGroupName="churn")["ModelPackageGroupDescription"] == "d"
    account.update("s", group("ListModelPackages"))
    policy = json.loads(client.get_model_package_group_policy(ModelPackageGroupName="churn")["ResourcePolicy"])
    assert policy["Statement"][0]["Action"] == "sagemaker:ListModelPackages"
    arn = account.physical_id("s", "G")
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "x"}]
    account.delete("s")
    assert client.list_model_package_groups()["ModelPackageGroupSummaryList"] == []


def test_a_budget_notifies_its_subscribers(account: TestAccount) -> None:
    notification = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80}
    subscribers = [{"SubscriptionType": "SNS", "Address": ref("Topic")}]
    inner = {
        "BudgetName": "b",
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": 9, "Unit": "USD"},
    }
    notify = [{"Notification": notification, "Subscribers": subscribers}]
    budget = resource("AWS::Budgets::Budget", Budget=inner, NotificationsWithSubscribers=notify)
    account.create("s", {"Topic": resource("AWS::SNS::Topic"), "B": budget})
    found = account.client("budgets").describe_subscribers_for_notification(
        AccountId=account.id, BudgetName="b", Notification=notification
    )
    assert found["Subscribers"] == [{"SubscriptionType": "SNS", "Address": account.physical_id("s", "Topic")}]


def test_an_alarm_reads_back_and_changes(account: TestAccount) -> None:
    def alarm(threshold: int) -> dict[str, object]:
        metric = {"Namespace": "ML", "MetricName": "Errors", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
        compare = {"ComparisonOperator": "GreaterThanThreshold", "Threshold": threshold, "AlarmActions": [ref("Topic")]}
        return {"Topic": resource("AWS::SNS::Topic"), "A": resource("AWS::CloudWatch::Alarm", **metric, **compare)}

    client = account.client("cloudwatch")
    account.create("s", alarm(1))
    [found] = client.describe_alarms()["MetricAlarms"]
    assert (found["Threshold"], found["AlarmActions"]) == (1, [account.physical_id("s", "Topic")])
    account.update("s", alarm(5))
    assert client.describe_alarms()["MetricAlarms"][0]["Threshold"] == 5
    account.delete("s")
    assert client.describe_alarms()["MetricAlarms"] == []


def test_a_composite_alarm_reads_back_and_changes(account: TestAccount) -> None:
    def alarm(rule: str) -> dict[str, object]:
        metric = {"Namespace": "ML", "MetricName": "Errors", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
        compare = {"ComparisonOperator": "GreaterThanThreshold", "Threshold": 1}
        parts = {n: resource("AWS::CloudWatch::Alarm", AlarmName=n, **metric, **compare) for n in ("one", "two")}
        whole = resource("AWS::CloudWatch::CompositeAlarm", AlarmName="all", AlarmRule=rule)
        return {**parts, "A": {**whole, "DependsOn": ["one", "two"]}}

    client = account.client("cloudwatch")
    account.create("s", alarm("ALARM(one)"))
    account.update("s", alarm("ALARM(one) OR ALARM(two)"))
    [found] = client.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (found["AlarmName"], found["AlarmRule"]) == ("all", "ALARM(one) OR ALARM(two)")
    account.delete("s")
    assert client.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"] == []


def test_a_rule_reads_back_and_changes(account: TestAccount) -> None:
    def rule(source: str) -> dict[str, object]:
        target = {"Id": "t", "Arn": ref("Topic")}
        properties = {"EventPattern": {"source": [source]}, "Targets": [target], "State": "ENABLED"}
        return {"Topic": resource("AWS::SNS::Topic"), "R": resource("AWS::Events::Rule", **properties)}

    client = account.client("events")
    account.create("s", rule("aws.sagemaker"))
    name = client.list_rules()["Rules"][0]["Name"]
    assert json.loads(client.describe_rule(Name=name)["EventPattern"]) == {"source": ["aws.sagemaker"]}
    assert client.list_targets_by_rule(Rule=name)["Targets"][0]["Arn"] == account.physical_id("s", "Topic")
    account.update("s", rule("aws.s3"))
    assert json.loads(client.describe_rule(Name=name)["EventPattern"]) == {"source": ["aws.s3"]}
    account.delete("s")
    assert client.list_rules()["Rules"] == []


def test_a_state_machine_runs(account: TestAccount) -> None:
    def machine(word: str) -> dict[str, object]:
        definition = {"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": word, "End": True}}}
        role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("states"))
        properties = {"RoleArn": att("Role", "Arn"), "DefinitionString": json.dumps(definition)}
        return {"Role": role, "M": resource("AWS::StepFunctions::StateMachine", **properties)}

    account.create("s", machine("one"))
    client, arn = account.client("stepfunctions"), account.physical_id("s", "M")
    assert "one" in client.describe_state_machine(stateMachineArn=arn)["definition"]
    account.update("s", machine("two"))
    assert "two" in client.describe_state_machine(stateMachineArn=arn)["definition"]
    account.delete("s")
    assert client.list_state_machines()["stateMachines"] == []


def test_a_feature_group_reads_back(account: TestAccount) -> None:
    features = [{"FeatureName": "id", "FeatureType": "String"}, {"FeatureName": "time", "FeatureType": "String"}]
    named = {"FeatureGroupName": "f", "RecordIdentifierFeatureName": "id", "EventTimeFeatureName": "time"}
    online = {"EnableOnlineStore": True, "SecurityConfig": {"KmsKeyId": "key-1"}}
    account.create(
        "s",
        {"F": resource("AWS::SageMaker::FeatureGroup", **named, FeatureDefinitions=features, OnlineStoreConfig=online)},
    )
    client = account.client("sagemaker")
    assert client.describe_feature_group(FeatureGroupName="f")["OnlineStoreConfig"] == online
    account.delete("s")
    with pytest.raises(ClientError, match="ResourceNotFound"):
        client.describe_feature_group(FeatureGroupName="f")
