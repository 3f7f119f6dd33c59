"""Networks, created and adopted, and what they refuse."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from mlplatform.network import AdoptedNetwork, PrivateNetwork
from mlplatform.network.endpoint_policy import endpoint_policy
from mlplatform.settings import Environment, load_organisation
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS
from tests.conftest import ROOT


def environment(sample: str) -> Environment:
    found: Environment = load_organisation(ROOT / "config" / f"{sample}.yaml").environments[0]
    return found


def somewhere(region: str | None, prefix_list: str | None) -> Environment:
    minimal = environment("minimal")
    network = minimal.network.model_copy(update={"s3_prefix_list": prefix_list})
    return minimal.model_copy(update={"region": region, "network": network})


def created(region: str | None, prefix_list: str | None) -> Template:
    stack = Stack(App(), "Stack")
    PrivateNetwork(
        stack, "Network", environment=somewhere(region, prefix_list), logs_key_arn="key", boundary_arn="boundary"
    )
    return Template.from_stack(stack)


def s3_endpoint(template: Template) -> dict[str, Any]:
    endpoints = template.find_resources("AWS::EC2::VPCEndpoint").values()
    [found] = [one["Properties"] for one in endpoints if "s3" in str(one["Properties"]["ServiceName"])]
    return dict(found)


def s3_egress(template: Template) -> list[Any]:
    """The prefix list that each group of the platform lets out; the group of the endpoints has none."""
    groups = template.find_resources("AWS::EC2::SecurityGroup").values()
    rules = [rule for group in groups for rule in group["Properties"]["SecurityGroupEgress"]]
    return [rule["DestinationPrefixListId"] for rule in rules if "DestinationPrefixListId" in rule]


@pytest.mark.parametrize(
    ("region", "prefix_list", "let_out"),
    [
        ("eu-west-1", None, "pl-6da54004"),
        ("eu-west-1", "pl-01234567", "pl-01234567"),
        ("af-south-1", "pl-01234567", "pl-01234567"),
        (None, "pl-01234567", "pl-01234567"),
    ],
)
def test_s3_has_a_gateway_that_every_group_may_reach(region: str | None, prefix_list: str | None, let_out: str) -> None:
    template = created(region, prefix_list)
    assert s3_endpoint(template)["VpcEndpointType"] == "Gateway"
    assert s3_egress(template) == [let_out] * 3


def test_a_template_for_any_region_knows_every_prefix_list() -> None:
    template = created(None, None)
    mappings = template.to_json()["Mappings"]
    [name] = [name for name in mappings if "S3PrefixLists" in name]
    known = mappings[name]
    assert {region: row["Id"] for region, row in known.items()} == S3_PREFIX_LISTS
    assert s3_egress(template) == [{"Fn::FindInMap": [name, {"Ref": "AWS::Region"}, "Id"]}] * 3


def test_an_unknown_region_needs_the_files_word() -> None:
    with pytest.raises(ValueError, match=r"af-south-1 is not known: set network\.s3_prefix_list"):
        created("af-south-1", None)


def test_each_refuses_the_others_settings() -> None:
    stack = Stack(App(), "Stack")
    with pytest.raises(ValueError, match=r"needs network\.adopt"):
        AdoptedNetwork(stack, "Adopted", environment=environment("minimal"))
    with pytest.raises(ValueError, match=r"needs network\.create"):
        PrivateNetwork(
            stack, "Private", environment=environment("adopted-network"), logs_key_arn="key", boundary_arn="boundary"
        )


@pytest.mark.parametrize(
    ("service", "sids"), [("sts", ["OwnAccount"]), ("s3", ["OwnAccount", "ImageLayers", "CustomResourceAnswers"])]
)
def test_only_s3_serves_aws_itself(service: str, sids: list[str]) -> None:
    assert [row["Sid"] for row in endpoint_policy(service)["Statement"]] == sids
