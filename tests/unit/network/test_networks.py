"""Networks, created and adopted, and what they refuse."""

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from mlplatform.network import AdoptedNetwork, PrivateNetwork
from mlplatform.network.endpoint_policy import endpoint_policy
from mlplatform.settings import Environment, load_organisation
from tests.conftest import ROOT


def environment(sample: str) -> Environment:
    found: Environment = load_organisation(ROOT / "config" / f"{sample}.yaml").environments[0]
    return found


def with_prefix_list(prefix_list: str | None) -> Environment:
    minimal = environment("minimal")
    return minimal.model_copy(update={"network": minimal.network.model_copy(update={"s3_prefix_list": prefix_list})})


def created(prefix_list: str | None) -> Template:
    stack = Stack(App(), "Stack")
    PrivateNetwork(
        stack, "Network", environment=with_prefix_list(prefix_list), logs_key_arn="key", boundary_arn="boundary"
    )
    return Template.from_stack(stack)


def s3_endpoint(template: Template) -> dict[str, Any]:
    endpoints = template.find_resources("AWS::EC2::VPCEndpoint").values()
    [found] = [one["Properties"] for one in endpoints if "s3" in str(one["Properties"]["ServiceName"])]
    return dict(found)


def egress(template: Template) -> list[set[str]]:
    groups = template.find_resources("AWS::EC2::SecurityGroup").values()
    return [{key for rule in g["Properties"]["SecurityGroupEgress"] for key in rule} for g in groups]


def test_with_the_prefix_list_s3_has_a_free_gateway_that_groups_may_reach() -> None:
    template = created("pl-6da54004")
    assert s3_endpoint(template)["VpcEndpointType"] == "Gateway"
    assert sum("DestinationPrefixListId" in keys for keys in egress(template)) == 3


def test_without_it_s3_has_an_interface_that_answers_to_every_resolver() -> None:
    template = created(None)
    endpoint = s3_endpoint(template)
    assert endpoint["VpcEndpointType"] == "Interface"
    assert endpoint["DnsOptions"] == {"PrivateDnsOnlyForInboundResolverEndpoint": "AllResolvers"}
    assert not any("DestinationPrefixListId" in keys for keys in egress(template))


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
