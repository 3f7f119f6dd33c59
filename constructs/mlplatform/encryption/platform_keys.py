from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aws_cdk import Aws
from constructs import Construct

from mlplatform.arns import DEPLOYER_ROLES, arn, role_arn
from mlplatform.encryption.key import ClosedKey
from mlplatform.encryption.key_policy import KeyUse, ServiceUse
from mlplatform.encryption.team_key import publish_team_key
from mlplatform.settings import Environment
from mlplatform.settings.features import uses_catalog
from mlplatform.settings.names import Names, pascal
from mlplatform.settings.roles import STUDIO_BUILDERS, data_users_of

OWN_ACCOUNT = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
DEPLOYER = KeyUse(sid="Deployer", roles=(DEPLOYER_ROLES,), grants=True)


@dataclass(frozen=True, kw_only=True)
class DeliveryUses:
    """What the delivery of projects asks of the keys of an environment."""

    artefacts: tuple[KeyUse, ...] = ()
    artefact_services: tuple[ServiceUse, ...] = ()
    logs: tuple[KeyUse, ...] = ()
    teams: Mapping[str, tuple[KeyUse, ...]] = field(default_factory=dict)


NO_DELIVERY = DeliveryUses()


class PlatformKeys(Construct):
    """The keys of an environment, one for each purpose, and one for each team's data.

    Guarantees:
        - a team's data key is used by that team's people and jobs and by nobody else
        - who opens Studio volumes cannot read logs, and the other way round

    `logs`, `artefacts`, `domain` and `catalog` are key ARNs; there is no `catalog` where nothing uses Glue.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        names: Names,
        environment: Environment,
        teams: Sequence[str],
        delivery: DeliveryUses = NO_DELIVERY,
    ) -> None:
        super().__init__(scope, construct_id)
        self._names, self._environment, self._delivery = names, environment, delivery
        self.logs = self._build_logs()
        replicas = () if environment.is_hub else (_replicas(names),)
        self.artefacts = self._build(
            "Artefacts",
            "artefacts",
            "Images, function environments, deliveries",
            (DEPLOYER, *replicas, *delivery.artefacts),
            delivery.artefact_services,
        )
        people = self._people(teams) if environment.is_workbench else ()
        homes = self._home_backups() if environment.studio and environment.studio.homes_deletable else ()
        self.domain = self._build("Domain", "domain", "Studio homes and volumes", (DEPLOYER, *people, *homes))
        self.catalog = self._build_catalog() if uses_catalog(environment) else None
        self._teams = {team: self._build_team(team) for team in teams}

    def of_team(self, team: str) -> ClosedKey:
        """A team's data key."""
        return self._teams[team]

    def _build(
        self,
        construct_id: str,
        purpose: str,
        description: str,
        uses: tuple[KeyUse, ...],
        services: tuple[ServiceUse, ...] = (),
    ) -> str:
        alias = self._names.key_alias(purpose)
        key = ClosedKey(self, construct_id, alias=alias, description=description, uses=uses, services=services)
        return key.key_arn

    def _build_logs(self) -> str:
        groups = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*")}}
        functions = KeyUse(sid="Functions", roles=(role_arn(self._names.function_role("*")),))
        return ClosedKey(
            self,
            "Logs",
            alias=self._names.key_alias("logs"),
            description="Logs and alarms",
            uses=(functions, *self._delivery.logs),
            services=(
                ServiceUse(sid="Logs", service=f"logs.{Aws.REGION}.amazonaws.com", conditions=groups),
                ServiceUse(sid="Budgets", service="budgets.amazonaws.com", conditions=OWN_ACCOUNT),
                ServiceUse(sid="Alarms", service="cloudwatch.amazonaws.com", conditions=OWN_ACCOUNT),
            ),
        ).key_arn

    def _build_catalog(self) -> str:
        """Glue uses it in the name of whoever reads a definition; which ones, Glue's own permissions say."""
        roles = KeyUse(sid="Roles", roles=(role_arn(self._names.role("*")),))
        return self._build("Catalog", "catalog", "Definitions of tables", (DEPLOYER, roles))

    def _build_team(self, team: str) -> ClosedKey:
        roles = tuple(role_arn(self._names.role(who, team)) for who in data_users_of(self._environment))
        key = ClosedKey(
            self,
            f"Team{pascal(team)}",
            alias=self._names.team_key_alias(team),
            description=f"Data of the team {team}",
            uses=(
                *((KeyUse(sid="Team", roles=roles, grants=True),) if roles else ()),
                *self._delivery.teams.get(team, ()),
            ),
        )
        publish_team_key(key, names=self._names, team=team)
        return key

    def _home_backups(self) -> tuple[KeyUse, ...]:
        """Whoever makes the vault does so with a role of their own; through AWS Backup it comes to no data."""
        backup = KeyUse(sid="HomeBackups", roles=(role_arn(self._names.service_role("home-backups")),), grants=True)
        service = f"backup.{Aws.REGION}.amazonaws.com"
        return backup, KeyUse(sid="HomeVault", roles=(role_arn("*"),), grants=True, via=service)

    def _people(self, teams: Sequence[str]) -> tuple[KeyUse, ...]:
        """Who starts apps hands the key to the volumes of the apps, and reads nothing with it."""
        roles = tuple(role_arn(self._names.role(who, team)) for team in teams for who in STUDIO_BUILDERS)
        return (KeyUse(sid="People", roles=roles, uses=False, grants=True),)


def _replicas(names: Names) -> KeyUse:
    """Where images of the hub are replicated to. ECR keeps the key open by a grant; nobody decrypts in that role."""
    role = role_arn(names.service_role("image-replicas"))
    return KeyUse(sid="Replicas", roles=(role,), uses=False, grants=True)
