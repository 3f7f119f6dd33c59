"""Exports: protected while a stack's current template imports them, one stack a name, gone when dropped."""

import pytest
from botocore.exceptions import ClientError

from tests.localaws.account import Template, TestAccount, ref, resource

pytestmark = pytest.mark.local_aws

EXPORT = "topic"


def _outputs(value: object = "1", name: str = EXPORT) -> Template:
    return {"Outputs": {"Out": {"Value": value, "Export": {"Name": name}}}}


def _parameter(value: object, **rest: object) -> Template:
    return {"P": resource("AWS::SSM::Parameter", Type="String", Value=value, **rest)}


def _importing(name: str = EXPORT) -> Template:
    return _parameter({"Fn::ImportValue": name})


def _exports(account: TestAccount) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in account.client("cloudformation").list_exports()["Exports"]}


def _imports(account: TestAccount) -> list[str]:
    found: list[str] = account.client("cloudformation").list_imports(ExportName=EXPORT)["Imports"]
    return found


@pytest.fixture
def used(account: TestAccount) -> TestAccount:
    """An account where `giver` exports what `taker` imports."""
    account.create("giver", _parameter("1", Name="/giver"), **_outputs())
    account.create("taker", _importing())
    return account


def _giver(account: TestAccount) -> str:
    return str(account.client("ssm").get_parameter(Name="/giver")["Parameter"]["Value"])


@pytest.mark.parametrize(
    ("outputs", "reason"),
    [
        ({}, "Delete canceled. Cannot delete export topic as it is in use by taker."),
        (_outputs(name="renamed"), "Delete canceled. Cannot delete export topic as it is in use by taker."),
        (_outputs("2"), "Update canceled. Cannot update export topic as it is in use by taker."),
    ],
)
def test_an_export_in_use_neither_goes_nor_changes(used: TestAccount, outputs: Template, reason: str) -> None:
    new = {"New": resource("AWS::SNS::Topic", TopicName="new")}
    told = used.failing_update("giver", _parameter("2", Name="/giver") | new, **outputs)
    assert told == f"giver: {reason}"
    assert _giver(used) == "1"
    assert used.client("sns").list_topics()["Topics"] == []
    assert _exports(used) == {EXPORT: "1"}
    assert [one["OutputValue"] for one in used.describe("giver")["Outputs"]] == ["1"]


def test_the_reason_stands_with_the_rollback_and_nowhere_else(used: TestAccount) -> None:
    used.failing_update("giver", _parameter("2", Name="/giver"))
    told = {
        event["ResourceStatus"] for event in used.events("giver") if "topic" in event.get("ResourceStatusReason", "")
    }
    assert told == {"UPDATE_ROLLBACK_IN_PROGRESS"}


def test_a_value_counts_as_it_is_after_the_update(account: TestAccount) -> None:
    def topic(name: str) -> Template:
        return {"Topic": resource("AWS::SNS::Topic", TopicName=name)}

    account.create("giver", topic("old"), **_outputs(ref("Topic")))
    account.create("taker", _importing())
    assert "Cannot update export topic" in account.failing_update("giver", topic("new"), **_outputs(ref("Topic")))
    [found] = account.client("sns").list_topics()["Topics"]
    assert found["TopicArn"].endswith(":old")
    assert account.physical_id("giver", "Topic") == found["TopicArn"]


def test_an_export_in_use_stays_while_the_rest_changes(used: TestAccount) -> None:
    used.update("giver", _parameter("2", Name="/giver"), **_outputs())
    assert _giver(used) == "2"
    assert _exports(used) == {EXPORT: "1"}


def test_all_who_use_an_export_are_named(used: TestAccount) -> None:
    used.create("also", _importing())
    assert used.failing_update("giver", _parameter("2")).endswith("in use by also and taker.")


def test_a_stack_whose_export_is_in_use_stays(used: TestAccount) -> None:
    used.client("cloudformation").delete_stack(StackName="giver")
    found = used.describe("giver")
    reason = "Delete canceled. Cannot delete export topic as it is in use by taker."
    assert (found["StackStatus"], found["StackStatusReason"]) == ("CREATE_COMPLETE", reason)
    assert [one.get("ResourceStatusReason") for one in used.events("giver")][-1] == reason
    assert _giver(used) == "1"
    used.delete("taker")
    used.delete("giver")
    assert _exports(used) == {}


def test_an_export_that_nobody_imports_any_more_changes_and_goes(used: TestAccount) -> None:
    assert _imports(used) == ["taker"]
    used.update("taker", _parameter("plain"))
    with pytest.raises(ClientError, match="Export 'topic' is not imported by any stack"):
        _imports(used)
    used.update("giver", _parameter("1", Name="/giver"), **_outputs("2"))
    assert _exports(used) == {EXPORT: "2"}
    used.update("giver", _parameter("1", Name="/giver"))
    assert _exports(used) == {}


def test_an_import_that_was_rolled_back_to_still_counts(used: TestAccount) -> None:
    broken = resource("AWS::SageMaker::UserProfile", after="P", DomainId="d-missing", UserProfileName="a")
    used.failing_update("taker", _parameter("plain") | {"Broken": broken})
    assert _imports(used) == ["taker"]
    assert "in use by taker" in used.failing_update("giver", _parameter("2"))


def test_a_name_belongs_to_one_stack(used: TestAccount) -> None:
    taken = "Export with name topic is already exported by stack giver"
    assert used.failing_create("new", _parameter("1", Name="/new"), **_outputs("3")) == f"new: {taken}"
    used.create("old", _parameter("1", Name="/old"))
    assert used.failing_update("old", _parameter("2", Name="/old"), **_outputs("3")) == f"old: {taken}"
    assert _exports(used) == {EXPORT: "1"}
    assert used.client("ssm").get_parameter(Name="/old")["Parameter"]["Value"] == "1"


def test_a_dropped_name_is_free(account: TestAccount) -> None:
    account.create("first", _parameter("1"), **_outputs())
    account.update("first", _parameter("1"))
    assert _exports(account) == {}
    account.create("second", _parameter("1"), **_outputs("2"))
    assert _exports(account) == {EXPORT: "2"}
    account.delete("first")
    assert _exports(account) == {EXPORT: "2"}
