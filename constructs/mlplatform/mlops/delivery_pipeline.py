from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events as events
from constructs import Construct

from mlplatform.identity.capabilities import delivery
from mlplatform.identity.statement import Value
from mlplatform.identity.trust import service_trust
from mlplatform.mlops.machine_role import MachineRole
from mlplatform.mlops.road import Road
from mlplatform.mlops.sources import Source

VERBATIM = "Configuration"
"""Holds names of CodePipeline's actions, which are no properties of CloudFormation's."""


class DeliveryPipeline(Construct):
    """A project's CodePipeline: from a commit to the last environment that serves.

    Guarantees:
        - version 2, one execution after the other (`QUEUED`), artefacts under the given key (CP-01)
        - whatever is deployed was approved for that environment (CP-02); nothing polls, no token (CP-03)
        - in other accounts it takes the project's own roles, and no others

    Args:
        stages: As `stages.py` makes them.
        values: What the statements of the pipeline's role name, besides the project's own names.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        road: Road,
        source: Source,
        stages: Sequence[Mapping[str, Any]],
        bucket_name: str,
        key_arn: str,
        values: Mapping[str, Value],
        boundary_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._road, self._boundary_arn = road, boundary_arn
        spokes: Mapping[str, Value] = {"spoke-roles": road.spoke_roles, "artefacts-key": key_arn}
        role = self._build_role(
            "pipeline", "codepipeline.amazonaws.com", (*delivery.PIPELINE, *source.statements), {**values, **spokes}
        )
        self.resource = codepipeline.CfnPipeline(
            self,
            "Resource",
            name=road.delivery(road.hub),
            pipeline_type="V2",
            execution_mode="QUEUED",
            role_arn=role,
            artifact_store=codepipeline.CfnPipeline.ArtifactStoreProperty(
                type="S3",
                location=bucket_name,
                encryption_key=codepipeline.CfnPipeline.EncryptionKeyProperty(type="KMS", id=key_arn),
            ),
            stages=[_typed(stage) for stage in stages],
            triggers=[_typed(trigger) for trigger in source.triggers] or None,
        )
        self.name = road.delivery(road.hub)
        if source.pattern:
            self._start_on(source.pattern)

    def _build_role(self, machine: str, service: str, statements: Sequence[Any], values: Mapping[str, Value]) -> str:
        return MachineRole(
            self,
            machine.title(),
            machine=machine,
            road=self._road,
            environment=self._road.hub,
            trust=service_trust(service, machine.title()),
            statements=statements,
            values=values,
            boundary_arn=self._boundary_arn,
        ).role_arn

    def _start_on(self, pattern: Mapping[str, Any]) -> None:
        pipeline = self._road.pipeline_arn
        role = self._build_role("trigger", "events.amazonaws.com", delivery.TRIGGERS, {"delivery": pipeline})
        rule = events.CfnRule(
            self,
            "Start",
            description=f"New source of {self._road.project.name}",
            event_pattern=dict(pattern),
            targets=[events.CfnRule.TargetProperty(id="Pipeline", arn=pipeline, role_arn=role)],
        )
        rule.add_resource_dependency(self.resource)


def _typed(value: Any) -> Any:
    """CloudFormation's names as the library's properties are spelt."""
    if isinstance(value, Mapping):
        return {name[0].lower() + name[1:]: part if name == VERBATIM else _typed(part) for name, part in value.items()}
    return [_typed(part) for part in value] if isinstance(value, list) else value
