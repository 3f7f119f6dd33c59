from collections.abc import Sequence
from typing import Any

from constructs import Construct

from mlplatform.arns import role_arn
from mlplatform.data.access import Access
from mlplatform.data.places import EXPIRES, PHASES, Layer, Place, merged
from mlplatform.data.team_tables import TeamTables
from mlplatform.identity import PersonaPolicy
from mlplatform.identity.capabilities import data
from mlplatform.identity.statement import Statement, Value
from mlplatform.settings import Machine, Role
from mlplatform.settings.names import Names, pascal
from mlplatform.storage import PrivateBucket


class TeamLake(Construct):
    """The buckets of one team: bronze, silver, gold by phase, and the team's work.

    Guarantees:
        - each bucket is a `PrivateBucket` with the team's key
        - a phase of gold opens to the roles of the table and to nobody else, whatever their policies say: the bucket's
          own policy denies the rest, administrators included
        - machines that people pass to jobs reach objects, tables and queries from the VPC only: a job that runs
          outside of it, whatever its request said, reads and writes nothing
        - gold has no bucket key, so that the key's use, too, can be told apart by phase

    Args:
        vpc_id: Where the jobs run.
        table: The rows of the roles that exist in the environment.

    Example:
        >>> lake = TeamLake(
        ...     self, "Lake", team="pricing", names=names, key_arn=key, logs_bucket=logs, vpc_id=vpc, table=ACCESS
        ... )
        >>> for access in ACCESS:
        ...     lake.grant(access)
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        team: str,
        names: Names,
        key_arn: str,
        logs_bucket: str,
        vpc_id: str,
        table: Sequence[Access],
    ) -> None:
        super().__init__(scope, construct_id)
        self._team, self._names, self._key_arn, self._table = team, names, key_arn, table
        self._vpc_id = vpc_id
        self.buckets = {
            layer: PrivateBucket(
                self,
                pascal(layer),
                key_arn=key_arn,
                logs_bucket=logs_bucket,
                expires=EXPIRES if layer is Layer.WORK else None,
                bucket_key=layer is not Layer.GOLD,
            )
            for layer in Layer
        }
        self.buckets[Layer.GOLD].closed_by([deny for phase in PHASES for deny in self._closed(phase)])

    def grant(self, access: Access, *, tables: TeamTables | None = None) -> None:
        """Give a role what its row says, in one customer-managed policy that is attached to the role by its name.

        The stack must come after that of the roles. Each wildcard is acknowledged with the finding that it makes.
        """
        values = {**self._values(access), **(tables.values(access) if tables else {})}
        rows = [row for row, placeholder in data.BY_PLACEHOLDER if values.get(placeholder)]
        PersonaPolicy(
            self,
            f"{pascal(access.role)}Access",
            description=f"Data that {access.role} of the team {self._team} may use",
            role_names=[self._names.role(access.role, self._team)],
            statements=rows,
            values=values,
            denies=[*self._phases(access), *self._network(access, rows)],
        )

    def objects(self, place: Place) -> str:
        """What lies in a place, as a policy names it."""
        return "/".join(part for part in (self.buckets[place.layer].arn, place.prefix, "*") if part)

    def _values(self, access: Access) -> dict[str, Value]:
        touched = merged((*access.reads, *access.writes, *access.deletes, *access.results))
        whole = {place.layer for place in touched if not place.prefix} | set(access.lists)
        return {
            "readable": self._objects(*access.reads, *access.results),
            "writable": self._objects(*access.writes, *access.results),
            "deletable": self._objects(*access.deletes),
            "listed-buckets": tuple(self.buckets[layer].arn for layer in Layer if layer in whole),
            "gold": self.buckets[Layer.GOLD].arn,
            "work": self.buckets[Layer.WORK].arn,
            "listed-in-gold": _prefixes(Layer.GOLD, touched),
            "listed-in-work": _prefixes(Layer.WORK, touched),
        }

    def _objects(self, *places: Place) -> tuple[str, ...]:
        return tuple(self.objects(place) for place in merged(places))

    def _network(self, access: Access, rows: Sequence[Statement]) -> list[dict[str, Any]]:
        """No data to a job outside of the VPC. SageMaker reaches S3 through the VPC in which a job runs:
        https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html

        What Athena does for a query comes from its own network; that the query was asked from the VPC is held.
        """
        if access.role not in IN_JOBS:
            return []
        actions = sorted({action for row in rows for action in row.actions if not action.startswith("kms:")})
        directly = {"BoolIfExists": {"aws:ViaAWSService": "false"}} if access.queries else {}
        outside = {"StringNotEquals": {"aws:SourceVpc": self._vpc_id}, **directly}
        deny = {"Sid": "DenyDataOutsideTheNetwork", "Effect": "Deny", "Action": actions, "Resource": "*"}
        return [{**deny, "Condition": outside}]

    def _phases(self, access: Access) -> list[dict[str, Any]]:
        """What a role that works with some phases has no business with: neither the objects nor the key for them."""
        used = {place for place in (*access.reads, *access.writes) if place in PHASES}
        if not used or used == set(PHASES):
            return []
        others = [self.objects(phase) for phase in PHASES if phase not in used]
        of_others = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": others}}
        return [
            {"Sid": "DenyOtherPhases", "Effect": "Deny", "Action": [*READING, *WRITING], "Resource": others},
            {
                "Sid": "DenyKeyOfOtherPhases",
                "Effect": "Deny",
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": self._key_arn,
                "Condition": of_others,
            },
        ]

    def _closed(self, phase: Place) -> list[dict[str, Any]]:
        reading = [access.role for access in self._table if phase in access.reads]
        writing = [access.role for access in self._table if phase in (*access.writes, *access.deletes)]
        return [
            self._closed_but_to(reading, f"{pascal(phase.prefix)}IsReadBy", READING, phase),
            self._closed_but_to(writing, f"{pascal(phase.prefix)}IsWrittenBy", WRITING, phase),
        ]

    def _closed_but_to(self, roles: Sequence[str], sid: str, actions: Sequence[str], phase: Place) -> dict[str, Any]:
        but = {"ArnNotLike": {"aws:PrincipalArn": [role_arn(self._names.role(role, self._team)) for role in roles]}}
        return {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": list(actions),
            "Resource": self.objects(phase),
            **({"Condition": but} if roles else {}),
        }


IN_JOBS: frozenset[Role] = frozenset({Machine.PREPARE, Machine.TRAIN, Machine.EVALUATE})
"""Machines that people pass to jobs."""

READING = ("s3:GetObject", "s3:GetObjectVersion")
WRITING = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject")


def _prefixes(layer: Layer, places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{place.prefix}/*" for place in places if place.layer is layer and place.prefix))
