from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs import Construct

from mlplatform.arns import arn, role_arn
from mlplatform.identity import capabilities
from mlplatform.identity.capabilities.studio import OWN_PROFILE
from mlplatform.identity.guard_rails import team_denies
from mlplatform.identity.managed_policy import PersonaPolicy
from mlplatform.identity.role import BoundedRole
from mlplatform.identity.statement import Statement, Value
from mlplatform.identity.trust import persona_trust, sagemaker_trust
from mlplatform.settings import Identity, Team
from mlplatform.settings.names import Names, pascal


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What jobs of every team must use and may pull, and the keys around them."""

    subnet_ids: Sequence[str]
    job_group_id: str
    domain_key_arn: str
    image_policy_arn: str


class TeamRoles(Construct):
    """The roles of one team: data scientist, lead, auditor and its jobs.

    Guarantees:
        - roles per persona, never per person; all inside the workload boundary
        - every role carries the team's denies: other subnets, other security groups, other keys
        - people pass the team's job role to SageMaker and no other role anywhere
        - in IAM mode a person signs in to the profile that bears their own source identity only
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        team: Team,
        names: Names,
        identity: Identity,
        approved: Approved,
        key_arn: str,
        boundary_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._team, self._names, self._identity, self._boundary_arn = team, names, identity, boundary_arn
        self._approved, self._key_arn = approved, key_arn
        self._values = self._placeholders()
        sign_in = capabilities.SIGN_IN if identity.auth_mode == "IAM" else ()
        guard_rails = self._policy("GuardRails", "What pins the jobs of the team", (), self._denies())
        member = self._policy("Member", "What every member may see", (*capabilities.TEAM_MEMBER, *sign_in))
        work = self._policy("DataScientist", "What a data scientist may do besides", capabilities.DATA_SCIENTIST)
        lead = self._policy("Lead", "What a lead may do besides", capabilities.LEAD)
        audit = self._policy("Auditor", "What an auditor may see besides", capabilities.AUDITOR)
        job = self._policy("Job", "What a job may do", capabilities.JOB)
        self.job_role_arn = self._job_role([job, approved.image_policy_arn, guard_rails])
        self.persona_role_arns = {
            "data-scientist": self._persona("data-scientist", [member, work, guard_rails]),
            "lead": self._persona("lead", [member, work, lead, guard_rails]),
            "auditor": self._persona("auditor", [member, audit, guard_rails]),
        }
        """Persona to the ARN of the team's role.

        Derived from the role's name: other stacks that name it import no export, so that roles and teams can go in one
        deployment. Those stacks must depend on this one.
        """

    def _placeholders(self) -> Mapping[str, Value]:
        subnets = tuple(arn("ec2", f"subnet/{subnet}") for subnet in self._approved.subnet_ids)
        return {
            "team": self._team.name,
            "environment": self._names.environment,
            "organisation": self._names.organisation,
            "shared-space": self._names.shared_space(self._team.name),
            "own-profile": arn("sagemaker", OWN_PROFILE.removeprefix("sagemaker:")),
            "team-key": self._key_arn,
            "domain-key": self._approved.domain_key_arn,
            "job-role": role_arn(self._names.role("job", self._team.name)),
            "subnets": subnets,
            "job-groups": (arn("ec2", f"security-group/{self._approved.job_group_id}"),),
        }

    def _denies(self) -> list[dict[str, Any]]:
        groups = [self._approved.job_group_id]
        return team_denies(subnets=self._approved.subnet_ids, groups=groups, key_arn=self._key_arn)

    def _policy(
        self,
        construct_id: str,
        description: str,
        statements: Sequence[Statement],
        denies: Sequence[Mapping[str, Any]] = (),
    ) -> str:
        return PersonaPolicy(
            self,
            f"{construct_id}Policy",
            description=f"{description}, team {self._team.name}",
            statements=statements,
            values=self._values,
            denies=denies,
        ).policy_arn

    def _persona(self, persona: str, policy_arns: Sequence[str]) -> str:
        trust = [sagemaker_trust("Studio"), *persona_trust(self._identity, persona, self._team.name)]
        return self._role(persona, f"{persona} of {self._team.name}", trust, policy_arns)

    def _job_role(self, policy_arns: Sequence[str]) -> str:
        return self._role("job", f"Jobs of {self._team.name}", [sagemaker_trust("Jobs")], policy_arns)

    def _role(self, persona: str, description: str, trust: Sequence[dict[str, Any]], policy_arns: Sequence[str]) -> str:
        name = self._names.role(persona, self._team.name)
        BoundedRole(
            self,
            pascal(persona),
            name=name,
            description=description,
            trust=trust,
            policy_arns=policy_arns,
            boundary_arn=self._boundary_arn,
        )
        return role_arn(name)
