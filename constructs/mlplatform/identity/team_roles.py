from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from constructs import Construct

from mlplatform.arns import arn, role_arn
from mlplatform.identity.capabilities import HOLDERS, IN_IAM_MODE, RUN_CONTAINERS, TEAM_POLICIES, rows_of
from mlplatform.identity.capabilities.studio import OWN_PROFILE
from mlplatform.identity.guard_rails import team_denies
from mlplatform.identity.managed_policy import PersonaPolicy
from mlplatform.identity.role import BoundedRole
from mlplatform.identity.statement import Statement, Value
from mlplatform.identity.trust import nobody, persona_trust, sagemaker_trust
from mlplatform.settings import Environment, Identity, Machine, Persona, Role, Team
from mlplatform.settings.names import Names, pascal
from mlplatform.settings.roles import STUDIO_PERSONAS, machines_of, personas_of


@dataclass(frozen=True, kw_only=True)
class Approved:
    """What the jobs of a team must use and may pull, the keys around them, and whose registry their models go to."""

    vpc_id: str
    subnet_ids: Sequence[str]
    job_group_id: str
    key_arn: str
    domain_key_arn: str
    image_policy_arn: str
    registry_account: str


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How far the jobs and apps of a team may go: the bounded settings of the override policy.

    Args:
        instance_types: Of jobs.
        app_types: Instance types of Studio's apps.
        run_seconds: The longest run of a job.
        idle_seconds: The longest wait of a warm pool for its next job.
    """

    instance_types: Sequence[str]
    app_types: Sequence[str]
    run_seconds: int
    idle_seconds: int


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """ARNs of the permissions boundaries of a team's roles."""

    people: str
    jobs: str


class TeamRoles(Construct):
    """The roles of one team in one environment: personas, and machines by phase, where they have work.

    Guarantees:
        - roles per persona, never per person; all inside the boundary of their class
        - every role carries the team's denies: other subnets, security groups, keys, models, tags, and
          instances and run times beyond its largest size
        - people and pipelines pass named machine roles of the team to SageMaker, and no other role anywhere; data
          scientists do not pass the one that reads the test split
        - in IAM mode a person signs in from the VPC only, to the profile that bears their own source identity

    Other stacks name the roles by `names.role(...)` and import no export, so that roles and teams come and go in one
    deployment; those stacks must depend on this one.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        team: Team,
        names: Names,
        identity: Identity,
        environment: Environment,
        approved: Approved,
        limits: Limits,
        boundaries: Boundaries,
    ) -> None:
        super().__init__(scope, construct_id)
        self._team, self._names, self._identity, self._environment = team, names, identity, environment
        self._approved, self._limits, self._boundaries = approved, limits, boundaries
        self._values = self._placeholders()
        self._guard_rails = self._build_guard_rails()
        self._policies = {name: arn for name in TEAM_POLICIES if (arn := self._build_policy(name))}
        self.persona_role_arns = {str(persona): self._persona(persona) for persona in personas_of(environment)}
        self.machine_role_arns = {str(machine): self._machine(machine) for machine in machines_of(environment)}

    def _placeholders(self) -> Mapping[str, Value]:
        team = self._team.name
        subnets = tuple(arn("ec2", f"subnet/{subnet}") for subnet in self._approved.subnet_ids)
        return {
            "team": team,
            "prefix": self._names.prefix,
            "environment": self._names.environment,
            "organisation": self._names.organisation,
            "shared-space": self._names.shared_space(team),
            "own-profile": arn("sagemaker", OWN_PROFILE.removeprefix("sagemaker:")),
            "team-key": self._approved.key_arn,
            "domain-key": self._approved.domain_key_arn,
            "vpc-id": self._approved.vpc_id,
            "subnets": subnets,
            "hub-groups": arn("sagemaker", "model-package-group", account=self._approved.registry_account),
            "hub-packages": arn("sagemaker", "model-package", account=self._approved.registry_account),
            "job-groups": (arn("ec2", f"security-group/{self._approved.job_group_id}"),),
            **{f"{machine}-role": role_arn(self._names.role(machine, team)) for machine in Machine},
        }

    def _build_guard_rails(self) -> str:
        limits = self._limits
        denies = team_denies(
            {
                "team": self._team.name,
                "subnets": tuple(self._approved.subnet_ids),
                "job-groups": (self._approved.job_group_id,),
                "team-key": self._approved.key_arn,
                "team-models": arn("sagemaker", f"model/{self._team.name}-*"),
                "instances": tuple(limits.instance_types),
                "app-instances": tuple(limits.app_types),
                "longest-run": str(limits.run_seconds),
                "longest-idle": str(limits.idle_seconds),
            }
        )
        return self._policy("GuardRails", "What pins the work", (), denies)

    def _build_policy(self, name: str) -> str | None:
        """A policy of `TEAM_POLICIES`, or None where it says nothing."""
        if name in IN_IAM_MODE and self._identity.auth_mode != "IAM":
            return None
        rows = rows_of(name, self._environment.kinds)
        return self._policy(name, f"{name}: what it adds", rows) if rows else None

    def _policy(
        self, name: str, description: str, rows: Sequence[Statement], denies: Sequence[Mapping[str, Any]] = ()
    ) -> str:
        return PersonaPolicy(
            self,
            f"{name}Policy",
            description=f"{description}, team {self._team.name}",
            statements=rows,
            values=self._values,
            denies=denies,
        ).policy_arn

    def _persona(self, persona: Persona) -> str:
        people = persona_trust(self._identity, persona, self._team.name)
        in_studio = self._environment.is_workbench and persona in STUDIO_PERSONAS
        trust = [*([sagemaker_trust("Studio")] if in_studio else []), *people]
        return self._role(persona, trust or [nobody()], self._boundaries.people)

    def _machine(self, machine: Machine) -> str:
        return self._role(machine, [sagemaker_trust("Jobs")], self._boundaries.jobs)

    def _role(self, who: Role, trust: Sequence[dict[str, Any]], boundary_arn: str) -> str:
        name = self._names.role(who, self._team.name)
        held = [self._policies[policy] for policy in HOLDERS[who] if policy in self._policies]
        if who in RUN_CONTAINERS:
            held.append(self._approved.image_policy_arn)
        BoundedRole(
            self,
            pascal(who),
            name=name,
            description=f"{who} of {self._team.name}",
            trust=trust,
            policy_arns=[*held, self._guard_rails],
            boundary_arn=boundary_arn,
        )
        return role_arn(name)
