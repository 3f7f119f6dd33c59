"""The stacks of one environment, in the order of their layers."""

from constructs import Construct

from mlplatform.settings import User
from mlplatform.settings.names import shard_of
from mlplatform.settings.roles import has_profile
from stacks.data import Data
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.identity import Identity
from stacks.images import Images
from stacks.network import Network
from stacks.projects import Ground
from stacks.roles import Roles
from stacks.studio import Studio
from stacks.users import Users


def build_environment(scope: Construct, deployment: Deployment) -> Ground:
    """Foundation, then Network and Identity, then each team's roles, then what the environment's kinds call for.

    Returns what projects stand on, whose stacks come after those of all environments.
    """
    foundation = Foundation(scope, deployment)
    network = Network(scope, deployment, foundation=foundation)
    identity = Identity(scope, deployment, foundation=foundation)
    teams = {
        team.name: Roles(scope, deployment, team=team, foundation=foundation, network=network, identity=identity)
        for team in deployment.organisation.teams
    }
    images = Images(scope, deployment, foundation=foundation)
    if deployment.environment.is_workbench or deployment.environment.is_serving:
        for team in deployment.organisation.teams:
            Data(scope, deployment, team=team, foundation=foundation, network=network, roles=teams[team.name])
    if settings := deployment.environment.studio:
        studio = Studio(
            scope, deployment, studio=settings, foundation=foundation, network=network, teams=teams, images=images
        )
        for (domain, shard), users in _shards(deployment, settings.user_shards).items():
            Users(scope, deployment, domain=domain, shard=shard, users=users, studio=studio)
    return Ground(deployment=deployment, foundation=foundation, network=network, identities=teams)


def _shards(deployment: Deployment, shards: int) -> dict[tuple[str, int], list[User]]:
    """Users by domain and shard; a shard without users is a stack all the same, so that none ever comes or goes."""
    homes = {team.name: domain for domain, teams in deployment.domains.items() for team in teams}
    spread: dict[tuple[str, int], list[User]] = {
        (domain, shard): [] for domain in deployment.domains for shard in range(shards)
    }
    for user in filter(has_profile, deployment.organisation.users):
        spread[homes[user.team], shard_of(user.name, shards)].append(user)
    return spread
