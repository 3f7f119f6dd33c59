"""What only a deployment knows may stand anywhere: the dossier says so and goes on."""

import copy
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest

from tests.dossier.small_network import Template, assembly_of, changes, environment_of, ref
from tests.dossier.test_network_differences import BASE as NETWORK
from tests.dossier.test_store_differences import BASE as STORES

Path = tuple[str | int, ...]
MORE: Template = {
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 60}},
        "Images": {
            "Type": "AWS::ECR::Repository",
            "Properties": {"LifecyclePolicy": {"LifecyclePolicyText": '{"rules": [{"selection": {}}]}'}},
        },
        "Base": {"Type": "AWS::RDS::DBInstance", "Properties": {"BackupRetentionPeriod": 7, "StorageEncrypted": True}},
        "Block": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": "vpc-1", "CidrBlock": {"Fn::Select": [0, {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}]}},
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "G", "SecurityGroupIngress": [{"CidrIp": "0.0.0.0/0"}]},
        },
        "Names": {
            "Type": "AWS::Route53Resolver::ResolverEndpoint",
            "Properties": {"Direction": "INBOUND", "IpAddresses": [{"SubnetId": "subnet-1"}]},
        },
        "Locked": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 3}}},
                "ReplicationConfiguration": {"Rules": [{"Destination": {"Bucket": "b"}}]},
                "LifecycleConfiguration": {
                    "Rules": [{"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]
                },
            },
        },
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"EndpointConfiguration": {"Types": ["PRIVATE"]}},
        },
    }
}


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    if here:
        yield here
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*here, key))


@pytest.mark.parametrize("base", [NETWORK, STORES, MORE], ids=["network", "stores", "more"])
@pytest.mark.parametrize("value", [ref("Later"), 7, "text", [], {}, None], ids=str)
def test_any_property_may_be_anything(base: Template, value: Any) -> None:
    before = environment_of(assembly_of(base))
    for id_, body in base["Resources"].items():
        for path in paths(body["Properties"]):
            written = copy.deepcopy(base) | {"Parameters": {"Later": {"Type": "String"}}}
            inside = reduce(lambda found, key: found[key], path[:-1], written["Resources"][id_]["Properties"])
            inside[path[-1]] = value
            after = environment_of(assembly_of(written))
            assert all(change.title for change in changes(before, after)), f"{id_} {path}"


def test_what_is_unknown_has_a_note() -> None:
    written = copy.deepcopy(STORES) | {"Parameters": {"Later": {"Type": "Number"}}}
    written["Resources"]["Log"]["Properties"]["RetentionInDays"] = ref("Later")
    assembly = assembly_of(written)
    [log] = [store for store in environment_of(assembly).stores if store.name == "Log"]
    assert log.retention == "unknown: parameter Later"
    assert [note.about for note in assembly.notes] == ["shop-0/Log.RetentionInDays"]
