from collections.abc import Mapping, Sequence

from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.settings import Persona, Team
from mlplatform.settings import Studio as StudioSettings
from mlplatform.settings.names import pascal
from mlplatform.studio import DomainCleanUp, StudioDomain, TeamSpace
from mlplatform.users import CleanUpFunction
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.images import Images
from stacks.network import Network
from stacks.platform_stack import PlatformStack
from stacks.roles import Roles


class Studio(PlatformStack):
    """Studio domains, the teams' shared spaces, and the clean-ups before users and after domains are removed."""

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        studio: StudioSettings,
        foundation: Foundation,
        network: Network,
        teams: Mapping[str, Roles],
        images: Images,
    ) -> None:
        super().__init__(scope, "Studio", deployment, description="Studio domains and shared spaces")
        self._studio, self._foundation, self._network = studio, foundation, network
        self.role_arns = {name: team.roles.persona_role_arns for name, team in teams.items()}
        """Team to persona to role ARN."""
        for team in teams.values():
            # Profiles name roles that no reference leads to.
            self.add_stack_dependency(team)
        # So do domains the image that they offer.
        self.add_stack_dependency(images)
        self._domain_clean_up = DomainCleanUp(
            self,
            "DomainCleanUp",
            vpc_id=network.network.vpc_id,
            key_arn=foundation.keys.domain,
            names=deployment.names,
            placement=network.placement,
        )
        self.domains: dict[str, StudioDomain] = {}
        self.clean_ups: dict[str, CleanUpFunction] = {}
        for name, members in deployment.domains.items():
            domain = self.domains[name] = self._build_domain(name, members)
            self.clean_ups[name] = self._build_clean_up(name, domain)
            self._build_spaces(name, domain, members)

    def _build_domain(self, name: str, teams: Sequence[Team]) -> StudioDomain:
        network = self._network.network
        # Several teams cannot share a role: then shared spaces hold files and compute, and reach nothing in AWS.
        shared = self._data_scientist(teams[0]) if len(teams) == 1 else None
        return StudioDomain(
            self,
            f"{pascal(name)}Domain",
            name=self.deployment.names.domain(name),
            names=self.deployment.names,
            auth_mode=self.deployment.organisation.identity.auth_mode,
            studio=self._studio,
            vpc_id=network.vpc_id,
            subnet_ids=network.subnet_ids,
            security_group_id=network.groups.studio,
            key_arn=self._foundation.keys.domain,
            boundary_arn=self._foundation.boundary.policy_arn,
            clean_up=self._domain_clean_up,
            shared_role_arn=shared,
        )

    def _data_scientist(self, team: Team) -> str:
        return self.role_arns[team.name][Persona.DATA_SCIENTIST]

    def _build_clean_up(self, name: str, domain: StudioDomain) -> CleanUpFunction:
        return CleanUpFunction(
            self,
            f"{pascal(name)}CleanUp",
            domain=name,
            domain_id=domain.domain_id,
            names=self.deployment.names,
            placement=self._network.placement,
        )

    def _build_spaces(self, name: str, domain: StudioDomain, teams: Sequence[Team]) -> None:
        names, auth_mode = self.deployment.names, self.deployment.organisation.identity.auth_mode
        for team in teams:
            TeamSpace(
                self,
                f"{pascal(team.name)}Space",
                team=team.name,
                domain=domain,
                names=names,
                auth_mode=auth_mode,
                role_arn=self._data_scientist(team),
            )
        fields = {
            "domain_id": domain.domain_id,
            "auth_mode": auth_mode,
            "shared_spaces": {team.name: names.shared_space(team.name) for team in teams},
        }
        ContractParameter(self, f"Contract{pascal(name)}", names=names, key=f"studio/{name}", fields=fields)
