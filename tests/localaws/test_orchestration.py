"""State machines, rules, parameters, topics, policies: every property that the platform sets reads back."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, allow, att, ref, resource, trust

pytestmark = pytest.mark.local_aws


def _machine(word: str = "one", **changes: object) -> Template:
    definition = {"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": "${Word}", "End": True}}}
    destination = {"CloudWatchLogsLogGroup": {"LogGroupArn": att("Logs", "Arn")}}
    properties = {
        "StateMachineName": "clean-up",
        "StateMachineType": "STANDARD",
        "RoleArn": att("Role", "Arn"),
        "DefinitionString": json.dumps(definition),
        "DefinitionSubstitutions": {"Word": word},
        "LoggingConfiguration": {"Level": "ALL", "IncludeExecutionData": True, "Destinations": [destination]},
        "TracingConfiguration": {"Enabled": True},
        "EncryptionConfiguration": {
            "Type": "CUSTOMER_MANAGED_KMS_KEY",
            "KmsKeyId": att("Key", "Arn"),
            "KmsDataKeyReusePeriodSeconds": 300,
        },
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("states")),
        "Logs": resource("AWS::Logs::LogGroup"),
        "Key": resource("AWS::KMS::Key", KeyPolicy=allow("kms:*")),
        "M": resource("AWS::StepFunctions::StateMachine", **properties),
    }


def test_a_state_machine_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    client = account.client("stepfunctions")
    outputs = account.create("s", _machine(), Outputs={"Logs": {"Value": att("Logs", "Arn")}})
    found = client.describe_state_machine(stateMachineArn=account.physical_id("s", "M"))
    assert (found["name"], found["type"]) == ("clean-up", "STANDARD")
    assert json.loads(found["definition"])["States"]["Say"]["Result"] == "one"
    logging = found["loggingConfiguration"]
    assert (logging["level"], logging["includeExecutionData"]) == ("ALL", True)
    assert logging["destinations"] == [{"cloudWatchLogsLogGroup": {"logGroupArn": outputs["Logs"]}}]
    assert found["tracingConfiguration"] == {"enabled": True}
    key = f"arn:aws:kms:eu-west-1:{account.id}:key/{account.physical_id('s', 'Key')}"
    assert found["encryptionConfiguration"] == {
        "type": "CUSTOMER_MANAGED_KMS_KEY",
        "kmsKeyId": key,
        "kmsDataKeyReusePeriodSeconds": 300,
    }
    tags = client.list_tags_for_resource(resourceArn=found["stateMachineArn"])["tags"]
    assert {"key": "team", "value": "x"} in tags

    less = {"Level": "ERROR", "IncludeExecutionData": False, "Destinations": logging_to(outputs["Logs"])}
    account.update(
        "s",
        _machine(
            "two", LoggingConfiguration=less, TracingConfiguration={"Enabled": False}, Tags=[{"Key": "a", "Value": "b"}]
        ),
    )
    found = client.describe_state_machine(stateMachineArn=found["stateMachineArn"])
    assert json.loads(found["definition"])["States"]["Say"]["Result"] == "two"
    assert found["loggingConfiguration"]["level"] == "ERROR"
    assert found["tracingConfiguration"] == {"enabled": False}
    tags = client.list_tags_for_resource(resourceArn=found["stateMachineArn"])["tags"]
    assert {"key": "a", "value": "b"} in tags
    assert {"key": "team", "value": "x"} not in tags

    account.update("s", _machine(StateMachineName="other"))
    assert [one["name"] for one in client.list_state_machines()["stateMachines"]] == ["other"]
    account.delete("s")
    assert client.list_state_machines()["stateMachines"] == []


def logging_to(group: str) -> list[Template]:
    return [{"CloudWatchLogsLogGroup": {"LogGroupArn": group}}]


def _rule(name: str = "approved", **changes: object) -> Template:
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        "detail": {"ModelPackageGroupName": ["churn"], "ModelApprovalStatus": ["Approved"]},
    }
    target = {
        "Id": "pipeline",
        "Arn": "arn:aws:codepipeline:eu-west-1:111122223333:churn",
        "RoleArn": "arn:aws:iam::111122223333:role/starts",
        "InputTransformer": {"InputPathsMap": {"p": "$.detail.ModelPackageArn"}, "InputTemplate": '{"package": "<p>"}'},
        "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:111122223333:dead"},
        "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 3600},
    }
    train = {
        "Id": "train",
        "Arn": "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/train",
        "RoleArn": "arn:aws:iam::111122223333:role/starts",
        "SageMakerPipelineParameters": {"PipelineParameterList": [{"Name": "a", "Value": "b"}]},
    }
    properties = {
        "Name": name,
        "Description": "d",
        "EventBusName": ref("Bus"),
        "EventPattern": pattern,
        "RoleArn": "arn:aws:iam::111122223333:role/x",
        "State": "ENABLED",
        "Targets": [target, train],
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {"Bus": resource("AWS::Events::EventBus", Name="ml"), "R": resource("AWS::Events::Rule", **properties)}


def test_a_rule_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    client, wanted = account.client("events"), _rule()["R"]["Properties"]
    account.create("s", _rule())
    found = client.describe_rule(Name="approved", EventBusName="ml")
    assert json.loads(found["EventPattern"]) == wanted["EventPattern"]
    assert {name: found[name] for name in ("Description", "RoleArn", "State")} == {
        name: wanted[name] for name in ("Description", "RoleArn", "State")
    }
    targets = client.list_targets_by_rule(Rule="approved", EventBusName="ml")["Targets"]
    assert sorted(targets, key=lambda one: str(one["Id"])) == wanted["Targets"]
    assert {"Key": "team", "Value": "x"} in client.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]

    account.update("s", _rule(State="DISABLED", Targets=wanted["Targets"][:1], Description="e"))
    found = client.describe_rule(Name="approved", EventBusName="ml")
    assert (found["State"], found["Description"]) == ("DISABLED", "e")
    assert [one["Id"] for one in client.list_targets_by_rule(Rule="approved", EventBusName="ml")["Targets"]] == [
        "pipeline"
    ]
    account.update("s", _rule("rejected"))
    assert [one["Name"] for one in client.list_rules(EventBusName="ml")["Rules"]] == ["rejected"]
    account.delete("s")
    with pytest.raises(ClientError, match="ResourceNotFound"):
        client.describe_event_bus(Name="ml")


def test_a_rule_on_a_schedule_reads_back(account: TestAccount) -> None:
    target = {"Id": "t", "Arn": ref("Topic"), "Input": '{"why": "nightly"}'}
    rule = resource("AWS::Events::Rule", ScheduleExpression="rate(1 day)", State="ENABLED", Targets=[target])
    account.create("s", {"Topic": resource("AWS::SNS::Topic"), "R": rule})
    client = account.client("events")
    [found] = client.list_rules()["Rules"]
    assert found["ScheduleExpression"] == "rate(1 day)"
    assert client.list_targets_by_rule(Rule=found["Name"])["Targets"][0]["Input"] == '{"why": "nightly"}'


def test_a_parameter_reads_back_whole_changes_is_replaced_and_goes(account: TestAccount) -> None:
    def parameter(name: str = "/p/a", **changes: object) -> Template:
        rest = {"Type": "String", "Value": "{}", "Description": "d", "AllowedPattern": "^\\{.*$", "Tier": "Standard"}
        properties = {"Name": name, "DataType": "text", "Tags": {"team": "x"}, **rest, **changes}
        return {"P": resource("AWS::SSM::Parameter", **properties)}

    client = account.client("ssm")
    account.create("s", parameter())
    [found] = client.describe_parameters()["Parameters"]
    assert {name: found[name] for name in ("Type", "Description", "AllowedPattern", "Tier", "DataType")} == {
        "Type": "String",
        "Description": "d",
        "AllowedPattern": "^\\{.*$",
        "Tier": "Standard",
        "DataType": "text",
    }
    tags = client.list_tags_for_resource(ResourceType="Parameter", ResourceId="/p/a")["TagList"]
    assert {"Key": "team", "Value": "x"} in tags
    account.update("s", parameter(Value='{"a": 1}', Description="e", Tags={"team": "y"}))
    [found] = client.describe_parameters()["Parameters"]
    assert found["Description"] == "e"
    assert client.get_parameter(Name="/p/a")["Parameter"]["Value"] == '{"a": 1}'
    tags = client.list_tags_for_resource(ResourceType="Parameter", ResourceId="/p/a")["TagList"]
    assert {"Key": "team", "Value": "y"} in tags
    account.update("s", parameter("/p/b"))
    assert [one["Name"] for one in client.describe_parameters()["Parameters"]] == ["/p/b"]
    account.delete("s")
    assert client.describe_parameters()["Parameters"] == []


def test_a_topic_its_policy_and_a_bucket_policy_read_back_change_and_go(account: TestAccount) -> None:
    def messages(action: str) -> Template:
        topic = {"TopicName": "alarms", "DisplayName": "d", "KmsMasterKeyId": "alias/k", "SignatureVersion": "2"}
        return {
            "T": resource("AWS::SNS::Topic", TracingConfig="Active", Tags=[{"Key": "team", "Value": "x"}], **topic),
            "TP": resource("AWS::SNS::TopicPolicy", Topics=[ref("T")], PolicyDocument=allow(f"sns:{action}")),
            "B": resource("AWS::S3::Bucket"),
            "BP": resource("AWS::S3::BucketPolicy", Bucket=ref("B"), PolicyDocument=allow(f"s3:{action}")),
        }

    account.create("s", messages("Publish"))
    topic, bucket = account.physical_id("s", "T"), account.physical_id("s", "B")
    for action in ("Publish", "Subscribe"):
        found = account.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
        assert (found["DisplayName"], found["KmsMasterKeyId"]) == ("d", "alias/k")
        assert (found["SignatureVersion"], found["TracingConfig"]) == ("2", "Active")
        assert json.loads(found["Policy"]) == allow(f"sns:{action}")
        assert json.loads(account.client("s3").get_bucket_policy(Bucket=bucket)["Policy"]) == allow(f"s3:{action}")
        if action == "Publish":
            account.update("s", messages("Subscribe"))
    account.delete("s")
    assert account.client("sns").list_topics()["Topics"] == []
