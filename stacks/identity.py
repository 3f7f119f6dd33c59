from constructs import Construct

from mlplatform.catalogue import ApprovedImages, PrebuiltImages
from mlplatform.contract import ContractParameter
from mlplatform.encryption import team_key_arn
from mlplatform.identity import Approved, PlatformAdmin, TeamRoles
from mlplatform.settings import Team
from mlplatform.settings.names import pascal
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.platform_stack import PlatformStack


class Identity(PlatformStack):
    """Personas and job roles of every team, and the platform admin."""

    def __init__(self, scope: Construct, deployment: Deployment, *, foundation: Foundation, network: Network) -> None:
        super().__init__(scope, "Identity", deployment, description="Personas, job roles, guard-rails")
        self._foundation = foundation
        approved = Approved(
            subnet_ids=network.network.subnet_ids,
            job_group_id=network.network.groups.jobs,
            domain_key_arn=foundation.keys.domain,
            image_policy_arn=self._build_image_policy(),
        )
        self.teams = {team.name: self._build_team(team, approved) for team in deployment.organisation.teams}
        admin = PlatformAdmin(
            self,
            "PlatformAdmin",
            names=deployment.names,
            identity=deployment.organisation.identity,
            boundary_arn=foundation.boundary.policy_arn,
        )
        fields = {"role_arn": admin.role_arn}
        ContractParameter(self, "ContractAdmin", names=deployment.names, key="roles/platform-admin", fields=fields)

    def _build_image_policy(self) -> str:
        deployment = self.deployment
        return ApprovedImages(
            self,
            "ApprovedImages",
            organisation=deployment.organisation.name,
            prebuilt=PrebuiltImages(self, environment=deployment.environment),
        ).policy_arn

    def _build_team(self, team: Team, approved: Approved) -> TeamRoles:
        key_arn = team_key_arn(self, names=self.deployment.names, team=team.name)
        roles = TeamRoles(
            self,
            f"Team{pascal(team.name)}",
            team=team,
            names=self.deployment.names,
            identity=self.deployment.organisation.identity,
            approved=approved,
            key_arn=key_arn,
            boundary_arn=self._foundation.boundary.policy_arn,
        )
        self.book_on(team, roles)
        fields = {
            "prefix": f"{team.name}-",
            "key_arn": key_arn,
            "job_role_arn": roles.job_role_arn,
            "role_arns": roles.persona_role_arns,
        }
        ContractParameter(
            self,
            f"ContractTeam{pascal(team.name)}",
            names=self.deployment.names,
            key=f"teams/{team.name}",
            fields=fields,
        )
        return roles
