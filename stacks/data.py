from constructs import Construct

from mlplatform.contract import ContractParameter
from mlplatform.data import TeamLake, TeamTables, table_of
from mlplatform.data.places import PHASES, Layer
from mlplatform.mlops import ModelAccess, model_accounts, readers
from mlplatform.settings import Team
from stacks.deployment import Deployment
from stacks.foundation import Foundation
from stacks.network import Network
from stacks.platform_stack import PlatformStack
from stacks.roles import Roles


class Data(PlatformStack):
    """The lake of one team, the tables over it, and what the team's roles may do with both.

    The team's key comes from Foundation by an export: so a team whose data still stands cannot go (README, tear down).
    """

    def __init__(
        self,
        scope: Construct,
        deployment: Deployment,
        *,
        team: Team,
        foundation: Foundation,
        network: Network,
        roles: Roles,
    ) -> None:
        super().__init__(scope, f"Data-{team.name}", deployment, description=f"Data of the team {team.name}")
        # Policies are attached to roles that no reference leads to.
        self.add_stack_dependency(roles)
        self._team, self._foundation = team, foundation
        self._key_arn = foundation.keys.of_team(team.name).key_arn
        self._table = table_of(deployment.environment)
        self.lake = TeamLake(
            self,
            "Lake",
            team=team.name,
            names=deployment.names,
            key_arn=self._key_arn,
            logs_bucket=foundation.access_logs.bucket.bucket_name,
            vpc_id=network.network.vpc_id,
            table=self._table,
        )
        self.tables = self._build_tables()
        for access in self._table:
            self.lake.grant(access, tables=self.tables)
        self._open_models()
        self.book_on(team, self)
        self._build_contract()

    def _open_models(self) -> None:
        """To those who serve in another account what was trained here, and the other way round."""
        organisation, environment, team = self.deployment.organisation, self.deployment.environment, self._team.name
        for reader in readers(organisation, environment, team):
            self.lake.buckets[Layer.WORK].read_by(reader)
        if model_accounts(organisation, environment, team):
            ModelAccess(self, "Models", organisation=organisation, environment=environment, team=team)

    def _build_tables(self) -> TeamTables | None:
        features, catalog_key = self.deployment.environment.features, self._foundation.keys.catalog
        if catalog_key is None or not {"athena", "glue"} & set(features):
            return None
        return TeamTables(
            self,
            "Tables",
            team=self._team.name,
            names=self.deployment.names,
            key_arn=self._key_arn,
            catalog_key_arn=catalog_key,
            buckets={layer: bucket.name for layer, bucket in self.lake.buckets.items()},
            table=self._table,
            workgroups="athena" in features,
        )

    def _build_contract(self) -> None:
        names, team = self.deployment.names, self._team.name
        buckets = {str(layer): bucket.name for layer, bucket in self.lake.buckets.items()}
        fields = {**buckets, "phases": [phase.prefix for phase in PHASES]}
        ContractParameter(self, "ContractBuckets", names=names, key=f"buckets/{team}", fields=fields)
        if self.tables:
            tables = {
                "databases": {str(layer): name for layer, name in self.tables.databases.items()},
                "workgroups": self.tables.workgroups,
            }
            ContractParameter(self, "ContractTables", names=names, key=f"tables/{team}", fields=tables)
