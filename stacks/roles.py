from constructs import Construct

from mlplatform.catalogue import LONGEST_IDLE_SECONDS, app_types, longest_run_seconds, types_of, up_to
from mlplatform.contract import ContractParameter
from mlplatform.encryption import team_key_arn
from mlplatform.identity import Approved, Boundaries, Limits, TeamRoles
from mlplatform.mlops import account_of
from mlplatform.settings import Machine, Team
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.identity import Identity
from stacks.network import Network
from stacks.platform_stack import PlatformStack


class Roles(PlatformStack):
    """The roles of one team. Teams are deployed side by side, and one goes by destroying its stack."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        team: Team,
        foundation: Foundation,
        network: Network,
        identity: Identity,
    ) -> None:
        super().__init__(scope, f"Roles-{team.name}", deployment, description=f"Roles and guard-rails of {team.name}")
        # Release 0.1 had every team's roles in Identity; it gives up their names before this stack takes them.
        self.add_stack_dependency(identity)
        key_arn = team_key_arn(self, names=deployment.names, team=team.name)
        self.roles = TeamRoles(
            self,
            "Team",
            team=team,
            names=deployment.names,
            identity=deployment.organisation.identity,
            environment=deployment.environment,
            approved=Approved(
                vpc_id=network.network.vpc_id,
                subnet_ids=network.network.subnet_ids,
                job_group_id=network.network.groups.jobs,
                key_arn=key_arn,
                domain_key_arn=foundation.keys.domain,
                image_policy_arn=identity.image_policy_arn,
                registry_account=account_of(deployment.organisation.hub),
            ),
            limits=_limits(team),
            boundaries=Boundaries(people=foundation.people_boundary, jobs=foundation.jobs_boundary),
        )
        self.book_on(team, self.roles)
        self._build_contract(team, key_arn)

    def _build_contract(self, team: Team, key_arn: str) -> None:
        ContractParameter(
            self,
            "Contract",
            names=self.deployment.names,
            key=f"teams/{team.name}",
            fields={
                "prefix": f"{team.name}-",
                "key_arn": key_arn,
                "job_role_arn": self.roles.machine_role_arns.get(Machine.TRAIN),
                "role_arns": self.roles.persona_role_arns,
                "largest_size": team.largest_size,
            },
        )
        if machines := self.roles.machine_role_arns:
            key, fields = f"machines/{team.name}", {"role_arns": machines}
            ContractParameter(self, "ContractMachines", names=self.deployment.names, key=key, fields=fields)


def _limits(team: Team) -> Limits:
    sizes = up_to(team.largest_size)
    return Limits(
        instance_types=types_of(sizes),
        app_types=app_types(),
        run_seconds=longest_run_seconds(sizes),
        idle_seconds=LONGEST_IDLE_SECONDS,
    )
