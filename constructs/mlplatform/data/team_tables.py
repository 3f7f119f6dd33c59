from collections.abc import Mapping, Sequence

from aws_cdk import Aws
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from constructs import Construct

from mlplatform.arns import arn
from mlplatform.data.access import Access
from mlplatform.data.places import LAKE, Layer, results_of
from mlplatform.identity.statement import Value
from mlplatform.settings.names import Names, pascal

ENGINE = "Athena engine version 3"
CUTOFF_BYTES = 1024**4
"""A query that would scan more than a tebibyte (about five dollars) is stopped."""


class TeamTables(Construct):
    """The tables over a team's lake: a Glue database a layer, and an Athena workgroup for each role that queries.

    Guarantees:
        - queries run with the settings of the workgroup, whatever the client asks for (ATH-02)
        - results are encrypted with the team's key (ATH-01) and lie where only the role of that workgroup reads, since
          they hold what that role may see
        - a query stops at a tebibyte scanned; numbers go to CloudWatch
        - a database has a name that people know, and goes with its stack; its data stays

    Args:
        buckets: Layer to the name of its bucket.
        workgroups: Whether queries run here at all; without Athena there are the databases alone.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        team: str,
        names: Names,
        key_arn: str,
        catalog_key_arn: str,
        buckets: Mapping[Layer, str],
        table: Sequence[Access],
        workgroups: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self._team, self._names, self._key_arn, self._buckets = team, names, key_arn, buckets
        self._catalog_key_arn = catalog_key_arn
        self.databases = {layer: self._build_database(layer) for layer in LAKE}
        querying = [access.role for access in table if access.queries and workgroups]
        self.workgroups = {role: self._build_workgroup(role) for role in querying}

    def values(self, access: Access) -> dict[str, Value]:
        """What a role's statements on tables and queries are filled in with."""
        if not access.queries:
            return {}
        read = {place.layer for place in access.reads}
        written = {place.layer for place in access.writes}
        workgroup = self.workgroups.get(access.role)
        return {
            "read-databases": self._catalog_arns("database/{}", read),
            "read-tables": self._catalog_arns("table/{}/*", read),
            "written-databases": self._catalog_arns("database/{}", written),
            "written-tables": self._catalog_arns("table/{}/*", written),
            "catalog-key": self._catalog_key_arn,
            **({"workgroup": workgroup} if workgroup else {}),
        }

    def _catalog_arns(self, resource: str, layers: set[Layer]) -> tuple[str, ...]:
        return tuple(arn("glue", resource.format(name)) for layer, name in self.databases.items() if layer in layers)

    def _build_database(self, layer: Layer) -> str:
        name = self._names.database(self._team, layer)
        glue.CfnDatabase(
            self,
            f"{pascal(layer)}Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=name,
                description=f"{pascal(layer)} layer of the team {self._team}",
                location_uri=f"s3://{self._buckets[layer]}/",
            ),
        )
        return name

    def _build_workgroup(self, role: str) -> str:
        name = self._names.workgroup(self._team, role)
        athena.CfnWorkGroup(
            self,
            f"{pascal(role)}Workgroup",
            name=name,
            description=f"Queries of {role} of the team {self._team}",
            # Athena keeps a history of 45 days, which would forbid to delete a workgroup that was used.
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                requester_pays_enabled=False,
                bytes_scanned_cutoff_per_query=CUTOFF_BYTES,
                engine_version=athena.CfnWorkGroup.EngineVersionProperty(selected_engine_version=ENGINE),
                result_configuration=self._results(role),
            ),
        )
        return name

    def _results(self, role: str) -> athena.CfnWorkGroup.ResultConfigurationProperty:
        return athena.CfnWorkGroup.ResultConfigurationProperty(
            output_location=f"s3://{self._buckets[Layer.WORK]}/{results_of(role).prefix}/",
            expected_bucket_owner=Aws.ACCOUNT_ID,
            encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                encryption_option="SSE_KMS", kms_key=self._key_arn
            ),
        )
