"""The stacks of every project, after those of the environments that they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Stack
from constructs import Construct

from mlplatform.mlops import Road
from mlplatform.settings import Organisation
from mlplatform.settings.project import Project as ProjectSettings
from stacks.delivery import Delivery
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.project import Project
from stacks.serving import Serving
from stacks.training import Training


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the projects of an environment stand on."""

    deployment: Deployment
    foundation: Foundation
    network: Network
    identities: Mapping[str, Stack]
    """Team to the stack of its roles."""


def build_projects(scope: Construct, organisation: Organisation, grounds: Mapping[str, Ground]) -> None:
    """Training and Serving first, then what delivers from the hub into them.

    Of a narrowed synth only the environments in it (`grounds`, by name) are built; the rest is derived all the same.
    """
    if not organisation.projects:
        return
    hub = grounds.get(organisation.hub.name)
    delivery = _build_delivery(scope, hub) if hub else None
    for project in organisation.projects:
        spokes = _build_spokes(scope, organisation, project, grounds)
        if hub and delivery:
            road = Road(organisation=organisation, project=project)
            stack = Project(
                scope,
                hub.deployment,
                road=road,
                foundation=hub.foundation,
                network=hub.network,
                delivery=delivery,
            )
            for spoke in spokes:
                stack.add_stack_dependency(spoke)


def _build_delivery(scope: Construct, hub: Ground) -> Delivery:
    return Delivery(scope, hub.deployment, foundation=hub.foundation, identities=hub.identities)


def _build_spokes(
    scope: Construct, organisation: Organisation, project: ProjectSettings, grounds: Mapping[str, Ground]
) -> list[Stack]:
    road = Road(organisation=organisation, project=project)
    places = [(Training, road.workbench), *((Serving, environment) for environment in road.serving)]
    return [
        stack(
            scope,
            ground.deployment,
            road=road,
            foundation=ground.foundation,
            network=ground.network,
            identity=ground.identities[project.team],
        )
        for stack, environment in places
        if (ground := grounds.get(environment.name))
    ]
