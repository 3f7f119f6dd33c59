"""Where source comes from: CodeCommit repositories, connections to providers, hosts on premises."""

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, att, ref, resource

pytestmark = pytest.mark.local_aws

KEY = "arn:aws:kms:eu-west-1:111122223333:key/k"


def _repository(name: str = "churn", **changes: object) -> Template:
    trigger = {
        "Name": "t",
        "DestinationArn": "arn:aws:sns:eu-west-1:1:t",
        "Branches": ["main"],
        "CustomData": "c",
        "Events": ["all"],
    }
    properties = {
        "RepositoryName": name,
        "RepositoryDescription": "d",
        "KmsKeyId": KEY,
        "Triggers": [trigger],
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {"R": resource("AWS::CodeCommit::Repository", **properties)}


def test_a_repository_reads_back_changes_and_goes(account: TestAccount) -> None:
    client = account.client("codecommit")
    names = ("Arn", "Name", "CloneUrlHttp")
    outputs = account.create("s", _repository(), Outputs={name: {"Value": att("R", name)} for name in names})
    found = client.get_repository(repositoryName="churn")["repositoryMetadata"]
    assert (found["repositoryDescription"], found["kmsKeyId"]) == ("d", KEY)
    assert outputs == {"Arn": found["Arn"], "Name": "churn", "CloneUrlHttp": found["cloneUrlHttp"]}
    assert account.physical_id("s", "R") == found["repositoryId"]
    [trigger] = client.get_repository_triggers(repositoryName="churn")["triggers"]
    assert (trigger["name"], trigger["branches"], trigger["customData"], trigger["events"]) == (
        "t",
        ["main"],
        "c",
        ["all"],
    )
    assert client.list_tags_for_resource(resourceArn=found["Arn"])["tags"] == {"team": "x"}

    account.update("s", _repository("attrition", RepositoryDescription="e", Triggers=[], KmsKeyId="k2", Tags=[]))
    renamed = client.get_repository(repositoryName="attrition")["repositoryMetadata"]
    assert renamed["repositoryId"] == found["repositoryId"]
    assert (renamed["repositoryDescription"], renamed["kmsKeyId"]) == ("e", "k2")
    assert client.get_repository_triggers(repositoryName="attrition")["triggers"] == []
    assert client.list_tags_for_resource(resourceArn=renamed["Arn"])["tags"] == {}
    account.delete("s")
    assert client.list_repositories()["repositories"] == []


def test_a_first_commit_is_refused_as_there_is_no_git(account: TestAccount) -> None:
    code = {"S3": {"Bucket": "code", "Key": "k"}}
    assert "does not apply the property Code" in account.failing_create("s", _repository(Code=code))


def _gitlab(**changes: object) -> Template:
    network = {
        "VpcId": "vpc-12345678",
        "SubnetIds": ["subnet-12345678"],
        "SecurityGroupIds": ["sg-12345678"],
        "TlsCertificate": "pem",
    }
    host = {
        "Name": "gitlab",
        "ProviderType": "GitLabSelfManaged",
        "ProviderEndpoint": "https://gitlab.corp.example",
        "VpcConfiguration": network,
        "Tags": [{"Key": "team", "Value": "x"}],
        **changes,
    }
    return {
        "Host": resource("AWS::CodeConnections::Host", **host),
        "Connection": resource("AWS::CodeConnections::Connection", ConnectionName="churn", HostArn=ref("Host")),
    }


def test_a_host_on_premises_and_its_connection_read_back_change_and_go(account: TestAccount) -> None:
    client = account.client("codeconnections")
    outputs = account.create(
        "s",
        _gitlab(),
        Outputs={"Status": {"Value": att("Connection", "ConnectionStatus")}, "Host": {"Value": ref("Host")}},
    )
    assert outputs["Status"] == "PENDING"
    wanted = _gitlab()["Host"]["Properties"]
    found = client.get_host(HostArn=outputs["Host"])
    assert {name: found[name] for name in wanted if name != "Tags"} == {k: v for k, v in wanted.items() if k != "Tags"}
    assert client.list_tags_for_resource(ResourceArn=outputs["Host"])["Tags"] == wanted["Tags"]
    arn = account.physical_id("s", "Connection")
    connection = client.get_connection(ConnectionArn=arn)["Connection"]
    assert (connection["HostArn"], connection["ProviderType"]) == (outputs["Host"], "GitLabSelfManaged")

    account.update("s", _gitlab(ProviderEndpoint="https://git.corp.example", Tags=[]))
    assert client.get_host(HostArn=outputs["Host"])["ProviderEndpoint"] == "https://git.corp.example"
    assert client.list_tags_for_resource(ResourceArn=outputs["Host"])["Tags"] == []
    with pytest.raises(ClientError, match="still has connections"):
        client.delete_host(HostArn=outputs["Host"])

    account.update("s", _gitlab(Name="gitlab-2"))
    assert [one["Name"] for one in client.list_hosts()["Hosts"]] == ["gitlab-2"]
    account.delete("s")
    assert client.list_hosts()["Hosts"] == client.list_connections()["Connections"] == []


@pytest.mark.parametrize("family", ["CodeConnections", "CodeStarConnections"])
def test_a_connection_to_a_provider_is_replaced_with_its_type(account: TestAccount, family: str) -> None:
    def connection(provider: str, team: str) -> Template:
        named = {"ConnectionName": "churn", "ProviderType": provider, "Tags": [{"Key": "team", "Value": team}]}
        return {"C": resource(f"AWS::{family}::Connection", **named)}

    client = account.client("codeconnections" if family == "CodeConnections" else "codestar-connections")
    account.create("s", connection("GitHub", "x"))
    before = account.physical_id("s", "C")
    assert client.get_connection(ConnectionArn=before)["Connection"]["OwnerAccountId"] == account.id
    account.update("s", connection("GitHub", "y"))
    assert account.physical_id("s", "C") == before
    assert client.list_tags_for_resource(ResourceArn=before)["Tags"] == [{"Key": "team", "Value": "y"}]
    account.update("s", connection("Bitbucket", "y"))
    [found] = client.list_connections()["Connections"]
    assert (found["ProviderType"], found["ConnectionArn"]) == ("Bitbucket", account.physical_id("s", "C"))
    assert found["ConnectionArn"] != before
    account.delete("s")
    assert client.list_connections()["Connections"] == []
