"""The environments of an organisation, in the order in which they may be deployed."""

from constructs import Construct

from mlplatform.settings import Environment, Organisation
from stacks.deployment import Deployment
from stacks.environment import build_environment
from stacks.projects import build_projects


def build_organisation(scope: Construct, organisation: Organisation, *, only: str | None = None) -> None:
    """Every environment, or the one named: the hub first, then the workbenches, then what serves; then the projects.

    No environment waits for another: names and ARNs of other accounts are derived, and policies name principals by
    account and condition.
    """
    grounds = {
        environment.name: build_environment(scope, Deployment(organisation=organisation, environment=environment))
        for environment in sorted(organisation.environments, key=_distance_from_the_hub)
        if only in (None, "", environment.name)
    }
    build_projects(scope, organisation, grounds)


def shards_of(organisation: Organisation, *, only: str | None = None) -> dict[str, dict[str, int]]:
    """User shards of each Studio domain, of every environment or of the one named."""
    return {
        environment.name: Deployment(organisation=organisation, environment=environment).shards
        for environment in organisation.environments
        if only in (None, "", environment.name)
    }


def _distance_from_the_hub(environment: Environment) -> int:
    return 0 if environment.is_hub else 1 if environment.is_workbench else 2
