"""Assemblies written by hand, and real ones with one thing changed: without a file, in milliseconds."""

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mlplatform.access import Estate
from mlplatform.access.assembly import Stack
from mlplatform.dossier.assembly import Assembly
from mlplatform.dossier.differences.network import network_changes
from mlplatform.dossier.differences.stores import store_changes
from mlplatform.dossier.document import Change, Environment, Network
from mlplatform.dossier.network import networks
from mlplatform.dossier.stores import keys, stores

Template = dict[str, Any]
ACCOUNT, REGION = "123456789012", "eu-west-1"
EVERYBODY = "0.0.0.0/0"


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def resource(type_: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{type_}", "Properties": properties}


def template(**resources: Any) -> Template:
    return {"Resources": resources}


def assembly_of(*templates: Template) -> Assembly:
    """The stacks of somebody else's app: `shop-0`, `shop-1` …, in one account and region."""
    stacks = (
        Stack(name=f"shop-{index}", account=ACCOUNT, region=REGION, template=written)
        for index, written in enumerate(templates)
    )
    return Assembly(folder=Path("shop"), estate=Estate(tuple(stacks)))


def environment_of(assembly: Assembly, name: str = "") -> Environment:
    """The one environment of an assembly, or the one of that name, with what this section reads."""
    place = next(place for place in assembly.places if name in ("", place.name))
    return Environment(
        name=place.name,
        account=place.account,
        region=place.region,
        networks=networks(assembly, place),
        stores=stores(assembly, place),
        keys=keys(assembly, place),
    )


def network_of(*templates: Template) -> Network:
    return environment_of(assembly_of(*templates)).networks[0]


def changes(before: Environment, after: Environment) -> list[Change]:
    return [*network_changes(after.name, before, after), *store_changes(after.name, before, after)]


def changed(before: Template, edit: Callable[[Template], None]) -> list[Change]:
    """What an edit of a template changes, in the words of the dossier."""
    after = copy.deepcopy(before)
    edit(after)
    return changes(environment_of(assembly_of(before)), environment_of(assembly_of(after)))


def edited(stacks: Iterable[Stack], name: str, edit: Callable[[Template], None]) -> tuple[Stack, ...]:
    """The stacks with the template of one edited."""
    found = []
    for stack in stacks:
        written = copy.deepcopy(dict(stack.template)) if stack.name == name else stack.template
        if stack.name == name:
            edit(dict(written))
        found.append(_with(stack, written))
    return tuple(found)


def renamed(stacks: Iterable[Stack], old: str, new: str) -> tuple[Stack, ...]:
    """The stacks with a logical id renamed wherever it stands, names of exports included."""
    return tuple(_with(stack, json.loads(json.dumps(stack.template).replace(old, new))) for stack in stacks)


def _with(stack: Stack, written: Mapping[str, Any]) -> Stack:
    return Stack(name=stack.name, account=stack.account, region=stack.region, template=written)


def logical_id(stacks: Iterable[Stack], name: str, type_: str, start: str) -> str:
    """The one resource of a stack of that type whose logical id starts so."""
    [stack] = [stack for stack in stacks if stack.name == name]
    written: dict[str, Any] = dict(stack.template["Resources"])
    [found] = [id_ for id_, body in written.items() if body["Type"] == type_ and id_.startswith(start)]
    return found


def vpc(**more: Any) -> Template:
    """A VPC with one subnet, its route table and a closed group; and what else is asked for."""
    return template(
        Vpc=resource("EC2::VPC", CidrBlock="10.0.0.0/16"),
        Inner=resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.1.0/24", AvailabilityZone="eu-west-1a"),
        Table=resource("EC2::RouteTable", VpcId=ref("Vpc")),
        Ties=resource("EC2::SubnetRouteTableAssociation", SubnetId=ref("Inner"), RouteTableId=ref("Table")),
        Web=resource(
            "EC2::SecurityGroup",
            VpcId=ref("Vpc"),
            GroupDescription="Web servers",
            SecurityGroupEgress=[{"CidrIp": "10.0.0.0/16", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}],
        ),
        Closing={"Type": "Custom::VpcRestrictDefaultSG", "Properties": {"VpcId": ref("Vpc")}},
        **more,
    )


def statement(sid: str, **parts: Any) -> dict[str, Any]:
    """An Allow for everybody to do everything, but for what is said."""
    return {"Sid": sid, "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **parts}


def policy(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


OWN = {"StringEquals": {"aws:PrincipalAccount": ref("AWS::AccountId")}}


def endpoint(service: str, **more: Any) -> dict[str, Any]:
    kind = {"VpcEndpointType": "Gateway", "RouteTableIds": [ref("Table")]} if service == "s3" else {}
    interface = {"VpcEndpointType": "Interface", "SubnetIds": [ref("Inner")], "PrivateDnsEnabled": True}
    name = f"com.amazonaws.{REGION}.{service}"
    written = {"VpcId": ref("Vpc"), "ServiceName": name, "PolicyDocument": policy(statement("Own", Condition=OWN))}
    return resource("EC2::VPCEndpoint", **(written | (kind or interface) | more))
