"""The rows under test, in the form in which the reference is asked."""

import re
from collections.abc import Iterable
from typing import Any

from mlplatform.identity.capabilities import delivery, every_statement
from mlplatform.identity.guard_rails import BOUNDARY_DENIES, FILE_SYSTEM_DENIES, FUNCTION_DENIES, team_denies
from mlplatform.identity.statement import GLOBAL_SERVICES, Statement

SIDS = {row.sid for row in every_statement()}
ONLY_DELIVERY = tuple(row for row in delivery.DELIVERY if row.sid not in SIDS)
ALLOWS = (*every_statement(), *ONLY_DELIVERY)
TEAM_DENIES = tuple(
    team_denies(
        {
            "team": "a",
            "subnets": ("subnet-1", "subnet-2"),
            "job-groups": ("sg-1",),
            "team-key": "key-1",
            "team-models": "model/a-*",
            "instances": ("ml.m5.large",),
            "app-instances": ("ml.t3.medium",),
            "longest-run": "60",
            "longest-idle": "30",
        }
    )
)
DENIES = (*BOUNDARY_DENIES, *TEAM_DENIES, *FUNCTION_DENIES, *FILE_SYSTEM_DENIES)

KNOWN_TO_THE_STACK = {
    "<archive>": "arn:*:s3:::*/*",
    "<artefacts>": "arn:*:s3:::*",
    "<artefacts-key>": "arn:*:kms:*:*:key/*",
    "<build-groups>": "arn:*:ec2:*:*:security-group/*",
    "<builds>": "arn:*:codebuild:*:*:project/*",
    "<connection>": "arn:*:codeconnections:*:*:connection/*",
    "<delivery>": "arn:*:codepipeline:*:*:*",
    "<hub-groups>": "arn:*:sagemaker:*:*:model-package-group",
    "<hub-packages>": "arn:*:sagemaker:*:*:model-package",
    "<hub-keys>": "arn:*:kms:*:*:key",
    "<release-bucket>": "arn:*:s3:::*",
    "<release-role>": "arn:*:iam::*:role/*",
    "<release-template>": "arn:*:s3:::*/*",
    "<repository>": "arn:*:codecommit:*:*:*",
    "<run-key>": "arn:*:kms:*:*:key/*",
    "<serve-role>": "arn:*:iam::*:role/*",
    "<sources>": "arn:*:s3:::*",
    "<spoke-roles>": "arn:*:iam::*:role/*",
    "<state-machine>": "arn:*:states:*:*:stateMachine:*",
    "<alarm-topic>": "arn:*:sns:*:*:*",
    "<catalog-key>": "arn:*:kms:*:*:key/*",
    "<deletable>": "arn:*:s3:::*/*",
    "<domain-key>": "arn:*:kms:*:*:key/*",
    "<gold>": "arn:*:s3:::*",
    "<job-groups>": "arn:*:ec2:*:*:security-group/*",
    "<evaluate-role>": "arn:*:iam::*:role/*",
    "<listed-buckets>": "arn:*:s3:::*",
    "<log-group>": "arn:*:logs:*:*:log-group:*:*",
    "<archives>": "arn:*:s3:::*/*",
    "<framework-repositories>": "arn:*:ecr:*:*:repository/*",
    "<model-buckets>": "arn:*:s3:::*",
    "<model-keys>": "arn:*:kms:*:*:key/*",
    "<models>": "arn:*:s3:::*/*",
    "<logs-key>": "arn:*:kms:*:*:key/*",
    "<prebuilt-repositories>": "arn:*:ecr:*:*:repository/*",
    "<pipeline-role>": "arn:*:iam::*:role/*",
    "<prepare-role>": "arn:*:iam::*:role/*",
    "<read-databases>": "arn:*:glue:*:*:database/*",
    "<read-tables>": "arn:*:glue:*:*:table/*/*",
    "<readable>": "arn:*:s3:::*/*",
    "<subnets>": "arn:*:ec2:*:*:subnet/*",
    "<team-key>": "arn:*:kms:*:*:key/*",
    "<train-role>": "arn:*:iam::*:role/*",
    "<work>": "arn:*:s3:::*",
    "<writable>": "arn:*:s3:::*/*",
    "<written-databases>": "arn:*:glue:*:*:database/*",
    "<written-tables>": "arn:*:glue:*:*:table/*/*",
}
"""What stands for a whole ARN, and what that ARN looks like."""

END_IN_A_WILDCARD = {
    "<deletable>",
    "<log-group>",
    "<model-buckets>",
    "<model-keys>",
    "<models>",
    "<read-tables>",
    "<readable>",
    "<writable>",
    "<written-tables>",
}
"""What stands for ARNs that are patterns."""


def patterns(statement: Statement) -> tuple[str, ...]:
    """A statement's resources as ARN patterns; whatever a name stands for is a `*`."""
    return tuple(pattern(resource) for resource in statement.resources)


def pattern(resource: str) -> str:
    known, _, below = resource.partition(">")
    if resource == "*" or (f"{known}>" in KNOWN_TO_THE_STACK and below[:1] in ("", "/")):
        return KNOWN_TO_THE_STACK.get(f"{known}>", resource) + below
    service, _, rest = re.sub(r"\$\{[^}]+\}|<[^>]+>", "*", resource).partition(":")
    return f"arn:*:{service}:{'' if service in GLOBAL_SERVICES else '*'}:*:{rest}"


def keys_of(conditions: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Operator and key of each condition."""
    return ((operator, key) for operator, tests in conditions.items() for key in tests)
