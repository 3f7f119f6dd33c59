"""Which endpoints an environment needs."""

from ipaddress import IPv4Network
from typing import get_args

import pytest

from mlplatform.settings import CreatedNetwork, Environment, Feature, Kind, Network, Studio
from mlplatform.settings.features import CREATED_NETWORK, FEATURES, KINDS, PLATFORM, endpoints_for
from mlplatform.settings.prefix_lists import S3_PREFIX_LISTS
from mlplatform.settings.regions import KNOWN
from mlplatform.settings.services import TAKES_POLICY

ALL: tuple[Kind, ...] = ("hub", "workbench", "serving")


def environment(
    *,
    kinds: tuple[Kind, ...] = ALL,
    features: tuple[Feature, ...] = (),
) -> Environment:
    return Environment(
        name="main",
        kinds=kinds,
        network=Network(create=CreatedNetwork(cidr=IPv4Network("10.20.0.0/20"))),
        features=features,
        studio=Studio(domains="shared", user_shards=1) if "workbench" in kinds else None,
        monthly_budget_usd=1,
    )


def services(subject: Environment) -> set[str]:
    return {endpoint.service for endpoint in endpoints_for(subject)}


def test_every_kind_and_feature_has_its_row() -> None:
    assert set(KINDS) == set(get_args(Kind))
    assert set(FEATURES) == set(get_args(Feature))


def test_every_service_says_whether_it_takes_a_policy_and_none_is_left_over() -> None:
    rows = (PLATFORM, CREATED_NETWORK, *KINDS.values(), *FEATURES.values())
    assert {service for row in rows for service in row} == set(TAKES_POLICY)


def test_serving_alone_needs_no_studio() -> None:
    assert {"elasticfilesystem", "studio"} <= services(environment())
    assert services(environment()) - services(environment(kinds=("serving",))) == {"elasticfilesystem", "studio"}


@pytest.mark.parametrize("feature", get_args(Feature))
def test_a_feature_adds_its_endpoints_and_nothing_else(feature: Feature) -> None:
    assert services(environment(features=(feature,))) - services(environment()) == set(FEATURES[feature])


def test_reasons_name_everything_that_needs_an_endpoint() -> None:
    (glue,) = [item for item in endpoints_for(environment(features=("glue", "athena"))) if item.service == "glue"]
    assert glue.needed_by == ("athena", "glue")


def test_sorted_by_service_each_once() -> None:
    names = [endpoint.service for endpoint in endpoints_for(environment(features=get_args(Feature)))]
    assert names == sorted(set(names))


def test_s3_alone_is_a_gateway() -> None:
    kinds = {item.service: item.kind for item in endpoints_for(environment(features=get_args(Feature)))}
    assert kinds.pop("s3") == "gateway"
    assert set(kinds.values()) == {"interface"}


def test_prefix_lists_are_those_of_regions() -> None:
    assert set(S3_PREFIX_LISTS) <= set(KNOWN)


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        ("sagemaker.api", "eu-west-1", "com.amazonaws.eu-west-1.sagemaker.api"),
        ("studio", "eu-west-1", "aws.sagemaker.eu-west-1.studio"),
        ("sts", "${AWS::Region}", "com.amazonaws.${AWS::Region}.sts"),
        ("sts", "us-gov-west-1", "com.amazonaws.us-gov-west-1.sts"),
        ("sts", "cn-north-1", "cn.com.amazonaws.cn-north-1.sts"),
        ("kms", "cn-north-1", "com.amazonaws.cn-north-1.kms"),
    ],
)
def test_service_names(service: str, region: str, name: str) -> None:
    (endpoint,) = [item for item in endpoints_for(environment()) if item.service == service]
    assert endpoint.service_name(region) == name


def test_the_gateway_of_s3_in_china_is_com_amazonaws() -> None:
    (endpoint,) = [item for item in endpoints_for(environment()) if item.service == "s3"]
    assert endpoint.service_name("cn-north-1") == "com.amazonaws.cn-north-1.s3"
