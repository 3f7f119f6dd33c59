"""The lake of one team as its template has it, and requests to it."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from mlplatform.data import ACCESS, TeamLake, TeamTables
from mlplatform.data.places import Layer, Place
from mlplatform.settings import Names
from tests.properties.estate import Estate
from tests.unit.data.requests import decides

NAMES = Names(organisation="acme", environment="main")
TEAM, KEY, LOGS, VPC = "pricing", "arn:aws:kms:eu-west-1:111122223333:key/team", "access-logs", "vpc-1"
CATALOG_KEY = "arn:aws:kms:eu-west-1:111122223333:key/catalog"
ROLES = tuple(access.role for access in ACCESS)
ACTIONS = {"r": "s3:GetObject", "w": "s3:PutObject", "d": "s3:DeleteObject"}
Statements = list[dict[str, Any]]
Fault = Callable[[Statements], object]


@cache
def template() -> dict[str, Any]:
    stack = Stack(App(), "Data")
    lake = TeamLake(stack, "Lake", team=TEAM, names=NAMES, key_arn=KEY, logs_bucket=LOGS, vpc_id=VPC, table=ACCESS)
    tables = TeamTables(
        stack,
        "Tables",
        team=TEAM,
        names=NAMES,
        key_arn=KEY,
        catalog_key_arn=CATALOG_KEY,
        buckets={layer: bucket.name for layer, bucket in lake.buckets.items()},
        table=ACCESS,
        workgroups=True,
    )
    for access in ACCESS:
        lake.grant(access, tables=tables)
    return dict(Template.from_stack(stack).to_json())


@dataclass(frozen=True)
class Lake:
    """Buckets by layer, statements of roles and of buckets."""

    buckets: Mapping[Layer, str]
    of_roles: Mapping[str, Statements]
    of_buckets: Mapping[Layer, Statements]

    def object(self, place: Place) -> str:
        return "/".join(part for part in (self.buckets[place.layer], place.prefix, "churn", "part-0.parquet") if part)

    def locks(self, role: str, action: str, place: Place, vpc: str | None = VPC) -> set[str]:
        """What stands between a role in a VPC and an object; an empty set: it may."""
        object_, statements = self.object(place), self.of_roles[role]
        caller = {"aws:PrincipalArn": f"arn:aws:iam::111122223333:role/{NAMES.role(role, TEAM)}", **OVER_TLS}
        caller |= {"aws:SourceVpc": vpc} if vpc else {}
        context = {"kms:EncryptionContext:aws:s3:arn": object_ if place.layer is Layer.GOLD else object_.split("/")[0]}
        found = {
            "no allow": not decides(statements, "Allow", action, object_, caller),
            "role": decides(statements, "Deny", action, object_, caller),
            "bucket": decides(self.of_buckets[place.layer], "Deny", action, object_, caller),
            "key": decides(statements, "Deny", "kms:Decrypt", KEY, context),
        }
        return {lock for lock, closed in found.items() if closed}

    def lists(self, role: str, layer: Layer, prefix: str | None) -> bool:
        context = {} if prefix is None else {"s3:prefix": prefix}
        return decides(self.of_roles[role], "Allow", "s3:ListBucket", self.buckets[layer], context)

    def broken(self, role: str, fault: Fault) -> "Lake":
        """The same with a fault in the policy of a role."""
        of_roles = copy.deepcopy(dict(self.of_roles))
        fault(of_roles[role])
        return Lake(self.buckets, of_roles, self.of_buckets)


OVER_TLS = {"aws:SecureTransport": "true"}


@cache
def lake() -> Lake:
    estate = Estate({"Data": template()})
    buckets = {
        layer: f"<<{bucket.name}.Arn>>"
        for layer in Layer
        for bucket in estate.of("AWS::S3::Bucket")
        if bucket.id.startswith(f"Lake{layer.capitalize()}")
    }
    by_bucket = {
        policy.properties["Bucket"]: policy.properties["PolicyDocument"]["Statement"]
        for policy in estate.of("AWS::S3::BucketPolicy")
    }
    policies = {role: policy for policy in estate.of("AWS::IAM::ManagedPolicy") for role in policy.properties["Roles"]}
    return Lake(
        buckets,
        {role: policies[NAMES.role(role, TEAM)].properties["PolicyDocument"]["Statement"] for role in ROLES},
        {layer: by_bucket[arn.replace(".Arn", "")] for layer, arn in buckets.items()},
    )
